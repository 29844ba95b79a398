// SPDX-License-Identifier: Apache-2.0
// Reads CSV as people's tools write it: RFC 4180, LF or CRLF, byte order mark, comma or semicolon.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tandem/cpp/csv.hpp>
#include <vector>

namespace tandem::cli {

class CsvReader {
 public:
  explicit CsvReader(std::string_view text);
  /// The next row; false at the end. Empty lines are passed over. A quote that does not fit is a problem
  /// that names its line.
  bool next(std::vector<std::string>& row);
  /// Line (from 1) where the last row began.
  std::uint64_t line() const { return scanner_.start().line; }

 private:
  csv::Scanner scanner_;
};

}  // namespace tandem::cli
