// SPDX-License-Identifier: Apache-2.0
// `tandem`, the admin's command: an ordinary client of the C ABI.
#include <algorithm>
#include <iostream>
#include <map>

#include "context.hpp"
#include "exit_codes.hpp"
#include "input.hpp"

namespace tandem::cli {
namespace {

constexpr const char* kExamples = R"(Start:
  tandem init --admin-name "Ada Lovelace" --admin-email ada@example.com
  tandem import lead leads.csv
  tandem connect crm files --set folder=/srv/crm --side sales
  tandem plan crm
  tandem sync crm
  tandem scorecard

Values: name=value; JSON where it parses as JSON, else text; @file reads a file, - standard input.
`tandem COMMAND --help` has more, `tandem catalogue NAME` explains an entity, a verb or a query.
)";

void add_global_options(CLI::App& app, Globals& globals) {
  static const std::map<std::string, Format> kFormats = {
      {"table", Format::table}, {"json", Format::json}, {"csv", Format::csv}, {"text", Format::table}};
  app.add_option("--store", globals.store, "the store's file [$TANDEM_STORE, else ./tandem.db]")
      ->type_name("FILE");
  app.add_option("--as", globals.person, "who acts: an id or e-mail address [the first admin]")
      ->type_name("PERSON");
  const auto set_format = [&globals](const std::string& name) {
    const auto found = kFormats.find(name);
    if (found == kFormats.end())
      throw CLI::ValidationError("--format", "'" + name + "' is none of table, json, csv");
    globals.format = found->second;
  };
  app.add_option_function<std::string>("--format", set_format, "how to print: table, json or csv [table]")
      ->type_name("FORMAT");
  app.add_option("--adapters", globals.adapters,
                 "folder of adapters, may be repeated [$TANDEM_ADAPTERS, else those installed]")
      ->type_name("DIR")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--verbose", globals.verbose, "show the library's whole log on stderr");
}

std::string version_text() {
  const Json info =
      call_for_json([](tandem_text** out, tandem_error** error) { return tandem_library_info(out, error); });
  std::string text = "tandem " + info.value("version", "?");
  for (const auto& item : info.items()) {
    if (item.key() != "version") text += "\n  " + item.key() + ": " + to_cell(item.value()).text;
  }
  return text;
}

/// What CLI11 prints by default says too little (global options) or too much (types of positionals).
void tidy_help(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands({})) {
    for (CLI::Option* option : command->get_options()) {
      if (option->get_positional()) option->type_name("");
    }
    std::string footer = command->get_footer();
    if (!footer.empty()) footer += "\n\n";
    command->footer(footer + "`tandem --help` has the options of all commands: --store, --as, --format …");
  }
}

int print_usage_error(const CLI::App& app, const CLI::ParseError& error, bool as_json) {
  std::string command = "tandem";
  for (const CLI::App* chosen : app.get_subcommands()) command += " " + chosen->get_name();
  std::string message = error.what();
  const auto extra = app.remaining();
  if (app.get_subcommands().empty() && !extra.empty() && extra[0][0] != '-') {
    message = "there is no command '" + extra[0] + "'";
  }
  message.erase(std::remove(message.begin(), message.end(), '\x1f'),
                message.end());  // of mark_json_arguments
  UsageProblem(message, "`" + command + " --help` shows how it is used").print(std::cerr, as_json);
  return kUsage;
}

/// Runs the chosen command; every failure ends here.
int run(Context& context) {
  int code = kInternal;
  try {
    code = context.run();
  } catch (const Problem& problem) {
    std::cout.flush();
    problem.print(std::cerr, context.as_json());
    return problem.exit_code();
  } catch (const std::bad_alloc&) {
    Problem(TANDEM_OUT_OF_MEMORY, "not enough memory").print(std::cerr, context.as_json());
    return kOutOfSpace;
  } catch (const std::exception& fault) {
    Problem(TANDEM_INTERNAL, fault.what()).print(std::cerr, context.as_json());
    return kInternal;
  }
  std::cout.flush();
  if (!std::cout) {
    Problem(TANDEM_UNAVAILABLE, "the output could not be written", "check the disk or the pipe it goes to")
        .print(std::cerr, context.as_json());
    return kUnavailable;
  }
  return code;
}

int run_command_line(int argc, char** argv) {
  CLI::App app(
      "tandem: one set of goals, working rules and leads for marketing and sales,\n"
      "kept in step with the tools of both",
      "tandem");
  Context context;
  app.fallthrough();  // global options may stand after the command
  app.require_subcommand(0, 1);
  app.get_formatter()->column_width(34);
  app.footer(std::string(kExamples) + "\n" + kExitCodesHelp);
  app.set_help_flag("-h,--help", "show this help");
  app.add_flag_callback(
      "--version", [] { throw CLI::CallForVersion(version_text(), 0); },
      "show the versions of library, catalogue and SQLite");
  add_global_options(app, context.globals);
  add_store_commands(app, context);
  add_record_commands(app, context);
  add_query_commands(app, context);
  add_connection_commands(app, context);
  add_sync_commands(app, context);
  tidy_help(app);

  std::vector<std::string> arguments = mark_json_arguments(argc, argv);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::Success& answer) {  // --help, --version
    app.exit(answer, std::cout, std::cerr);
    return kDone;
  } catch (const CLI::ParseError& error) {
    return print_usage_error(app, error, context.as_json());
  }
  if (!context.run) {
    UsageProblem("no command is given", "`tandem --help` lists them").print(std::cerr, context.as_json());
    return kUsage;
  }
  return run(context);
}

}  // namespace
}  // namespace tandem::cli

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  try {
    return tandem::cli::run_command_line(argc, argv);
  } catch (const tandem::cli::Problem& problem) {
    problem.print(std::cerr, false);
    return problem.exit_code();
  } catch (const std::exception& fault) {
    std::cerr << "error: " << fault.what() << "\n";
    return tandem::cli::kInternal;
  }
}
