// SPDX-License-Identifier: Apache-2.0
#include "csv_table.hpp"

#include <algorithm>
#include <tandem/cpp/adapter/failure.hpp>
#include <tandem/cpp/csv.hpp>

#include "value_text.hpp"

namespace tandem::files {
namespace {

[[noreturn]] void bad_header(std::string_view name, const std::string& why) {
  throw adapter::Failure(TANDEM_CORRUPT, TANDEM_CLASS_CONTRACT, std::string(name) + ": " + why);
}

}  // namespace

class CsvTable::Reader : public RecordReader {
 public:
  Reader(const CsvTable& table, const std::vector<std::string_view>& fields, csv::Position from)
      : table_(table), scanner_(table.content_, table.delimiter_, from) {
    for (const std::string_view field : fields) columns_.push_back(table.index_of(field));
    decoded_.resize(fields.size());
  }

  bool next() override {
    problem_.clear();
    if (!scanner_.next()) return false;
    const std::size_t wanted = table_.columns_.size();
    if (scanner_.problem()) {
      problem_ = scanner_.problem();
    } else if (scanner_.fields().size() != wanted) {
      problem_ =
          std::to_string(scanner_.fields().size()) + " fields where the header has " + std::to_string(wanted);
    } else {
      read_key();
    }
    return true;
  }

  Cell cell(std::size_t field) override {
    if (columns_[field] == kNone) return {adapter::absent_value(), true};
    const csv::Field& found = scanner_.fields()[columns_[field]];
    if (found.inner().empty()) return {adapter::null_value(), true};
    if (!found.doubled) return {adapter::text_value(found.inner()), true};
    decoded_[field] = found.text();
    return {adapter::text_value(decoded_[field]), false};
  }
  Cell key() const override { return key_; }
  std::string_view raw() const override { return scanner_.raw(); }
  csv::Position start() const override { return scanner_.start(); }
  csv::Position end() const override { return scanner_.end(); }

 private:
  void read_key() {
    const csv::Field* found = table_.key_ == kNone ? nullptr : &scanner_.fields()[table_.key_];
    if (!found || found->inner().empty()) {
      problem_ = "the key is empty";
      return;
    }
    key_ = {adapter::text_value(found->inner()), !found->doubled};
    if (!found->doubled) return;
    decoded_key_ = found->text();
    key_.value = adapter::text_value(decoded_key_);
  }

  const CsvTable& table_;
  csv::Scanner scanner_;
  std::vector<std::size_t> columns_;
  std::vector<std::string> decoded_;
  std::string decoded_key_;
  Cell key_{adapter::null_value(), true};
};

CsvTable::CsvTable(std::string_view name, std::string_view content, std::string_view key_field,
                   char delimiter)
    : content_(content), delimiter_(delimiter) {
  csv::Scanner scanner(content, delimiter, csv::beginning(content));
  if (!scanner.next()) bad_header(name, "empty, not even a header row: restore the file");
  if (scanner.problem()) bad_header(name, std::string("the header row cannot be read: ") + scanner.problem());
  for (const csv::Field& field : scanner.fields()) {
    std::string column = field.text();
    if (!column.empty() && index_of(column) != kNone) {
      bad_header(name, "the header names column '" + column + "' twice");
    }
    columns_.push_back(std::move(column));
  }
  if (!key_field.empty()) key_ = index_of(key_field);
  first_ = scanner.end();
  if (!csv::line_end_of(scanner.raw()).empty()) line_end_ = csv::line_end_of(scanner.raw());
}

std::size_t CsvTable::index_of(std::string_view field) const {
  const auto found = std::find(columns_.begin(), columns_.end(), field);
  return found == columns_.end() ? kNone : static_cast<std::size_t>(found - columns_.begin());
}

std::vector<Column> CsvTable::columns() const {
  std::vector<Column> all;
  for (const std::string& column : columns_) {
    if (!column.empty()) all.push_back(Column{column, "text"});
  }
  return all;
}

std::unique_ptr<RecordReader> CsvTable::read(const std::vector<std::string_view>& fields,
                                             csv::Position from) const {
  return std::make_unique<Reader>(*this, fields, from);
}

std::string CsvTable::changed(std::string_view record, const std::vector<Assignment>& values) const {
  csv::Scanner scanner(record, delimiter_, csv::Position{});
  scanner.next();
  std::vector<std::string> pieces;
  for (const csv::Field& field : scanner.fields()) pieces.emplace_back(field.raw);
  for (const Assignment& assignment : values) {
    const std::size_t column = index_of(assignment.field);
    const std::string text = cell_text(assignment.field, assignment.value);
    if (scanner.fields()[column].text() != text) pieces[column] = csv::field_text(text, delimiter_);
  }
  std::string out;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i) out += delimiter_;
    out += pieces[i];
  }
  return out.append(csv::line_end_of(record));
}

std::string CsvTable::made(const std::vector<Assignment>& values) const {
  std::vector<std::string> pieces(columns_.size());
  for (const Assignment& assignment : values) {
    pieces[index_of(assignment.field)] =
        csv::field_text(cell_text(assignment.field, assignment.value), delimiter_);
  }
  std::string out;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i) out += delimiter_;
    out += pieces[i];
  }
  return out + line_end_;
}

std::string csv_header(const std::vector<std::string>& columns, char delimiter) {
  std::string out;
  for (const std::string& column : columns) {
    if (!out.empty()) out += delimiter;
    out += csv::field_text(column, delimiter);
  }
  return out + "\n";
}

}  // namespace tandem::files
