// SPDX-License-Identifier: Apache-2.0
// The store's file: make, copy, put back, bring up to date, check; and letting time pass.
#include <filesystem>
#include <iostream>
#include <memory>

#include "context.hpp"
#include "exit_codes.hpp"
#include "terminal.hpp"

namespace tandem::cli {
namespace {

constexpr const char* kStoreGroup = "Store";

struct Workspace {
  std::string admin_name, admin_email, side, time_zone;
};

Json workspace_document(const Workspace& wanted) {
  Json document = Json::object();
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty()) document[name] = value;
  };
  put("admin_name", wanted.admin_name);
  put("admin_email", wanted.admin_email);
  put("admin_side", wanted.side);
  put("time_zone", wanted.time_zone);
  return document;
}

int init(Context& context, const Workspace& wanted) {
  const std::string path = context.store_path();
  const std::string workspace = workspace_document(wanted).dump();
  const tandem_store_options options = context.store_options();
  Owner<tandem_store> store;
  Json founding = call_for_json([&](tandem_text** text, tandem_error** error) {
    tandem_store* made = nullptr;
    const tandem_status status = tandem_store_create(str(path), &options, str(workspace), text, &made, error);
    store.reset(made);
    return status;
  });
  if (context.as_json()) {
    founding["store"] = path;
    print_json(std::cout, founding);
    return kDone;
  }
  std::cout
      << "made the store " << escape_controls(path) << "\n"
      << "  first admin  " << to_cell(founding["admin"]).text << "\n"
      << "  guideline    " << to_cell(founding["guideline"]).text << "\n\n"
      << "The guideline holds the house defaults and is unsigned: it counts until both sides sign one.\n"
      << "Next:\n"
      << "  tandem put person name=… email=… side=sales    add the people of both sides\n"
      << "  tandem import lead leads.csv                   bring leads in, or\n"
      << "  tandem adapters                                see which tools can be connected\n"
      << "  tandem catalogue guideline                     see how the guideline is changed and signed\n";
  return kDone;
}

int backup(Context& context, const std::string& to) {
  tandem_store* store = context.store();
  call([&](tandem_error** error) { return tandem_store_backup(store, str(to), error); });
  if (context.as_json()) {
    print_json(std::cout, {{"store", context.store_path()}, {"backup", to}});
  } else {
    std::cout << "copied " << escape_controls(context.store_path()) << " to " << escape_controls(to) << "\n";
  }
  return kDone;
}

int refused(Context& context) {
  if (context.as_json()) print_json(std::cout, {{"outcome", "refused"}});
  std::cerr << "nothing was done\n";
  return kCancelled;
}

int restore(Context& context, const std::string& from, bool yes) {
  const std::string path = context.store_path();
  const bool replaces = std::filesystem::exists(path);
  if (replaces && !confirm("put " + from + " in the place of " + path + "?", yes)) return refused(context);
  call([&](tandem_error** error) { return tandem_store_restore(str(from), str(path), error); });
  if (context.as_json()) {
    print_json(std::cout, {{"store", path}, {"restored_from", from}});
    return kDone;
  }
  std::cout << "restored " << escape_controls(path) << " from " << escape_controls(from) << "\n";
  if (replaces) std::cout << "the replaced file is kept as " << escape_controls(path) << ".replaced\n";
  std::cout << "next: tandem verify, then tandem sync --all --full to find what happened since\n";
  return kDone;
}

void print_migration(const Json& report, bool planned) {
  const Json steps = report.value("steps", Json::array());
  if (steps.empty()) {
    std::cout << "the store is up to date\n";
    return;
  }
  std::cout << "schema " << report.value("from", 0) << " to " << report.value("to", 0) << "\n";
  print_objects(std::cout, steps, Format::table, {"what", "rows"}, "");
  for (const Json& problem : report.value("problems", Json::array())) {
    std::cout << "in the way: " << escape_controls(problem.get<std::string>()) << "\n";
  }
  const std::string backup = escape_controls(report.value("backup", ""));
  if (planned) {
    std::cout << "nothing was done; the backup will be " << backup << "\n";
  } else {
    std::cout << "the store before is kept as " << backup << "\n"
              << "to go back: tandem restore " << backup << ", then use the older Tandem\n";
  }
}

int migrate(Context& context, bool plan) {
  const std::string path = context.store_path();
  const Json report = call_for_json([&](tandem_text** out, tandem_error** error) {
    return plan ? tandem_store_migration_plan(str(path), out, error)
                : tandem_store_migrate(str(path), out, error);
  });
  if (context.format() == Format::table) {
    print_migration(report, plan);
  } else {
    print_object(std::cout, report, context.format());
  }
  return report.value("problems", Json::array()).empty() ? kDone : kFoundSomething;
}

