// SPDX-License-Identifier: Apache-2.0
// The person in front of the command: what may reach a terminal, questions, progress, Ctrl-C.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "handle.hpp"

namespace tandem::cli {

bool stdout_is_terminal();
bool stderr_is_terminal();
/// True when a question can be asked and answered.
bool can_ask();
/// Columns of the terminal at stdout, or 0 when it is none.
std::size_t terminal_width();

/// Text of a stranger made harmless: control characters, direction overrides and broken UTF-8 become
/// visible escapes (\n, \x1b, \u202e), so that it cannot drive a terminal or break a table.
std::string escape_controls(std::string_view text);
/// Code points; near enough to columns for tables.
std::size_t display_width(std::string_view text);
/// At most `width` code points, with an ellipsis where something was left out.
std::string cut(std::string_view text, std::size_t width);

/// Asks on the terminal; `assumed` (--yes) answers yes. Where nobody can be asked: a usage problem.
bool confirm(const std::string& question, bool assumed);

/// A long call's progress on stderr: one line that changes on a terminal, else a line a phase.
class Progress {
 public:
  explicit Progress(std::string title);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void finish();
  /// For tandem_progress_fn; `context` is the Progress.
  static void callback(void* context, tandem_str phase, tandem_str detail, int64_t done, int64_t total);

 private:
  void show(std::string_view phase, std::string_view detail, std::int64_t done, std::int64_t total);

  std::string title_;
  std::string last_step_;
  bool on_terminal_;
  bool line_is_open_ = false;
};

/// While it lives, the first Ctrl-C (or SIGTERM) asks the running call to stop at a safe point; a
/// second one ends the process. One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  tandem_cancel* cancel() const { return cancel_.get(); }
  bool requested() const;

 private:
  Owner<tandem_cancel> cancel_;
};

}  // namespace tandem::cli
