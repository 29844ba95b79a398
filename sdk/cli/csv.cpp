// SPDX-License-Identifier: Apache-2.0
#include "csv.hpp"

#include <algorithm>

#include "problem.hpp"

namespace tandem::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// The header decides: spreadsheets of half of Europe write semicolons.
char separator_of(std::string_view text) {
  const std::string_view header = text.substr(0, text.find('\n'));
  const auto count = [&](char c) { return std::count(header.begin(), header.end(), c); };
  if (count(',') == 0 && count(';') > 0) return ';';
  if (count(',') == 0 && count('\t') > 0) return '\t';
  return ',';
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.substr(0, kByteOrderMark.size()) == kByteOrderMark) at_ = kByteOrderMark.size();
  separator_ = separator_of(text_);
}

bool CsvReader::next(std::vector<std::string>& row) {
  row.clear();
  while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) {
    if (text_[at_++] == '\n') ++line_;
  }
  if (at_ >= text_.size()) return false;
  row_line_ = line_;
  std::string field;
  for (;; ++at_) {
    if (at_ >= text_.size()) break;
    const char c = text_[at_];
    if (c == separator_) {
      row.push_back(std::move(field));
      field.clear();
    } else if (c == '"' && field.empty()) {
      read_quoted(field);
    } else if (c == '\n' || (c == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n')) {
      break;
    } else {
      field += c;
    }
  }
  row.push_back(std::move(field));
  return true;
}

/// Leaves `at_` on the closing quote.
void CsvReader::read_quoted(std::string& field) {
  const std::int64_t opened = line_;
  for (++at_; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '\n') ++line_;
    if (c != '"') {
      field += c;
    } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
      field += '"';
      ++at_;
    } else {
      return;
    }
  }
  throw Problem(TANDEM_INVALID_ARGUMENT,
                "the quote opened in line " + std::to_string(opened) + " of the CSV file never closes",
                "close it; a quote inside a quoted field is written twice");
}

}  // namespace tandem::cli