int adopt(Context& context, bool yes) {
  const std::string path = context.store_path();
  const std::string question =
      path +
      " was copied or put back. Is it the store that works from now on, and is the other one out of use?";
  if (!confirm(question, yes)) return refused(context);
  const Json report = call_for_json(
      [&](tandem_text** out, tandem_error** error) { return tandem_store_adopt(str(path), out, error); });
  print_object(std::cout, report, context.format());
  return kDone;
}

int verify(Context& context) {
  tandem_store* store = context.store();
  const Json report = call_for_json(
      [&](tandem_text** out, tandem_error** error) { return tandem_store_verify(store, out, error); });
  const bool ok = report.value("ok", false);
  if (context.format() == Format::table) {
    print_objects(std::cout, report.value("checks", Json::array()), Format::table, {"name", "ok", "found"},
                  "no checks");
    std::cout << (ok ? "the store is well\n" : "the store is NOT well\n");
  } else if (context.as_json()) {
    print_json(std::cout, report);
  } else {
    print_objects(std::cout, report.value("checks", Json::array()), Format::csv, {"name", "ok", "found"}, "");
  }
  if (!ok) {
    std::cerr << "  next: keep a copy of the file, then look at the checks that found something; "
                 "`tandem restore` puts a backup in its place\n";
  }
  return ok ? kDone : kFoundSomething;
}

int tick(Context& context) {
  tandem_store* store = context.store();
  const Json report = call_for_json(
      [&](tandem_text** out, tandem_error** error) { return tandem_tick(store, 0, out, error); });
  print_object(std::cout, report, context.format());
  const Json failed = report.value("failed", Json::array());
  for (const Json& rule : failed) {
    std::cerr << "left undone: " << escape_controls(rule.value("rule", "")) << ": "
              << escape_controls(rule.value("message", "")) << "\n";
  }
  return failed.empty() ? kDone : kFoundSomething;
}

void add_init(CLI::App& app, Context& context) {
  const auto wanted = std::make_shared<Workspace>();
  CLI::App* command = add_command(
      app, kStoreGroup, "init", "make a new store with its first admin",
      "  tandem init --admin-name \"Ada Lovelace\" --admin-email ada@example.com --side marketing\n"
      "  tandem --store /srv/tandem/crm.db init --time-zone Europe/Berlin");
  command->add_option("--admin-name", wanted->admin_name, "full name of the first admin")->type_name("NAME");
  command->add_option("--admin-email", wanted->admin_email, "the admin's e-mail address")->type_name("EMAIL");
  command->add_option("--side", wanted->side, "the admin's side: marketing, sales, leadership, shared")
      ->type_name("SIDE");
  command->add_option("--time-zone", wanted->time_zone, "IANA zone of the workspace [UTC]")
      ->type_name("ZONE");
  on_run(command, context, [&context, wanted] { return init(context, *wanted); });
}

}  // namespace

void add_store_commands(CLI::App& app, Context& context) {
  add_init(app, context);

  const auto file = std::make_shared<std::string>();
  const auto yes = std::make_shared<bool>(false);
  CLI::App* command = add_command(app, kStoreGroup, "backup", "copy the store while others work",
                                  "  tandem backup /backup/tandem-monday.db");
  command->add_option("FILE", *file, "the new file")->required();
  on_run(command, context, [&context, file] { return backup(context, *file); });

  command = add_command(app, kStoreGroup, "restore", "put a checked backup in the store's place",
                        "  tandem restore /backup/tandem-monday.db --yes");
  command->add_option("BACKUP", *file, "a file made by `tandem backup`")->required();
  command->add_flag("--yes", *yes, "do not ask");
  on_run(command, context, [&context, file, yes] { return restore(context, *file, *yes); });

  const auto plan = std::make_shared<bool>(false);
  command =
      add_command(app, kStoreGroup, "migrate", "bring an older store up to date, after a backup beside it",
                  "  tandem migrate --plan     the steps, the rows they copy, what stands in the way\n"
                  "  tandem migrate");
  command->add_flag("--plan", *plan, "tell what it would do; write nothing");
  on_run(command, context, [&context, plan] { return migrate(context, *plan); });

  command = add_command(app, kStoreGroup, "adopt", "say that this copied file is the store from now on");
  command->add_flag("--yes", *yes, "do not ask");
  on_run(command, context, [&context, yes] { return adopt(context, *yes); });

  command = add_command(app, kStoreGroup, "verify", "check the file, the domain's and the sync's invariants");
  on_run(command, context, [&context] { return verify(context); });

  command = add_command(
      app, kStoreGroup, "tick", "let time pass: do all that is due by now",
      "  tandem tick     every minute or so, from a timer: breaches, escalations, offers that end");
  on_run(command, context, [&context] { return tick(context); });
}

}  // namespace tandem::cli
