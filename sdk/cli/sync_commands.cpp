// SPDX-License-Identifier: Apache-2.0
// Keeping both sides in step: plan, run, watch and repair.
#include <iostream>
#include <memory>

#include "context.hpp"
#include "exit_codes.hpp"
#include "input.hpp"
#include "sync_summary.hpp"
#include "terminal.hpp"

namespace tandem::cli {
namespace {

constexpr const char* kSyncGroup = "Sync";

struct Sync {
  std::string name;
  bool all = false, full = false, accept_mass_change = false, yes = false;
  Json* reports = nullptr;  ///< gathers them, so that all of --all are one JSON document
  std::int32_t page_size = 0;
};

tandem_sync_options sync_options(const Sync& wanted, const Interruption& interruption, Progress& progress) {
  tandem_sync_options options;
  tandem_sync_options_init(&options, sizeof options);
  options.full = wanted.full ? 1 : 0;
  options.accept_mass_change = wanted.accept_mass_change ? 1 : 0;
  options.page_size = wanted.page_size;
  options.cancel = interruption.cancel();
  options.progress = &Progress::callback;
  options.progress_context = &progress;
  return options;
}

Json make_plan(Context& context, const Sync& wanted) {
  context.load_adapters();
  tandem_session* session = context.session();
  const Interruption interruption;
  Progress progress("plan " + wanted.name);
  const tandem_sync_options options = sync_options(wanted, interruption, progress);
  try {
    return call_for_json([&](tandem_text** out, tandem_error** error) {
      return tandem_sync_plan(session, str(wanted.name), &options, out, error);
    });
  } catch (Problem& problem) {
    progress.finish();
    context.explain_refused(problem);
    throw;
  }
}

/// Numbers as lines, examples as a table under each part.
void print_plan(std::ostream& out, const Json& plan, Format format) {
  if (format != Format::table) {
    print_object(out, plan, format);
    return;
  }
  Json numbers = Json::object();
  for (const auto& part : plan.items()) {
    if (!part.value().is_object()) {
      numbers[part.key()] = part.value();
      continue;
    }
    Json counts = Json::object();
    for (const auto& count : part.value().items()) {
      if (!count.value().is_array()) counts[count.key()] = count.value();
    }
    numbers[part.key()] = counts;
  }
  print_object(out, numbers, format);
  for (const auto& part : plan.items()) {
    if (!part.value().is_object()) continue;
    const Json items = part.value().value("items", Json::array());
    if (items.empty() || !items[0].is_object()) continue;
    out << "\nfirst of " << escape_controls(part.key()) << ":\n";
    print_objects(out, items, format, {}, "none");
  }
}

int plan(Context& context, const Sync& wanted) {
  print_plan(std::cout, make_plan(context, wanted), context.format());
  std::cerr << "nothing was written\nnext: tandem sync " << escape_controls(wanted.name) << "\n";
  return kDone;
}

int outcome_code(const Json& report) {
  const std::string outcome = report.value("outcome", "");
  if (outcome == "done") return kDone;
  if (outcome == "cancelled") return kCancelled;
  return kFoundSomething;  // partial, stopped, and what later versions may call it
}

int run_sync(Context& context, const Sync& wanted) {
  context.load_adapters();
  tandem_session* session = context.session();
  const Interruption interruption;
  Progress progress("sync " + wanted.name);
  const tandem_sync_options options = sync_options(wanted, interruption, progress);
  Json report;
  try {
    report = call_for_json([&](tandem_text** out, tandem_error** error) {
      return tandem_sync_run(session, str(wanted.name), &options, out, error);
    });
  } catch (Problem& problem) {
    progress.finish();
    context.explain_refused(problem);
    throw;
  }
  progress.finish();
  if (wanted.reports != nullptr) {
    wanted.reports->push_back(report);
  } else if (context.format() == Format::table) {
    print_summary(std::cout, report);
  } else {
    print_object(std::cout, report, context.format());
  }
  std::cout.flush();
  const int code = outcome_code(report);
  if (code == kFoundSomething) {
    const std::string name = escape_controls(wanted.name);
    std::cerr << "  next: tandem quarantine " << name << ", tandem conflicts " << name << ", tandem status\n";
  }
  return code;
}

bool is_new(const Json& connection) { return connection.value("state", "") == "new"; }

/// A first sync changes both systems for good: the admin sees the plan and says yes.
int sync_connection(Context& context, const Json& connection, Sync wanted) {
  wanted.name = connection.value("name", wanted.name);
  if (is_new(connection) && !wanted.yes) {
    if (!can_ask()) {
      throw UsageProblem(
          "this is the first sync of " + wanted.name + " and needs a yes",
          "look at `tandem plan " + wanted.name + "`, then run `tandem sync " + wanted.name + " --yes`");
    }
    print_plan(std::cerr, make_plan(context, wanted), Format::table);
    if (!confirm("first sync of " + escape_controls(wanted.name) + ": go on?", false)) {
      std::cerr << "nothing was done\n";
      return kCancelled;
    }
  }
  return run_sync(context, wanted);
}

/// Every live connection, one after the other; one that fails does not hold the others up.
int sync_all(Context& context, Sync wanted) {
  Json reports = Json::array();
  if (context.as_json()) wanted.reports = &reports;
  tandem_session* session = context.session();
  const Json list = call_for_json(
      [&](tandem_text** out, tandem_error** error) { return tandem_connection_list(session, out, error); });
  int code = kDone, ran = 0;
  for (const Json& connection : list) {
    const std::string state = connection.value("state", "");
    if (state == "disconnected" || state == "paused") continue;
    ++ran;
    int one = kInternal;
    try {
      one = sync_connection(context, connection, wanted);
    } catch (const Problem& problem) {
      problem.print(std::cerr, context.as_json());
      one = problem.exit_code();
    }
    if (code == kDone || code == kFoundSomething) code = one == kDone ? code : one;
    if (one == kCancelled) break;
  }
  if (context.as_json()) print_json(std::cout, reports);
  if (ran == 0) std::cerr << "no connection to sync\n  next: tandem connect NAME ADAPTER\n";
  return code;
}

int sync(Context& context, const Sync& wanted) {
  if (wanted.all == !wanted.name.empty()) {
    throw UsageProblem("sync needs the name of a connection or --all",
                       "`tandem connect --list` lists the connections");
  }
  if (wanted.all) return sync_all(context, wanted);
  tandem_session* session = context.session();
  const Json connection = call_for_json([&](tandem_text** out, tandem_error** error) {
    return tandem_connection_get(session, str(wanted.name), out, error);
  });
  return sync_connection(context, connection, wanted);
}

/// When the last run ended and how, as one cell.
void shorten_last_run(Json& connection) {
  const Json run = connection.value("last_run", Json());
  if (!run.is_object()) {
    connection["last_run"] = "never";
    return;
  }
  const Json ended = run.value("ended_at", Json());
  const std::string when = ended.is_number_integer() ? instant_text(ended.get<std::int64_t>()) : "still runs";
  connection["last_run"] = when + " " + run.value("outcome", "");
}

int status(Context& context) {
  tandem_store* store = context.store();
  tandem_session* session = context.session();
  const Json info = call_for_json(
      [&](tandem_text** out, tandem_error** error) { return tandem_store_info(store, out, error); });
  const Json connections = call_for_json(
      [&](tandem_text** out, tandem_error** error) { return tandem_sync_status(session, out, error); });
  if (context.as_json()) {
    print_json(std::cout, {{"store", info}, {"connections", connections}});
    return kDone;
  }
  if (context.format() == Format::table) {
    print_object(std::cout, info, Format::table);
    if (info.value("safe_mode", false)) {
      std::cout
          << "\nSAFE MODE: this file was copied or put back, so nothing is created or deleted elsewhere.\n"
             "next: tandem adopt, when this is the store that works from now on\n";
    }
    std::cout << "\n";
  }
  Json rows = connections;
  for (Json& connection : rows) shorten_last_run(connection);
  print_objects(std::cout, rows, context.format(),
                {"name", "adapter", "side", "state", "linked", "pending", "waiting", "quarantined",
                 "conflicts", "unknown", "running", "last_run"},
                "no connections");
  return kDone;
}

struct Quarantine {
  std::string name, reason;
  std::int64_t replay = 0, discard = 0;
};

int quarantine(Context& context, const Quarantine& wanted) {
  tandem_session* session = context.session();
  const std::int64_t id = wanted.replay ? wanted.replay : wanted.discard;
  if (id == 0) {
    const Json list = call_for_json([&](tandem_text** out, tandem_error** error) {
      return tandem_quarantine_list(session, str(wanted.name), out, error);
    });
    print_objects(std::cout, list, context.format(),
                  {"id", "connection", "direction", "entity", "remote_type", "remote_id", "class", "message",
                   "advice", "tries", "at"},
                  "nothing is in quarantine");
    return kDone;
  }
  const char* action = wanted.replay ? "replay" : "discard";
  if (wanted.discard && wanted.reason.empty()) {
    throw UsageProblem("--discard needs --reason", "say why, for those who read the journal later");
  }
  call([&](tandem_error** error) {
    return tandem_quarantine_decide(session, id, str(action), str(wanted.reason), error);
  });
  if (context.as_json()) {
    print_json(std::cout, {{"id", id}, {"action", action}});
  } else {
    std::cout << id << (wanted.replay ? ": the next sync tries it again\n" : ": closed\n");
  }
  return kDone;
}

struct Conflicts {
  std::string name;
  std::vector<std::string> take;
};

std::int64_t conflict_number(const std::string& text) {
  const Json number = loose_value(text);
  if (number.is_number_integer()) return number.get<std::int64_t>();
  throw UsageProblem("'" + text + "' is not the number of a conflict", "`tandem conflicts` lists them");
}

int conflicts(Context& context, const Conflicts& wanted) {
  tandem_session* session = context.session();
  if (wanted.take.empty()) {
    const Json list = call_for_json([&](tandem_text** out, tandem_error** error) {
      return tandem_conflict_list(session, str(wanted.name), out, error);
    });
    print_objects(std::cout, list, context.format(),
                  {"id", "connection", "entity", "record", "field", "base", "local", "remote", "at"},
                  "no conflicts");
    return kDone;
  }
  const std::string& side = wanted.take[0];
  const auto id = conflict_number(wanted.take[1]);
  call([&](tandem_error** error) { return tandem_conflict_decide(session, id, str(side), error); });
  if (context.as_json()) {
    print_json(std::cout, {{"id", id}, {"take", side}});
  } else {
    std::cout << id << ": the " << side << " value counts\n";
  }
  return kDone;
}

void add_sync(CLI::App& app, Context& context) {
  const auto wanted = std::make_shared<Sync>();
  CLI::App* command = add_command(app, kSyncGroup, "plan", "tell what a sync would do; writes nothing");
  command->add_option("NAME", wanted->name, "the connection")->required();
  command->add_flag("--full", wanted->full, "as a full sync");
  on_run(command, context, [&context, wanted] { return plan(context, *wanted); });

  command = add_command(app, kSyncGroup, "sync", "bring a connection and the store in step",
                        "  tandem sync crm\n  tandem sync crm --yes       (first time, in a script)\n"
                        "  tandem sync --all --full    (reads everything, so that deletions show)\n"
                        "Ctrl-C stops at the next safe point; the next sync goes on from there.");
  command->add_option("NAME", wanted->name, "the connection");
  command->add_flag("--all", wanted->all, "every connection that is neither paused nor disconnected");
  command->add_flag("--full", wanted->full, "read everything, so that deletions are seen by absence");
  command->add_flag("--accept-mass-change", wanted->accept_mass_change,
                    "you have seen the mass guard's numbers and they are right");
  command->add_flag("--yes", wanted->yes, "go on with a first sync without asking");
  command->add_option("--page-size", wanted->page_size, "records a page [2000]")->type_name("N");
  on_run(command, context, [&context, wanted] { return sync(context, *wanted); });
}

/// A number as the lists show it.
std::string whole_number(std::string& text) {
  const bool ok = !text.empty() && text.size() < 19 && text[0] != '0' &&
                  text.find_first_not_of("0123456789") == std::string::npos;
  return ok ? "" : "'" + text + "' is not a number from the list";
}

void add_repair(CLI::App& app, Context& context) {
  const auto parked = std::make_shared<Quarantine>();
  CLI::App* command =
      add_command(app, kSyncGroup, "quarantine", "list or decide records that could not go on",
                  "  tandem quarantine crm\n  tandem quarantine --replay 12\n"
                  "  tandem quarantine --discard 12 --reason 'test data'");
  command->add_option("NAME", parked->name, "the connection [all]");
  auto* replay = command->add_option("--replay", parked->replay, "let the next sync try it again")
                     ->check(CLI::Validator(whole_number, ""))
                     ->option_text("ID");
  command->add_option("--discard", parked->discard, "close it, with a reason")
      ->check(CLI::Validator(whole_number, ""))
      ->excludes(replay)
      ->option_text("ID");
  command->add_option("--reason", parked->reason, "why it is closed")->type_name("TEXT");
  on_run(command, context, [&context, parked] { return quarantine(context, *parked); });

  const auto open = std::make_shared<Conflicts>();
  command = add_command(app, kSyncGroup, "conflicts", "list or decide fields that both sides changed",
                        "  tandem conflicts crm\n  tandem conflicts --take local 7");
  command->add_option("NAME", open->name, "the connection [all]");
  command->add_option("--take", open->take, "which value counts: local or remote, and the conflict's id")
      ->type_name("local|remote ID")
      ->expected(2);
  on_run(command, context, [&context, open] { return conflicts(context, *open); });
}

}  // namespace

void add_sync_commands(CLI::App& app, Context& context) {
  add_sync(app, context);
  CLI::App* command = add_command(app, kSyncGroup, "status", "the store, its connections and what waits");
  on_run(command, context, [&context] { return status(context); });
  add_repair(app, context);
}

}  // namespace tandem::cli
