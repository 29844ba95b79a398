// SPDX-License-Identifier: Apache-2.0
// What every command shares: the global options, and the store, session and adapters they name,
// opened when a command first asks for them.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "handle.hpp"
#include "print.hpp"

namespace tandem::cli {

struct Globals {
  std::string store;
  std::string person;
  Format format = Format::table;
  std::vector<std::string> adapters;
  bool verbose = false;
};

class Context {
 public:
  Globals globals;
  /// What the chosen command does; returns the exit code.
  std::function<int()> run;

  Format format() const { return globals.format; }
  bool as_json() const { return globals.format == Format::json; }

  /// --store, else $TANDEM_STORE, else ./tandem.db.
  std::string store_path() const;
  tandem_store_options store_options();
  tandem_store* store();
  /// The store if it is open already, else null.
  tandem_store* opened_store() const { return store_.get(); }
  tandem_session* session();
  /// Gives session and store back, for commands that work on the file itself.
  void close();

  /// The catalogue, of the store where there is one.
  const Json& catalogue();

  /// Loads the adapters and returns the load report; once.
  const Json& load_adapters();
  /// Adds the reasons of refused adapters to a problem that may follow from them.
  void explain_refused(Problem& problem) const;

 private:
  std::vector<std::string> adapter_folders() const;

  Owner<tandem_store> store_;
  Owner<tandem_session> session_;
  Json catalogue_;
  Json load_report_;
};

/// Makes a subcommand of a help group; its action is set with `on_run`.
CLI::App* add_command(CLI::App& app, const std::string& group, const std::string& name,
                      const std::string& description, const std::string& examples = {});
void on_run(CLI::App* command, Context& context, std::function<int()> action);

void add_store_commands(CLI::App& app, Context& context);
void add_record_commands(CLI::App& app, Context& context);
void add_query_commands(CLI::App& app, Context& context);
void add_connection_commands(CLI::App& app, Context& context);
void add_sync_commands(CLI::App& app, Context& context);

}  // namespace tandem::cli
