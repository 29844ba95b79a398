// SPDX-License-Identifier: Apache-2.0
// The scorecard on a terminal.
#include <algorithm>
#include <vector>

#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "report/scorecard.hpp"

namespace tandem::report {
namespace {

constexpr std::size_t kWidth = 100;

/// Characters as a terminal counts them, near enough: UTF-8 sequences.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string fitted(std::string text, std::size_t columns) {
  text = escape_controls(text);  // names come from remotes: no control character reaches a terminal
  if (width(text) <= columns) return text;
  while (width(text) > columns - 1) text = std::string(cut(text, text.size() - 1));
  return text + "…";
}

struct Column {
  std::string title;
  std::size_t most;  ///< widest it may become
  bool right = true;
};

/// A table as wide as its content, each column within its bound.
std::string table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t w = width(columns[i].title);
    for (const auto& row : rows) w = std::max(w, width(escape_controls(row[i])));
    widths.push_back(std::min(w, columns[i].most));
  }
  std::string out;
  const auto line = [&](const auto& cell) {
    std::string text = " ";
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string shown = fitted(cell(i), widths[i]);
      const std::string pad(widths[i] - width(shown), ' ');
      text += " " + (columns[i].right ? pad + shown : shown + pad);
    }
    while (text.back() == ' ') text.pop_back();
    out += text + "\n";
  };
  line([&](std::size_t i) { return columns[i].title; });
  for (const auto& row : rows) line([&](std::size_t i) { return row[i]; });
  return out;
}

std::string text_in(const Json& row, const char* name, std::string_view otherwise = "-") {
  const auto it = row.find(name);
  return it == row.end() || it->is_null() ? std::string(otherwise) : it->get<std::string>();
}

std::string count_in(const Json& row, const char* name) {
  const auto it = row.find(name);
  return it == row.end() || it->is_null() ? "-" : std::to_string(it->get<std::int64_t>());
}

std::string percent(const Json& row, const char* name) {
  const auto it = row.find(name);
  if (it == row.end() || it->is_null()) return "-";
  return minor_to_decimal(scale_round(it->get<std::int64_t>(), 1, 1000), 1) + " %";
}

/// A goal's value in its unit: money with its currency's digits, other units as they are.
std::string amount(const Json& row, const char* name, std::string_view unit) {
  const auto it = row.find(name);
  if (it == row.end() || it->is_null()) return "-";
  const std::string currency = text_in(row, "currency", "");
  if (unit == "ratio") return percent(row, name);
  if (unit != "money" || currency.empty()) return std::to_string(it->get<std::int64_t>());
  std::int64_t minor_in_one = 1;
  for (int i = minor_digits(currency).value_or(2); i > 0; --i) minor_in_one *= 10;
  return std::to_string(scale_round(it->get<std::int64_t>(), 1, minor_in_one)) + " " +
         currency;  // whole units
}

std::string goals(const Json& card) {
  std::vector<std::vector<std::string>> rows;
  for (const Json& goal : card.at("goals")) {
    const std::string unit = text_in(goal, "unit", "");
    rows.push_back({text_in(goal, "title"), text_in(goal, "state"), amount(goal, "actual", unit),
                    amount(goal, "expected_to_date", unit), amount(goal, "target", unit),
                    percent(goal, "attainment_ppm"), percent(goal, "pace_ppm"), text_in(goal, "status")});
  }
  if (rows.empty()) return "  no goals yet: put a goal, then goal.agree by both sides\n";
  return table({{"goal", 20, false},
                {"state", 6, false},
                {"actual", 15},
                {"expected", 15},
                {"target", 15},
                {"done", 7},
                {"pace", 7},
                {"status", 6, false}},
               rows);
}

std::vector<std::string> funnel_row(const Json& row, const std::string& name) {
  return {name, count_in(row, "leads"), count_in(row, "deals_won"), percent(row, "conversion_ppm"),
          amount(row, "won_amount_minor", "money")};
}

