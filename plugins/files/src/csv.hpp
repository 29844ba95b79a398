// SPDX-License-Identifier: Apache-2.0
// Comma-separated values (RFC 4180) as views of the file: quoted fields may hold delimiters, doubled
// quotes and line ends; lines end in LF or CRLF; a quote inside an unquoted field is an ordinary
// character. A record whose quotes do not fit is given up at its first line end, so that one stray
// quote costs one line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "position.hpp"

namespace tandem::files {

struct CsvField {
  std::string_view raw;  ///< as in the file, quotes included
  bool quoted = false;
  bool doubled = false;  ///< holds doubled quotes

  /// The value without quotes; exact unless `doubled`.
  std::string_view inner() const { return quoted ? raw.substr(1, raw.size() - 2) : raw; }
  std::string text() const;
};

/// Walks over the records of a file; blank lines are passed over.
class CsvScanner {
 public:
  CsvScanner(std::string_view content, char delimiter, Position from)
      : content_(content), delimiter_(delimiter), start_(from), end_(from) {}

  bool next();

  /// The record's bytes with its line end.
  std::string_view raw() const { return content_.substr(start_.offset, end_.offset - start_.offset); }
  const std::vector<CsvField>& fields() const { return fields_; }
  /// Why the record cannot be read, or null.
  const char* problem() const { return problem_; }
  Position start() const { return start_; }
  Position end() const { return end_; }

 private:
  void split_plain(std::size_t line_end);
  bool split_quoted();
  bool read_quoted_field(std::size_t& at);
  void read_plain_field(std::size_t& at);
  bool has_quote_before(std::size_t line_end);
  void give_up(std::size_t line_end, const char* why);

  std::string_view content_;
  char delimiter_;
  Position start_, end_;
  std::vector<CsvField> fields_;
  const char* problem_ = nullptr;
  std::size_t next_quote_ = 0;
  bool quote_known_ = false;
};

/// The text as a field of a file, quoted where it must be.
std::string csv_field(std::string_view text, char delimiter);

/// The line end that closes `record`, or nothing.
std::string_view line_end_of(std::string_view record);

}  // namespace tandem::files
