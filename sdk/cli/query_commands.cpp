// SPDX-License-Identifier: Apache-2.0
// Questions: the catalogue, named queries, SQL, the journal, the scorecard.
#include <iostream>
#include <memory>

#include "catalogue.hpp"
#include "context.hpp"
#include "exit_codes.hpp"
#include "input.hpp"
#include "terminal.hpp"

namespace tandem::cli {
namespace {

constexpr const char* kQueryGroup = "Questions";
constexpr std::int64_t kFollowWaitMs = 60'000;

int print_schema(Context& context, const std::string& entity) {
  if (entity.empty()) {
    throw UsageProblem("--schema needs the name of an entity", "write `tandem catalogue lead --schema`");
  }
  context.catalogue();  // opens the store where there is one
  tandem_store* store = context.opened_store();
  const Json schema = call_for_json([&](tandem_text** out, tandem_error** error) {
    return tandem_catalogue_schema(store, str(entity), out, error);
  });
  print_json(std::cout, schema);
  return kDone;
}

int catalogue(Context& context, const std::string& name, bool schema) {
  if (schema) return print_schema(context, name);
  const Json& document = context.catalogue();
  if (name.empty()) {
    print_catalogue(std::cout, document, context.format());
  } else if (!print_catalogue_item(std::cout, document, name, context.format())) {
    throw Problem(TANDEM_NOT_FOUND, "no entity, verb or query '" + name + "'",
                  "`tandem catalogue` lists them all");
  }
  return kDone;
}

struct Question {
  std::string name;
  std::vector<std::string> values;
};

int query(Context& context, const Question& wanted) {
  if (wanted.name.empty()) {
    print_queries(std::cout, context.catalogue(), context.format());
    return kDone;
  }
  const std::string args =
      pairs(wanted.values, query_argument_types(context.catalogue(), wanted.name)).dump();
  tandem_session* session = context.session();
  const Owner<tandem_cursor> cursor = call_for<tandem_cursor>([&](tandem_cursor** out, tandem_error** error) {
    return tandem_query(session, str(wanted.name), str(args), out, error);
  });
  print_cursor(std::cout, cursor.get(), context.format());
  return kDone;
}

int sql(Context& context, const Question& wanted) {
  const std::string statement = text_or_file(wanted.name);
  Json parameters = Json::array();
  for (const std::string& value : wanted.values) {
    const Json parameter = loose_value(unmarked(value));
    parameters.push_back(parameter.is_structured() ? Json(unmarked(value))
                                                   : parameter);  // SQL takes JSON as text
  }
  const std::string text = parameters.dump();
  tandem_session* session = context.session();
  const Owner<tandem_cursor> cursor = call_for<tandem_cursor>([&](tandem_cursor** out, tandem_error** error) {
    return tandem_sql(session, str(statement), str(text), out, error);
  });
  print_cursor(std::cout, cursor.get(), context.format());
  return kDone;
}

struct JournalArguments {
  std::int64_t after = 0, limit = 0;
  bool follow = false;
};

Owner<tandem_cursor> read_journal(Context& context, std::int64_t after, std::int64_t limit) {
  tandem_session* session = context.session();
  return call_for<tandem_cursor>([&](tandem_cursor** out, tandem_error** error) {
    return tandem_journal_read(session, after, limit, out, error);
  });
}

/// Writes the entries that are there and returns the last seq; JSON goes one object a line.
std::int64_t write_entries(Context& context, tandem_cursor* cursor, std::unique_ptr<TableWriter>& table,
                           std::int64_t last) {
  const std::size_t seq = tandem_cursor_column(cursor, str("seq"));
  for (;;) {
    int32_t has_row = 0;
    call([&](tandem_error** error) { return tandem_cursor_next(cursor, &has_row, error); });
    if (!has_row) return last;
    last = tandem_cursor_int(cursor, seq);
    if (context.as_json()) {
      const Json row = call_for_json(
          [&](tandem_text** out, tandem_error** error) { return tandem_cursor_json(cursor, out, error); });
      std::cout << row.dump(-1, ' ', stdout_is_terminal()) << "\n";
      continue;
    }
    if (!table) {
      std::vector<std::string> columns;
      for (std::size_t i = 0; i < tandem_cursor_column_count(cursor); ++i) {
        columns.push_back(to_string(tandem_cursor_column_name(cursor, i)));
      }
      table =
          std::make_unique<TableWriter>(std::cout, context.format(), std::move(columns), terminal_width());
    }
    std::size_t count = 0;
    const tandem_value* values = tandem_cursor_row(cursor, &count);
    std::vector<Cell> row;
    for (std::size_t i = 0; i < count; ++i) row.push_back(to_cell(values[i]));
    table->add(std::move(row));
  }
}

/// True when there is more, false when the person has had enough.
bool wait_for_more(Context& context, const Interruption& interruption, std::int64_t after) {
  while (!interruption.requested()) {
    int64_t last = 0;
    tandem_error* error = nullptr;
    const tandem_status status =
        tandem_journal_wait(context.store(), after, kFollowWaitMs, interruption.cancel(), &last, &error);
    if (status == TANDEM_OK) return true;
    Problem problem(status, error);
    if (status == TANDEM_CANCELLED) return false;
    if (status != TANDEM_TIMEOUT) throw problem;
  }
  return false;
}

/// Ends with Ctrl-C, the ordinary end of following.
int follow_journal(Context& context, const JournalArguments& wanted) {
  const Interruption interruption;
  std::unique_ptr<TableWriter> table;
  std::int64_t last = wanted.after;
  do {
    for (std::int64_t before = -1; before != last;) {  // a page holds 1,000
      before = last;
      last = write_entries(context, read_journal(context, last, 0).get(), table, last);
    }
    if (table) table->flush();
    std::cout.flush();
  } while (std::cout && wait_for_more(context, interruption, last));
  return kDone;
}

int journal(Context& context, const JournalArguments& wanted) {
  if (wanted.follow) return follow_journal(context, wanted);
  const Owner<tandem_cursor> cursor = read_journal(context, wanted.after, wanted.limit);
  print_cursor(std::cout, cursor.get(), context.format(), "no journal entries");
  return kDone;
}

int scorecard(Context& context, const std::string& at) {
  if (context.format() == Format::csv) {
    throw UsageProblem("the scorecard is no table", "use --format text or json; `tandem query` has tables");
  }
  Json args = Json::object();
  if (!at.empty()) args["at"] = instant_argument(at);
  const std::string text = args.dump();
  tandem_session* session = context.session();
  const std::string card = call_for_text([&](tandem_text** out, tandem_error** error) {
    return tandem_scorecard(session, str(text), str(context.as_json() ? "json" : "text"), out, error);
  });
  if (context.as_json()) {
    print_json(std::cout, own_json(card));
    return kDone;
  }
  for (std::size_t start = 0; start < card.size();) {  // names in it come from anywhere: line by line
    const std::size_t end = std::min(card.find('\n', start), card.size());
    std::cout << escape_controls(std::string_view(card).substr(start, end - start)) << "\n";
    start = end + 1;
  }
  return kDone;
}

void add_catalogue(CLI::App& app, Context& context) {
  const auto name = std::make_shared<std::string>();
  const auto schema = std::make_shared<bool>(false);
  CLI::App* command =
      add_command(app, kQueryGroup, "catalogue", "list or explain entities, verbs and queries",
                  "  tandem catalogue\n  tandem catalogue lead\n"
                  "  tandem catalogue handoff.accept\n  tandem catalogue lead --schema");
  command->add_option("NAME", *name, "an entity, a verb or a query");
  command->add_flag("--schema", *schema, "the JSON Schema of the entity's documents");
  on_run(command, context, [&context, name, schema] { return catalogue(context, *name, *schema); });
}

void add_journal(CLI::App& app, Context& context) {
  const auto wanted = std::make_shared<JournalArguments>();
  CLI::App* command = add_command(app, kQueryGroup, "journal", "show what happened, oldest first",
                                  "  tandem journal --limit 20\n"
                                  "  tandem journal --after 1200 --follow --format json");
  command->add_option("--after", wanted->after, "entries after this number [0]")->type_name("SEQ");
  command->add_option("--limit", wanted->limit, "at most so many [1000]")->type_name("N");
  command->add_flag("--follow", wanted->follow, "wait for more until Ctrl-C; JSON comes one entry a line");
  on_run(command, context, [&context, wanted] { return journal(context, *wanted); });
}

}  // namespace

void add_query_commands(CLI::App& app, Context& context) {
  add_catalogue(app, context);

  const auto question = std::make_shared<Question>();
  CLI::App* command = add_command(app, kQueryGroup, "query", "answer a named query; alone: list them",
                                  "  tandem query\n  tandem query NAME since=2026-01-01 --format csv");
  command->add_option("NAME", question->name, "the query");
  command->add_option("ARGUMENTS", question->values, "name=value …")->type_name("");
  on_run(command, context, [&context, question] { return query(context, *question); });

  command = add_command(app, kQueryGroup, "sql", "answer a SELECT of one's own over the documented views",
                        "  tandem sql 'SELECT stage, count(*) FROM v_lead GROUP BY stage'\n"
                        "  tandem sql 'SELECT * FROM v_lead WHERE country = ?' DE --format csv\n"
                        "  tandem sql @report.sql -- -5");
  command->add_option("SELECT", question->name, "the statement, @file or -")->required();
  command->add_option("PARAMETERS", question->values, "values for ?, JSON or text")->type_name("");
  on_run(command, context, [&context, question] { return sql(context, *question); });

  add_journal(app, context);

  const auto at = std::make_shared<std::string>();
  command = add_command(app, kQueryGroup, "scorecard", "the joint scorecard of both sides");
  command->add_option("--at", *at, "as it was at this time [now]")->type_name("TIME");
  on_run(command, context, [&context, at] { return scorecard(context, *at); });
}

}  // namespace tandem::cli
