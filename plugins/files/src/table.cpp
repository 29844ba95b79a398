// SPDX-License-Identifier: Apache-2.0
#include "table.hpp"

#include <tandem/cpp/csv.hpp>

#include "bytes.hpp"
#include "csv_table.hpp"
#include "json_table.hpp"

namespace tandem::files {

std::unique_ptr<Table> open_table(Format format, std::string_view name, std::string_view content,
                                  std::string_view key_field, char delimiter) {
  if (format == Format::csv) return std::make_unique<CsvTable>(name, content, key_field, delimiter);
  return std::make_unique<JsonTable>(content, key_field);
}

std::string record_version(std::string_view record) {
  record.remove_suffix(csv::line_end_of(record).size());
  return mark_text(content_mark(record));
}

}  // namespace tandem::files
