// SPDX-License-Identifier: Apache-2.0
#include "csv.hpp"

#include <algorithm>

#include "problem.hpp"

namespace tandem::cli {
namespace {

/// The header decides: spreadsheets of half of Europe write semicolons.
char separator_of(std::string_view text) {
  const std::string_view header = text.substr(0, text.find('\n'));
  const auto count = [&](char c) { return std::count(header.begin(), header.end(), c); };
  if (count(',') == 0 && count(';') > 0) return ';';
  if (count(',') == 0 && count('\t') > 0) return '\t';
  return ',';
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : scanner_(text, separator_of(text), csv::beginning(text)) {}

bool CsvReader::next(std::vector<std::string>& row) {
  row.clear();
  if (!scanner_.next()) return false;
  // Bytes that are no text go through: the library says which document they are in.
  if (scanner_.fields().empty()) {
    throw Problem(
        TANDEM_INVALID_ARGUMENT,
        "line " + std::to_string(scanner_.problem_line()) + " of the CSV file: " + scanner_.problem(),
        "close it before the separator; a quote inside a quoted field is written twice");
  }
  for (const csv::Field& field : scanner_.fields()) row.push_back(field.text());
  return true;
}

}  // namespace tandem::cli
