// SPDX-License-Identifier: Apache-2.0
// Reading the text by which SQLite keeps a table: what columns and rules it says. Only as much SQL as
// Tandem itself writes (schema.cpp), with names and texts in quotes and brackets that match.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::store {

struct ColumnText {
  std::string name;
  std::string text;  ///< all that follows the name: type, constraints, reference
};

struct TableText {
  std::vector<ColumnText> columns;
  std::vector<std::string> rules;  ///< constraints of the whole table
  const ColumnText* find(std::string_view column) const;
};

/// One blank where there were several, outside quotes.
std::string one_line(std::string_view sql);
/// Takes a CREATE TABLE apart.
TableText split_table(std::string_view sql);
/// "TEXT" of `TEXT NOT NULL …`.
std::string_view column_type(std::string_view column_text);
/// Whether a keyword stands in a column's text, outside quotes and brackets.
bool says(std::string_view column_text, std::string_view keyword);
/// The choices that a column's rule names, in their order; none where it is no choice.
std::vector<std::string> choices_of(std::string_view column_text);

/// A CHECK: what a person reads, and the condition.
struct CheckText {
  std::string sentence;
  std::string condition;
};
std::vector<CheckText> checks_of(std::string_view text);
/// The entity whose rows a column refers to, or empty.
std::string reference_of(std::string_view column_text);

}  // namespace tandem::store
