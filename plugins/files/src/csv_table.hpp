// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tandem/cpp/csv.hpp>

#include "table.hpp"

namespace tandem::files {

class CsvTable : public Table {
 public:
  CsvTable(std::string_view name, std::string_view content, std::string_view key_field, char delimiter);

  csv::Position first() const override { return first_; }
  std::vector<Column> columns() const override;
  bool has(std::string_view field) const override { return index_of(field) != kNone; }
  std::unique_ptr<RecordReader> read(const std::vector<std::string_view>& fields,
                                     csv::Position from) const override;
  std::string changed(std::string_view record, const std::vector<Assignment>& values) const override;
  std::string made(const std::vector<Assignment>& values) const override;
  std::string_view line_end() const override { return line_end_; }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  class Reader;
  std::size_t index_of(std::string_view field) const;

  std::string_view content_;
  char delimiter_;
  std::vector<std::string> columns_;
  std::size_t key_ = kNone;
  csv::Position first_;
  std::string line_end_ = "\n";
};

}  // namespace tandem::files
