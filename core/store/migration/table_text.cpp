// SPDX-License-Identifier: Apache-2.0
#include "store/migration/table_text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tandem::store {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kWordEnds = " \t\r\n\"'(),";
constexpr std::string_view kRuleStarts[] = {"CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "FOREIGN"};

std::size_t end_of_quoted(std::string_view sql, std::size_t at) {
  const auto end = sql.find(sql[at], at + 1);
  return end == std::string_view::npos ? sql.size() : end + 1;
}

std::size_t end_of_brackets(std::string_view sql, std::size_t at) {
  int depth = 0;
  while (at < sql.size()) {
    const char c = sql[at];
    if (c == '"' || c == '\'') {
      at = end_of_quoted(sql, at);
      continue;
    }
    ++at;
    if (c == '(') ++depth;
    if (c == ')' && --depth == 0) return at;
  }
  return at;
}

std::size_t end_of_piece(std::string_view sql, std::size_t at) {
  const char c = sql[at];
  if (c == '"' || c == '\'') return end_of_quoted(sql, at);
  if (c == '(') return end_of_brackets(sql, at);
  if (c == ',' || c == ')') return at + 1;
  return std::min(sql.find_first_of(kWordEnds, at), sql.size());
}

/// Words, quoted names and texts, whole brackets, commas; views into `sql`.
std::vector<std::string_view> pieces(std::string_view sql) {
  std::vector<std::string_view> out;
  for (std::size_t at = sql.find_first_not_of(kBlanks); at < sql.size();
       at = sql.find_first_not_of(kBlanks, at)) {
    const std::size_t end = end_of_piece(sql, at);
    out.push_back(sql.substr(at, end - at));
    at = end;
  }
  return out;
}

std::string unquoted(std::string_view name) {
  if (name.size() < 2 || (name[0] != '"' && name[0] != '\'')) return std::string(name);
  return std::string(name.substr(1, name.size() - 2));
}

std::string_view without_brackets(std::string_view piece) {
  return piece.size() < 2 ? piece : piece.substr(1, piece.size() - 2);
}

void add_item(std::string_view item, TableText& table) {
  const auto words = pieces(item);
  if (words.empty()) return;
  if (std::find(std::begin(kRuleStarts), std::end(kRuleStarts), words[0]) != std::end(kRuleStarts)) {
    table.rules.push_back(one_line(item));
    return;
  }
  const auto rest = static_cast<std::size_t>(words[0].data() - item.data()) + words[0].size();
  table.columns.push_back({unquoted(words[0]), one_line(item.substr(rest))});
}

}  // namespace

const ColumnText* TableText::find(std::string_view column) const {
  const auto at =
      std::find_if(columns.begin(), columns.end(), [&](const ColumnText& c) { return c.name == column; });
  return at == columns.end() ? nullptr : &*at;
}

std::string one_line(std::string_view sql) {
  std::string out;
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    if (c == '"' || c == '\'') {
      const std::size_t end = end_of_quoted(sql, at);
      out += sql.substr(at, end - at);
      at = end;
      continue;
    }
    const bool blank = kBlanks.find(c) != std::string_view::npos;
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
    ++at;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

TableText split_table(std::string_view sql) {
  TableText table;
  const auto words = pieces(sql);
  const auto body =
      std::find_if(words.begin(), words.end(), [](std::string_view piece) { return piece[0] == '('; });
  if (body == words.end()) return table;
  const std::string_view items = without_brackets(*body);
  std::size_t start = 0;
  for (const std::string_view piece : pieces(items)) {
    if (piece != ",") continue;
    const auto comma = static_cast<std::size_t>(piece.data() - items.data());
    add_item(items.substr(start, comma - start), table);
    start = comma + 1;
  }
  add_item(items.substr(start), table);
  return table;
}

std::string_view column_type(std::string_view column_text) {
  const auto words = pieces(column_text);
  return words.empty() ? std::string_view{} : words[0];
}

bool says(std::string_view column_text, std::string_view keyword) {
  const auto words = pieces(column_text);
  return std::find(words.begin(), words.end(), keyword) != words.end();
}

std::vector<CheckText> checks_of(std::string_view text) {
  std::vector<CheckText> out;
  const auto words = pieces(text);
  for (std::size_t i = 2; i + 1 < words.size(); ++i) {
    if (words[i] != "CHECK" || words[i - 2] != "CONSTRAINT") continue;
    out.push_back({unquoted(words[i - 1]), std::string(without_brackets(words[i + 1]))});
  }
  return out;
}

std::vector<std::string> choices_of(std::string_view column_text) {
  constexpr std::string_view kSentence = " must be one of ";
  std::vector<std::string> out;
  for (const CheckText& check : checks_of(column_text)) {
    const auto at = check.sentence.find(kSentence);
    if (at == std::string::npos) continue;
    std::string_view names = std::string_view(check.sentence).substr(at + kSentence.size());
    while (!names.empty()) {
      const auto comma = names.find(", ");
      out.emplace_back(names.substr(0, comma));
      names = comma == std::string_view::npos ? std::string_view{} : names.substr(comma + 2);
    }
  }
  return out;
}

std::string reference_of(std::string_view column_text) {
  const auto words = pieces(column_text);
  const auto at = std::find(words.begin(), words.end(), "REFERENCES");
  return at == words.end() || at + 1 == words.end() ? std::string() : unquoted(*(at + 1));
}

}  // namespace tandem::store
