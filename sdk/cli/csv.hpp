// SPDX-License-Identifier: Apache-2.0
// Reads CSV as people's tools write it: RFC 4180, LF or CRLF, byte order mark, comma or semicolon.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::cli {

class CsvReader {
 public:
  explicit CsvReader(std::string_view text);
  /// The next row; false at the end. Empty lines are passed over. A quote that never closes is a
  /// problem that names its line.
  bool next(std::vector<std::string>& row);
  /// Line (from 1) where the last row began.
  std::int64_t line() const { return row_line_; }

 private:
  void read_quoted(std::string& field);

  std::string_view text_;
  std::size_t at_ = 0;
  char separator_ = ',';
  std::int64_t line_ = 1;
  std::int64_t row_line_ = 0;
};

}  // namespace tandem::cli