std::string funnel(const Json& card) {
  const Json& part = card.at("funnel");
  std::vector<std::vector<std::string>> rows;
  for (const Json& row : part.at("origins"))
    rows.push_back(funnel_row(row, text_in(row, "origin", "(none)")));
  if (!part.at("rest").is_null()) rows.push_back(funnel_row(part.at("rest"), "(others)"));
  rows.push_back(funnel_row(part.at("total"), "total"));
  return table({{"origin", 34, false}, {"leads", 12}, {"won", 12}, {"conversion", 12}, {"won amount", 22}},
               rows);
}

std::string handoffs(const Json& card) {
  const Json& part = card.at("handoffs");
  std::string out = "  offered " + count_in(part, "offered") + ", accepted " + count_in(part, "accepted") +
                    ", returned " + count_in(part, "returned") + ", expired " + count_in(part, "expired") +
                    "; acceptance " + percent(part, "acceptance_ppm") + ", disputes " +
                    percent(part, "dispute_ppm") + "\n";
  std::vector<std::vector<std::string>> rows;
  for (const Json& row : part.at("reasons")) {
    rows.push_back({text_in(row, "reason"), count_in(row, "returned"), percent(row, "share_ppm"),
                    percent(row, "cumulative_ppm")});
  }
  if (rows.empty()) return out;
  return out + table({{"returned because", 40, false}, {"times", 10}, {"share", 10}, {"together", 10}}, rows);
}

std::string promises(const Json& card) {
  std::vector<std::vector<std::string>> rows;
  for (const Json& row : card.at("promises")) {
    const std::int64_t late = row.at("met_late").get<std::int64_t>() +
                              row.at("breached").get<std::int64_t>() +
                              row.at("abandoned").get<std::int64_t>();
    rows.push_back({text_in(row, "policy"), text_in(row, "responsible_side"), count_in(row, "running"),
                    count_in(row, "met"), std::to_string(late), percent(row, "on_time_ppm")});
  }
  if (rows.empty()) return "  no promise has run yet\n";
  return table({{"promise", 34, false},
                {"by", 12, false},
                {"running", 10},
                {"in time", 10},
                {"late", 10},
                {"on time", 8}},
               rows);
}

std::string by_side(const Json& counts) {
  std::string out;
  for (const auto& [side, n] : counts.items())
    out += (out.empty() ? "" : ", ") + side + " " + std::to_string(n.get<int>());
  return out.empty() ? out : " (" + out + ")";
}

std::string open_work(const Json& card) {
  const Json& feedback = card.at("feedback");
  const Json& asked = card.at("requests");
  const Json& irregular = card.at("irregularities");
  return "  feedback: " + count_in(feedback, "open") + " wait for a reply" +
         by_side(feedback.at("waits_for")) + ", " + count_in(feedback, "closed") +
         " closed\n  requests: " + count_in(asked, "open") + " open" + by_side(asked.at("waits_for")) +
         "\n  irregularities: " + count_in(irregular, "open") + " open" + by_side(irregular.at("waits_for")) +
         "\n";
}

/// Breaks a list of names into lines.
std::string wrapped(const Json& names) {
  std::string out, line = "   ";
  for (const Json& name : names) {
    const std::string next = " " + fitted(name.get<std::string>(), 40);
    if (width(line) + width(next) > kWidth) {
      out += line + "\n";
      line = "   ";
    }
    line += next;
  }
  return out + line + "\n";
}

std::string rules(const Json& card) {
  const Json& missing = card.at("rules").at("unsigned");
  if (missing.empty()) return "  all rules in force are signed by both sides\n";
  return "  not signed by both sides, the house default applies:\n" + wrapped(missing);
}

}  // namespace

std::string render_text(const Json& card) {
  std::string out = "Joint scorecard of marketing and sales, as of " +
                    format_instant(card.at("as_of").get<Instant>()).substr(0, 16) + " UTC\n";
  out += "\nGoals\n" + goals(card);
  out += "\nFunnel by origin\n" + funnel(card);
  out += "\nHand-offs\n" + handoffs(card);
  out += "\nPromises\n" + promises(card);
  out += "\nOpen between the sides\n" + open_work(card);
  out += "\nWorking rules\n" + rules(card);
  return out;
}

}  // namespace tandem::report
