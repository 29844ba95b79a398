// SPDX-License-Identifier: Apache-2.0
// Records: read one, write one, bring in many, and do what people do with them.
#include <iostream>
#include <memory>

#include "catalogue.hpp"
#include "context.hpp"
#include "exit_codes.hpp"
#include "input.hpp"
#include "terminal.hpp"

namespace tandem::cli {
namespace {

constexpr const char* kRecordGroup = "Records";

/// Options of every single write.
struct WriteArguments {
  std::string at, request_key;
  std::optional<std::int64_t> if_revision;

  void add_to(CLI::App* command) {
    command->add_option("--at", at, "when it happened [now]")->type_name("TIME");
    command->add_option("--request-key", request_key, "a repeat with the same key changes nothing more")
        ->type_name("KEY");
    command->add_option("--if-revision", if_revision, "refuse unless the record has this revision")
        ->type_name("N");
  }
  tandem_write_options options() const {
    tandem_write_options out;
    tandem_write_options_init(&out, sizeof out);
    if (!at.empty()) out.at = instant_argument(at);
    out.request_key = str(request_key);
    out.has_if_revision = if_revision ? 1 : 0;
    out.if_revision = if_revision.value_or(0);
    return out;
  }
};

struct Get {
  std::string entity, id;
};

int get(Context& context, const Get& wanted) {
  tandem_session* session = context.session();
  Json document = call_for_json([&](tandem_text** out, tandem_error** error) {
    return tandem_record_get(session, str(wanted.entity), str(wanted.id), out, error);
  });
  print_object(std::cout, document, context.format());
  return kDone;
}

struct Put {
  std::string entity;
  std::vector<std::string> values;
  WriteArguments write;
};

bool is_document(const std::string& argument) {
  const std::string text = unmarked(argument);
  return text == "-" || (!text.empty() && (text[0] == '{' || text[0] == '@'));
}

int put(Context& context, const Put& wanted) {
  const tandem_write_options options = wanted.write.options();
  const bool whole = wanted.values.size() == 1 && is_document(wanted.values[0]);
  const Json document = whole ? object_argument(wanted.values[0], "the document")
                              : pairs(wanted.values, field_types(context.catalogue(), wanted.entity));
  const std::string text = document.dump(-1, ' ', false, Json::error_handler_t::replace);
  tandem_session* session = context.session();
  const Json answer = call_for_json([&](tandem_text** out, tandem_error** error) {
    return tandem_record_put(session, str(wanted.entity), str(text), &options, out, error);
  });
  print_object(std::cout, answer, context.format());
  return kDone;
}

struct Act {
  std::string verb;
  std::vector<std::string> rest;  ///< [ID] [name=value …]
  std::string args;
  bool help = false;
  WriteArguments write;
};

int explain_verb(Context& context, const std::string& verb) {
  const Json& catalogue = context.catalogue();
  if (find_verb(catalogue, verb) && print_catalogue_item(std::cout, catalogue, verb, context.format())) {
    return kDone;
  }
  throw Problem(TANDEM_NOT_FOUND, "no verb '" + verb + "'", "`tandem catalogue` lists them all");
}

int act(Context& context, Act wanted) {
  if (wanted.help) return explain_verb(context, wanted.verb);
  std::string record;
  if (!wanted.rest.empty() && wanted.rest[0].find('=') == std::string::npos) {
    record = unmarked(wanted.rest[0]);
    wanted.rest.erase(wanted.rest.begin());
  }
  Json args = wanted.args.empty() ? Json::object() : object_argument(wanted.args, "--args");
  args.update(pairs(wanted.rest, verb_argument_types(context.catalogue(), wanted.verb)));
  const std::string text = args.dump(-1, ' ', false, Json::error_handler_t::replace);
  const tandem_write_options options = wanted.write.options();
  tandem_session* session = context.session();
  try {
    const Json answer = call_for_json([&](tandem_text** out, tandem_error** error) {
      return tandem_act(session, str(wanted.verb), str(record), str(text), &options, out, error);
    });
    print_object(std::cout, answer, context.format());
  } catch (Problem& problem) {
    if (problem.status() == TANDEM_INVALID_ARGUMENT) {
      problem.add_advice("`tandem catalogue " + wanted.verb + "` explains its arguments");
    }
    throw;
  }
  return kDone;
}

struct Archive {
  std::string entity, id;
  WriteArguments write;
};

int archive(Context& context, const Archive& wanted) {
  const tandem_write_options options = wanted.write.options();
  tandem_session* session = context.session();
  const Json answer = call_for_json([&](tandem_text** out, tandem_error** error) {
    return tandem_record_archive(session, str(wanted.entity), str(wanted.id), &options, out, error);
  });
  print_object(std::cout, answer, context.format());
  return kDone;
}

struct Import {
  std::string entity, file, live_from = "now";
  bool skip_broken = false;
};

/// A summary line, then each broken document and each lead that stands there twice on stderr.
int report_import(Context& context, Json answer, const std::vector<std::string>& left_out) {
  Json& broken = answer["broken"];
  for (const std::string& line : left_out) broken.push_back({{"message", line}});
  if (context.format() == Format::table) {
    std::cout << "created " << answer.value("created", 0) << ", changed " << answer.value("changed", 0)
              << ", same " << answer.value("same", 0) << ", broken " << broken.size() << "\n";
  } else {
    print_object(std::cout, answer, context.format());
  }
  for (const Json& item : broken) {
    std::cerr << "left out";
    if (item.contains("index")) std::cerr << " record " << item.value("index", std::int64_t{0}) + 1;
    std::cerr << ": " << escape_controls(item.value("message", "")) << "\n";
  }
  for (const Json& item : answer.value("duplicates", Json::array())) {
    std::cerr << "record " << item.value("index", std::int64_t{0}) + 1
              << " is a lead that stands there already: " << item.value("lead_id", "") << " and "
              << item.value("duplicate_of", "") << "; see lead.merge\n";
  }
  return broken.empty() ? kDone : kFoundSomething;
}

int import(Context& context, const Import& wanted) {
  std::vector<std::string> left_out;
  const std::string documents =
      documents_of(read_file(wanted.file), field_types(context.catalogue(), wanted.entity),
                   wanted.skip_broken ? &left_out : nullptr);
  tandem_session* session = context.session();
  Interruption interruption;
  Progress progress("import " + wanted.entity);
  tandem_bulk_options options;
  tandem_bulk_options_init(&options, sizeof options);
  options.skip_broken = wanted.skip_broken ? 1 : 0;
  options.cancel = interruption.cancel();
  options.progress = &Progress::callback;
  options.progress_context = &progress;
  options.live_from = instant_argument(wanted.live_from);
  try {
    const Json answer = call_for_json([&](tandem_text** out, tandem_error** error) {
      return tandem_record_put_many(session, str(wanted.entity), str(documents), &options, out, error);
    });
    progress.finish();
    return report_import(context, answer, left_out);
  } catch (Problem& problem) {
    progress.finish();
    if (!wanted.skip_broken && problem.status() == TANDEM_INVALID_ARGUMENT) {
      problem.add_advice("nothing was imported; --skip-broken leaves broken records out");
    }
    throw;
  }
}

void add_get(CLI::App& app, Context& context) {
  const auto wanted = std::make_shared<Get>();
  CLI::App* command = add_command(app, kRecordGroup, "get", "show one record");
  command->add_option("ENTITY", wanted->entity, "such as lead")->required();
  command->add_option("ID", wanted->id, "the record's id")->required();
  on_run(command, context, [&context, wanted] { return get(context, *wanted); });
}

void add_put(CLI::App& app, Context& context) {
  const auto wanted = std::make_shared<Put>();
  CLI::App* command = add_command(app, kRecordGroup, "put", "make or change one record",
                                  "  tandem put lead given_name=Grace email=grace@example.com\n"
                                  "  tandem put lead '{\"given_name\": \"Grace\"}'\n"
                                  "  tandem put lead id=0190… phone=null     (clears the field)\n"
                                  "  tandem put lead @lead.json");
  command->add_option("ENTITY", wanted->entity, "such as lead")->required();
  command->add_option("VALUES", wanted->values, "field=value …, a JSON document, @file or -")
      ->required()
      ->type_name("");
  wanted->write.add_to(command);
  on_run(command, context, [&context, wanted] { return put(context, *wanted); });
}

void add_archive(CLI::App& app, Context& context) {
  const auto wanted = std::make_shared<Archive>();
  CLI::App* command =
      add_command(app, kRecordGroup, "archive", "put one record away: readable by id, not listed");
  command->add_option("ENTITY", wanted->entity, "such as lead")->required();
  command->add_option("ID", wanted->id, "the record's id")->required();
  wanted->write.add_to(command);
  on_run(command, context, [&context, wanted] { return archive(context, *wanted); });
}

void add_import(CLI::App& app, Context& context) {
  const auto wanted = std::make_shared<Import>();
  CLI::App* command = add_command(app, kRecordGroup, "import", "bring many records in, all or none",
                                  "  tandem import lead leads.csv\n"
                                  "  tandem import lead last-week.csv --live-from 2026-07-01\n"
                                  "  tandem import account accounts.jsonl --skip-broken\n"
                                  "  produce | tandem import lead -");
  command->add_option("ENTITY", wanted->entity, "such as lead")->required();
  command->add_option("FILE", wanted->file, "CSV with a header of field names, JSON lines or a JSON array; -")
      ->required();
  command->add_flag("--skip-broken", wanted->skip_broken, "leave broken records out and name them");
  command
      ->add_option("--live-from", wanted->live_from,
                   "leads captured before are history: no clock runs for them [now]")
      ->type_name("TIME");
  on_run(command, context, [&context, wanted] { return import(context, *wanted); });
}

void add_act(CLI::App& app, Context& context) {
  const auto wanted = std::make_shared<Act>();
  CLI::App* command = add_command(app, kRecordGroup, "act", "do a verb of the catalogue",
                                  "  tandem act --help-verb handoff.accept\n"
                                  "  tandem act handoff.accept 0190… --as sam@example.com\n"
                                  "  tandem act handoff.return 0190… reason=wrong_fit note='too small'");
  command->add_option("VERB", wanted->verb, "such as handoff.accept")->required();
  command->add_option("ARGUMENTS", wanted->rest, "the record's id, then name=value …")->type_name("");
  command->add_option("--args", wanted->args, "arguments as a JSON object, or @file")->type_name("JSON");
  command->add_flag("--help-verb", wanted->help, "explain the verb and its arguments");
  wanted->write.add_to(command);
  on_run(command, context, [&context, wanted] { return act(context, *wanted); });
}

}  // namespace

void add_record_commands(CLI::App& app, Context& context) {
  add_import(app, context);
  add_get(app, context);
  add_put(app, context);
  add_archive(app, context);
  add_act(app, context);
}

}  // namespace tandem::cli
