// SPDX-License-Identifier: Apache-2.0
#include "context.hpp"

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "terminal.hpp"

namespace tandem::cli {
namespace {

namespace fs = std::filesystem;
constexpr int32_t kWarning = 2;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// tandem_log_fn; `context` is the Globals.
void log_line(void* context, int32_t level, tandem_str connection, tandem_str line) {
  try {
    if (level < kWarning && !static_cast<const Globals*>(context)->verbose) return;
    static constexpr const char* kNames[] = {"debug", "info", "warning", "error"};
    std::cerr << (level >= 0 && level <= 3 ? kNames[level] : "log") << ": ";
    if (connection.size > 0) std::cerr << escape_controls(to_view(connection)) << ": ";
    std::cerr << escape_controls(to_view(line)) << "\n";
  } catch (...) {  // a lost log line is no reason to stop
  }
}

std::vector<std::string> split_path(const std::string& list) {
  std::vector<std::string> out;
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t end = std::min(list.find(':', start), list.size());
    if (end > start) out.push_back(list.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

/// Where an installation or a build keeps adapters, seen from the executable.
std::vector<std::string> default_adapter_folders() {
  std::error_code error;
  const fs::path executable = fs::read_symlink("/proc/self/exe", error);
  std::vector<std::string> out;
  if (error) return out;
  for (const char* folder : {"../adapters", "../lib/tandem/adapters"}) {
    const fs::path path = (executable.parent_path() / folder).lexically_normal();
    if (fs::is_directory(path, error)) out.push_back(path.string());
  }
  return out;
}

}  // namespace

std::string Context::store_path() const {
  if (!globals.store.empty()) return globals.store;
  const std::string named = environment("TANDEM_STORE");
  return named.empty() ? "tandem.db" : named;
}

tandem_store_options Context::store_options() {
  tandem_store_options options;
  tandem_store_options_init(&options, sizeof options);
  options.log = log_line;
  options.log_context = &globals;
  return options;
}

tandem_store* Context::store() {
  if (store_) return store_.get();
  const std::string path = store_path();
  const tandem_store_options options = store_options();
  try {
    store_ = call_for<tandem_store>([&](tandem_store** out, tandem_error** error) {
      return tandem_store_open(str(path), &options, out, error);
    });
  } catch (Problem& problem) {
    if (problem.status() == TANDEM_NOT_FOUND) {
      problem.add_advice("name the store with --store or TANDEM_STORE, or make one with `tandem init`");
    }
    throw;
  }
  return store_.get();
}

tandem_session* Context::session() {
  if (session_) return session_.get();
  tandem_store* opened = store();
  session_ = call_for<tandem_session>([&](tandem_session** out, tandem_error** error) {
    return tandem_session_open(opened, str(globals.person), out, error);
  });
  return session_.get();
}

void Context::close() {
  session_.reset();
  store_.reset();
}

const Json& Context::catalogue() {
  if (!catalogue_.is_null()) return catalogue_;
  // Without a store there is still the library's own catalogue; one that was named must be there.
  const bool named = !globals.store.empty() || !environment("TANDEM_STORE").empty();
  tandem_store* opened = store_ || named || fs::exists(store_path()) ? store() : nullptr;
  catalogue_ = call_for_json(
      [&](tandem_text** out, tandem_error** error) { return tandem_catalogue(opened, out, error); });
  return catalogue_;
}

std::vector<std::string> Context::adapter_folders() const {
  std::vector<std::string> folders = globals.adapters;
  if (folders.empty()) folders = split_path(environment("TANDEM_ADAPTERS"));
  if (folders.empty()) return default_adapter_folders();
  for (std::string& folder : folders) folder = fs::absolute(folder).lexically_normal().string();
  return folders;
}

const Json& Context::load_adapters() {
  if (!load_report_.is_null()) return load_report_;
  const std::string folders = Json(adapter_folders()).dump();
  tandem_store* opened = store();
  load_report_ = call_for_json([&](tandem_text** out, tandem_error** error) {
    return tandem_adapters_load(opened, str(folders), out, error);
  });
  return load_report_;
}

void Context::explain_refused(Problem& problem) const {
  const bool may_follow = problem.status() == TANDEM_NOT_FOUND || problem.status() == TANDEM_UNAVAILABLE ||
                          problem.status() == TANDEM_UNSUPPORTED;
  if (may_follow && !load_report_.is_null()) {
    problem.add_advice("`tandem adapters` tells which adapters were found, and why others were refused");
  }
}

CLI::App* add_command(CLI::App& app, const std::string& group, const std::string& name,
                      const std::string& description, const std::string& examples) {
  CLI::App* command = app.add_subcommand(name, description)->group(group);
  if (!examples.empty()) command->footer("Examples:\n" + examples);
  return command;
}

void on_run(CLI::App* command, Context& context, std::function<int()> action) {
  command->callback([&context, action = std::move(action)] { context.run = action; });
}

}  // namespace tandem::cli
