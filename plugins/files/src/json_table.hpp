// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tandem/cpp/csv.hpp>

#include "json_line.hpp"
#include "table.hpp"

namespace tandem::files {

/// One JSON object a line. A line is a whole record: what it leaves out is null.
class JsonTable : public Table {
 public:
  JsonTable(std::string_view content, std::string_view key_field);

  csv::Position first() const override { return first_; }
  /// Members seen in the first 10,000 records.
  std::vector<Column> columns() const override;
  bool has(std::string_view field) const override { return !field.empty(); }
  std::unique_ptr<RecordReader> read(const std::vector<std::string_view>& fields,
                                     csv::Position from) const override;
  std::string changed(std::string_view record, const std::vector<Assignment>& values) const override;
  std::string made(const std::vector<Assignment>& values) const override;
  std::string_view line_end() const override { return line_end_; }

 private:
  class Reader;
  std::string_view content_;
  std::string_view key_field_;
  csv::Position first_;
  std::string_view line_end_ = "\n";
};

}  // namespace tandem::files
