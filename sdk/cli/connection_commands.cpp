// SPDX-License-Identifier: Apache-2.0
// Adapters and connections: see what can be connected, connect, check, disconnect.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "context.hpp"
#include "exit_codes.hpp"
#include "input.hpp"
#include "terminal.hpp"

namespace tandem::cli {
namespace {

constexpr const char* kConnectionGroup = "Connections";

Json list_adapters(Context& context) {
  tandem_store* store = context.store();
  return call_for_json(
      [&](tandem_text** out, tandem_error** error) { return tandem_adapters_list(store, out, error); });
}

int adapters(Context& context) {
  const Json report = context.load_adapters();
  const Json list = list_adapters(context);
  if (context.as_json()) {
    print_json(std::cout, {{"report", report}, {"adapters", list}});
    return kDone;
  }
  print_objects(std::cout, list, context.format(), {"id", "version", "publisher", "folder"},
                "no adapter is loaded");
  if (context.format() == Format::csv) return kDone;
  Json rejected = Json::array();
  for (const Json& place : report.value("places", Json::array())) {
    if (place.value("state", "") != "accepted") rejected.push_back(place);
  }
  if (!rejected.empty()) {
    std::cout << "\nNot loaded:\n";
    for (const Json& place : rejected) {
      std::cout << "  " << escape_controls(place.value("folder", "")) << ": "
                << escape_controls(place.value("state", "")) << ": "
                << escape_controls(place.value("reason", "")) << "\n";
      if (!place.value("advice", "").empty()) {
        std::cout << "    next: " << escape_controls(place.value("advice", "")) << "\n";
      }
    }
  } else if (list.empty()) {
    std::cout << "next: name the folder that holds adapters with --adapters or TANDEM_ADAPTERS\n";
  }
  return kDone;
}

/// The report of a check; exit code 1 when there are problems.
int run_check(Context& context, const std::string& name) {
  context.load_adapters();
  tandem_session* session = context.session();
  Json report;
  try {
    report = call_for_json([&](tandem_text** out, tandem_error** error) {
      return tandem_connection_check(session, str(name), out, error);
    });
  } catch (Problem& problem) {
    context.explain_refused(problem);
    throw;
  }
  const bool ok = report.value("ok", false);
  if (context.format() != Format::table) {
    print_object(std::cout, report, context.format());
    return ok ? kDone : kFoundSomething;
  }
  const auto print_lines = [](const Json& lines, const char* title) {
    for (const Json& line : lines) std::cout << title << escape_controls(to_cell(line).text) << "\n";
  };
  std::cout << "connection " << escape_controls(name) << (ok ? ": ok" : ": NOT ok");
  const std::string org = to_cell(report.value("org", Json())).text;
  if (!org.empty()) std::cout << ", signed in to " << escape_controls(org);
  std::cout << "\n";
  print_lines(report.value("problems", Json::array()), "  problem: ");
  print_lines(report.value("notes", Json::array()), "  note: ");
  return ok ? kDone : kFoundSomething;
}

struct Connect {
  std::string name, adapter, side, settings, mapping;
  std::vector<std::string> set;
  bool list = false;
};

/// A mapping given as a document or a file; text alone names a mapping that the adapter ships.
Json mapping_argument(const std::string& argument) {
  const std::string text = unmarked(argument);
  if (text == "-" || text[0] == '{' || text[0] == '@') return object_argument(argument, "the mapping");
  if (std::filesystem::is_regular_file(text)) return object_argument("@" + text, "the mapping file " + text);
  return text;
}

Json settings_of(const Connect& wanted) {
  Json settings = wanted.settings.empty() ? Json::object() : object_argument(wanted.settings, "--settings");
  settings.update(pairs(wanted.set));
  return settings;
}

int list_connections(Context& context) {
  tandem_session* session = context.session();
  const Json list = call_for_json(
      [&](tandem_text** out, tandem_error** error) { return tandem_connection_list(session, out, error); });
  print_objects(std::cout, list, context.format(), {"name", "adapter", "side", "state", "org", "id"},
                "no connections; `tandem connect NAME ADAPTER` makes one");
  return kDone;
}

/// Without an adapter: shows the connection, or replaces what is given of it.
int change_connection(Context& context, const Connect& wanted) {
  tandem_session* session = context.session();
  const Json found = call_for_json([&](tandem_text** out, tandem_error** error) {
    return tandem_connection_get(session, str(wanted.name), out, error);
  });
  const bool new_settings = !wanted.set.empty() || !wanted.settings.empty();
  if (new_settings) {
    Json settings = wanted.settings.empty() ? found.value("settings", Json::object()) : Json::object();
    settings.update(settings_of(wanted));
    const std::string text = settings.dump();
    context.load_adapters();  // its manifest judges the settings
    call([&](tandem_error** error) {
      return tandem_connection_set(session, str(wanted.name), str(text), error);
    });
  }
  if (!wanted.mapping.empty()) {
    const Json mapping = mapping_argument(wanted.mapping);
    if (!mapping.is_object()) {
      throw Problem(TANDEM_NOT_FOUND, "there is no mapping file '" + wanted.mapping + "'",
                    "give the path of a mapping document");
    }
    const std::string text = mapping.dump();
    call([&](tandem_error** error) {
      return tandem_connection_map(session, str(wanted.name), str(text), error);
    });
  }
  if (!new_settings && wanted.mapping.empty()) {
    print_object(std::cout, found, context.format());
    return kDone;
  }
  return run_check(context, wanted.name);
}

int make_connection(Context& context, const Connect& wanted) {
  Json document = {{"name", wanted.name}, {"adapter", wanted.adapter}, {"settings", settings_of(wanted)}};
  if (!wanted.side.empty()) document["side"] = wanted.side;
  if (!wanted.mapping.empty()) document["mapping"] = mapping_argument(wanted.mapping);
  context.load_adapters();
  const std::string text = document.dump();
  tandem_session* session = context.session();
  Json answer;
  try {
    answer = call_for_json([&](tandem_text** out, tandem_error** error) {
      return tandem_connection_create(session, str(text), out, error);
    });
  } catch (Problem& problem) {
    context.explain_refused(problem);
    throw;
  }
  std::cerr << "made the connection " << escape_controls(wanted.name) << "\n";
  int code = kDone;
  try {
    code = run_check(context, wanted.name);
  } catch (Problem& problem) {
    problem.add_advice("the connection is made: mend its settings with `tandem connect " + wanted.name +
                       " --set name=value`, then `tandem check " + wanted.name + "`");
    throw;
  }
  const std::string name = escape_controls(wanted.name);
  if (code == kDone) {
    std::cerr << "next: tandem plan " << name << "\n";
  } else {
    std::cerr << "next: mend the problems, then tandem check " << name << "\n";
  }
  return code;
}

int connect(Context& context, const Connect& wanted) {
  if (wanted.list) return list_connections(context);
  if (wanted.name.empty()) {
    throw UsageProblem("connect needs a name and an adapter",
                       "write `tandem connect NAME ADAPTER`; `tandem adapters` lists adapters, "
                       "`tandem connect --list` connections");
  }
  return wanted.adapter.empty() ? change_connection(context, wanted) : make_connection(context, wanted);
}

int disconnect(Context& context, const std::string& name, bool yes) {
  tandem_session* session = context.session();
  const auto ask = [&](int32_t apply) {
    return call_for_json([&](tandem_text** out, tandem_error** error) {
      return tandem_connection_disconnect(session, str(name), apply, out, error);
    });
  };
  const Json plan = ask(0);
  if (!yes) {
    print_object(std::cout, plan, context.format());
    std::cout.flush();
    if (!can_ask()) {
      std::cerr << "nothing was done\n  next: tandem disconnect " << escape_controls(name) << " --yes\n";
      return kDone;
    }
    if (!confirm("disconnect " + escape_controls(name) + "?", false)) {
      std::cerr << "nothing was done\n";
      return kCancelled;
    }
  }
  const Json report = ask(1);
  if (yes) print_object(std::cout, report, context.format());
  std::cerr << "disconnected " << escape_controls(name) << "\n";
  return kDone;
}

void add_connect(CLI::App& app, Context& context) {
  const auto wanted = std::make_shared<Connect>();
  CLI::App* command =
      add_command(app, kConnectionGroup, "connect", "make, show or change a connection",
                  "  tandem connect crm files --side sales --set folder=/srv/crm\n"
                  "  tandem connect crm espocrm --settings @crm.json --mapping crm-mapping.json\n"
                  "  tandem connect --list\n"
                  "  tandem connect crm                            (shows it)\n"
                  "  tandem connect crm --set token=secret://env/CRM_TOKEN\n"
                  "Secrets are named, never written down: secret://env/NAME or secret://file/PATH.");
  command->add_option("NAME", wanted->name, "what the connection is called here");
  command->add_option("ADAPTER", wanted->adapter,
                      "the adapter's id; left out: the connection exists already");
  command->add_option("--side", wanted->side, "whose tool it is: marketing, sales, shared …")
      ->type_name("SIDE");
  command->add_option("--set", wanted->set, "one setting, may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command->add_option("--settings", wanted->settings, "all settings as a JSON object, or @file")
      ->type_name("JSON");
  command->add_option("--mapping", wanted->mapping, "mapping file, or the name of one the adapter ships")
      ->type_name("FILE");
  command->add_flag("--list", wanted->list, "list the connections");
  on_run(command, context, [&context, wanted] { return connect(context, *wanted); });
}

}  // namespace

void add_connection_commands(CLI::App& app, Context& context) {
  CLI::App* command =
      add_command(app, kConnectionGroup, "adapters", "list adapters, and tell why others were refused");
  on_run(command, context, [&context] { return adapters(context); });

  add_connect(app, context);

  const auto name = std::make_shared<std::string>();
  command = add_command(app, kConnectionGroup, "check",
                        "sign in, compare identity and schema; writes nothing there");
  command->add_option("NAME", *name, "the connection")->required();
  on_run(command, context, [&context, name] { return run_check(context, *name); });

  const auto yes = std::make_shared<bool>(false);
  command = add_command(app, kConnectionGroup, "disconnect",
                        "tell what stays and what waits, then end a connection");
  command->add_option("NAME", *name, "the connection")->required();
  command->add_flag("--yes", *yes, "do it without asking");
  on_run(command, context, [&context, name, yes] { return disconnect(context, *name, *yes); });
}

}  // namespace tandem::cli
