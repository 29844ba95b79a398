// SPDX-License-Identifier: Apache-2.0
// Rows and documents on stdout, as an aligned table, as JSON or as CSV.
#pragma once

#include <tandem/query.h>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "problem.hpp"

namespace tandem::cli {

enum class Format { table, json, csv };

/// One cell as a person reads it.
struct Cell {
  std::string text;
  bool is_number = false;
};

/// Writes rows as they come. A table's column widths follow from its first thousand rows; on a
/// terminal (`width` > 0) cells are cut to fit. CSV is RFC 4180 with the data as it is: no cell is
/// altered for the sake of spreadsheets, so treat a file with foreign data as such when you open it.
class TableWriter {
 public:
  TableWriter(std::ostream& out, Format format, std::vector<std::string> columns, std::size_t width);
  void add(std::vector<Cell> row);
  /// Writes what waits; a table without rows says `nothing` instead. Returns the number of rows.
  std::int64_t finish(std::string_view nothing = "no rows");
  /// What was added so far becomes visible now (a journal that is followed).
  void flush();

 private:
  void write_csv_row(const std::vector<Cell>& row);
  void write_table_row(const std::vector<Cell>& row);
  void fix_widths();

  std::ostream& out_;
  Format format_;
  std::vector<std::string> columns_;
  std::size_t width_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<Cell>> waiting_;
  std::int64_t rows_ = 0;
};

/// All rows of a cursor; returns how many. JSON: an array, one row a line.
std::int64_t print_cursor(std::ostream& out, tandem_cursor* cursor, Format format,
                          std::string_view nothing = "no rows");
/// An array of objects, with these columns first where they occur; JSON prints it as it is.
void print_objects(std::ostream& out, const Json& array, Format format,
                   const std::vector<std::string>& columns, std::string_view nothing);
/// One object: a line a field.
void print_object(std::ostream& out, const Json& object, Format format);
void print_json(std::ostream& out, const Json& document);

Cell to_cell(const tandem_value& value);
/// `key` tells instants (…_at) from other integers.
Cell to_cell(const Json& value, std::string_view key = {});
/// 2026-03-01T10:00:00Z, with a fraction only where there is one.
std::string instant_text(std::int64_t microseconds);
std::string date_text(std::int64_t days);

}  // namespace tandem::cli
