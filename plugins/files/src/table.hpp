// SPDX-License-Identifier: Apache-2.0
// A file of records, whatever its format: reading, and writing single records.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tandem/cpp/adapter/values.hpp>
#include <tandem/cpp/csv.hpp>

namespace tandem::files {

enum class Format { csv, json_lines };

struct Column {
  std::string name;
  std::string type;  ///< as in a schema answer: text, decimal, boolean, json
};

/// A value of the record at hand. What does not view the file itself dies with `next`.
struct Cell {
  tandem_value value;
  bool in_file = true;
};

struct Assignment {
  std::string_view field;
  tandem_value value;
};

/// Walks over records, good and broken ones.
class RecordReader {
 public:
  virtual ~RecordReader() = default;
  virtual bool next() = 0;
  /// Values of a good record, by position in the fields asked for.
  virtual Cell cell(std::size_t field) = 0;
  /// A good record's key: text, never empty.
  virtual Cell key() const = 0;

  /// Why the record cannot be read; empty for a good one.
  const std::string& problem() const { return problem_; }
  /// The record's bytes with its line end.
  virtual std::string_view raw() const = 0;
  virtual csv::Position start() const = 0;
  virtual csv::Position end() const = 0;

 protected:
  std::string problem_;
};

/// The file's structure over its content, which the caller keeps alive.
class Table {
 public:
  virtual ~Table() = default;
  virtual csv::Position first() const = 0;
  virtual std::vector<Column> columns() const = 0;
  /// Whether the file has, or can take, this field.
  virtual bool has(std::string_view field) const = 0;
  virtual std::unique_ptr<RecordReader> read(const std::vector<std::string_view>& fields,
                                             csv::Position from) const = 0;
  /// The record with new values; whatever they do not touch keeps its bytes. Throws FieldRefused.
  virtual std::string changed(std::string_view record, const std::vector<Assignment>& values) const = 0;
  /// A new record with its line end. Throws FieldRefused.
  virtual std::string made(const std::vector<Assignment>& values) const = 0;
  virtual std::string_view line_end() const = 0;
};

/// Throws adapter::Failure when the file has no usable header. `name` is for messages.
std::unique_ptr<Table> open_table(Format format, std::string_view name, std::string_view content,
                                  std::string_view key_field, char delimiter);

/// Header of a new CSV file.
std::string csv_header(const std::vector<std::string>& columns, char delimiter);

/// Mark of a record's content, without its line end: its version.
std::string record_version(std::string_view record);

}  // namespace tandem::files
