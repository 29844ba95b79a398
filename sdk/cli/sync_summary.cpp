// SPDX-License-Identifier: Apache-2.0
#include "sync_summary.hpp"

#include <ostream>
#include <string>
#include <vector>

#include "terminal.hpp"

namespace tandem::cli {
namespace {

struct Part {
  const char* counter;
  const char* words;
};

/// "3 new, 2 changed": the counters that are not zero.
std::string parts(const Json& report, const std::vector<Part>& list) {
  std::string out;
  for (const Part& part : list) {
    const auto count = report.value(part.counter, std::int64_t{0});
    if (count == 0) continue;
    out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + part.words;
  }
  return out;
}

void print_list(std::ostream& out, const Json& report, const char* key, const char* title) {
  if (!report.contains(key) || !report[key].is_array()) return;
  for (const Json& item : report[key]) {
    out << "  " << title << ": " << escape_controls(item.is_string() ? item.get<std::string>() : item.dump())
        << "\n";
  }
}

/// What the adapter itself counted, one line each.
void print_adapter_counters(std::ostream& out, const Json& report) {
  const auto found = report.find("adapter_counters");
  if (found == report.end() || !found->is_object()) return;
  for (const auto& item : found->items()) {
    out << "  " << escape_controls(item.key()) << ": " << escape_controls(item.value().dump()) << "\n";
  }
}

}  // namespace

void print_summary(std::ostream& out, const Json& report) {
  const auto count = [&](const char* name) { return report.value(name, std::int64_t{0}); };
  out << escape_controls(report.value("connection", "")) << ": "
      << escape_controls(report.value("outcome", "")) << "\n";
  const std::string changes =
      parts(report, {{"created", "new"}, {"updated", "changed"}, {"archived", "put away"}});
  const std::string held = parts(report, {{"parked", "waiting"}, {"quarantined", "to quarantine"}});
  out << "  read " << count("pulled") << " rows: " << (changes.empty() ? "nothing new" : changes);
  if (!held.empty()) out << "; " << held;
  out << "\n";
  if (count("planned") == 0) {
    out << "  nothing to send\n";
  } else {
    const std::string left =
        parts(report, {{"failed", "failed"}, {"unknown", "without an answer"}, {"skipped", "held back"}});
    out << "  sent " << count("acked") << " of " << count("planned") << " changes"
        << (left.empty() ? "" : "; " + left) << "\n";
  }
  const std::string open =
      parts(report, {{"conflicts", "fields differed on both sides"}, {"irregular", "irregularities opened"}});
  if (!open.empty()) out << "  " << open << "\n";
  print_adapter_counters(out, report);
  print_list(out, report, "messages", "note");
  print_list(out, report, "stopped_streams", "stopped");
}

}  // namespace tandem::cli
