// SPDX-License-Identifier: Apache-2.0
#include "terminal.hpp"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <tandem/cpp/utf8.hpp>

namespace tandem::cli {
namespace {

constexpr std::size_t kSmallestWidth = 40;

bool is_harmful(std::uint32_t c) {
  const bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
  const bool line_break = c == 0x2028 || c == 0x2029;
  const bool direction = c == 0x200e || c == 0x200f || c == 0x061c || (c >= 0x202a && c <= 0x202e) ||
                         (c >= 0x2066 && c <= 0x2069);
  return control || line_break || direction;
}

void append_escape(std::string& out, std::uint32_t c) {
  if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else if (c == '\r') {
    out += "\\r";
  } else {
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, c < 0x100 ? "\\x%02x" : "\\u%04x", static_cast<unsigned>(c));
    out += buffer;
  }
}

// The signal handler can reach nothing else.
std::atomic<tandem_cancel*> interrupted_call{nullptr};
std::atomic<bool> interruption_requested{false};
static_assert(std::atomic<tandem_cancel*>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

extern "C" void on_interrupt(int) {
  interruption_requested = true;
  if (tandem_cancel* cancel = interrupted_call) tandem_cancel_request(cancel);
}

void handle_signals(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // the second one ends the process
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

bool stdout_is_terminal() { return isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() { return isatty(STDERR_FILENO) == 1; }
bool can_ask() { return isatty(STDIN_FILENO) == 1 && stderr_is_terminal(); }

std::size_t terminal_width() {
  if (!stdout_is_terminal()) return 0;
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col < kSmallestWidth ? kSmallestWidth : size.ws_col;
}

std::string escape_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const utf8::CodePoint point = utf8::decode(text, i);
    if (point.length == 0) {
      append_escape(out, static_cast<unsigned char>(text[i]));
      ++i;
      continue;
    }
    if (is_harmful(point.value)) {
      append_escape(out, point.value);
    } else {
      out.append(text, i, point.length);
    }
    i += point.length;
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++width;
  }
  return width;
}

std::string cut(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::size_t end = 0;
  for (std::size_t kept = 0; end < text.size(); ++end) {
    if ((static_cast<unsigned char>(text[end]) & 0xc0) != 0x80 && kept++ == width - 1) break;
  }
  return std::string(text.substr(0, end)) + "…";
}

bool confirm(const std::string& question, bool assumed) {
  if (assumed) return true;
  if (!can_ask()) {
    throw UsageProblem("this needs a yes, and nobody can be asked: " + question,
                       "repeat the command with --yes when that is what you want");
  }
  std::cerr << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

Progress::Progress(std::string title) : title_(std::move(title)), on_terminal_(stderr_is_terminal()) {}

Progress::~Progress() { finish(); }

void Progress::finish() {
  if (line_is_open_) std::cerr << "\r\033[K" << std::flush;
  line_is_open_ = false;
}

void Progress::callback(void* context, tandem_str phase, tandem_str detail, int64_t done, int64_t total) {
  try {
    static_cast<Progress*>(context)->show(to_view(phase), to_view(detail), done, total);
  } catch (...) {  // a lost line of progress is no reason to stop
  }
}

void Progress::show(std::string_view phase, std::string_view detail, std::int64_t done, std::int64_t total) {
  std::string step = title_ + ": " + escape_controls(phase);
  if (!detail.empty()) step += " " + escape_controls(detail);
  if (!on_terminal_) {
    // A log wants the steps that move records, once each.
    if (!detail.empty() && step != last_step_) std::cerr << step << "\n";
    last_step_ = step;
    return;
  }
  if (done > 0 || total > 0) step += " " + std::to_string(done);
  if (total > 0) step += " of " + std::to_string(total);
  winsize size = {};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  std::cerr << "\r\033[K" << cut(step, known ? size.ws_col - 1U : 79U) << std::flush;
  line_is_open_ = true;
}

Interruption::Interruption() {
  cancel_ = call_for<tandem_cancel>(
      [](tandem_cancel** out, tandem_error** error) { return tandem_cancel_create(out, error); });
  interruption_requested = false;
  interrupted_call = cancel_.get();
  handle_signals(on_interrupt);
}

Interruption::~Interruption() {
  handle_signals(SIG_DFL);
  interrupted_call = nullptr;
}

bool Interruption::requested() const { return interruption_requested; }

}  // namespace tandem::cli
