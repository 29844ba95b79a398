// SPDX-License-Identifier: Apache-2.0
#include "print.hpp"

#include <algorithm>
#include <ostream>
#include <tandem/cpp/adapter/value_text.hpp>
#include <tandem/cpp/csv.hpp>
#include <tandem/cpp/times.hpp>

#include "handle.hpp"
#include "terminal.hpp"

namespace tandem::cli {
namespace {

constexpr std::size_t kRowsForWidths = 1000;
constexpr std::size_t kNarrowest = 8;  // a cut column keeps at least this
constexpr std::string_view kGap = "  ";

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool names_an_instant(std::string_view key) {
  return key == "at" || key == "live_from" || ends_with(key, "_at");
}

bool is_empty(const Json& value) {
  return value.is_null() || ((value.is_object() || value.is_array()) && value.empty());
}

/// An object inside a table cell: "created 3, changed 1"; deeper ones as JSON.
std::string inline_text(const Json& object) {
  std::string out;
  for (const auto& item : object.items()) {
    if (!out.empty()) out += ", ";
    out += item.key() + " " + to_cell(item.value(), item.key()).text;
  }
  return out;
}

}  // namespace

std::string date_text(std::int64_t days) {
  if (days < -700'000 || days > 2'900'000) return std::to_string(days);  // not a civil year of four digits
  return times::date_text(days);
}

std::string instant_text(std::int64_t microseconds) {
  return times::instant_text(microseconds, times::fraction_digits_of(microseconds));
}

Cell to_cell(const tandem_value& value) {
  switch (value.kind) {
    case TANDEM_VALUE_INT:
    case TANDEM_VALUE_DECIMAL:
      return {adapter::value_text(value), true};
    case TANDEM_VALUE_DOUBLE:
      return {Json(value.as.d).dump(), true};
    case TANDEM_VALUE_DATE:
      return {date_text(value.as.i)};
    case TANDEM_VALUE_INSTANT:
      return {instant_text(value.as.i)};
    default:
      return {adapter::value_text(value)};
  }
}

Cell to_cell(const Json& value, std::string_view key) {
  if (is_empty(value)) return {};
  if (value.is_string()) return {value.get<std::string>()};
  if (value.is_number_integer() && names_an_instant(key)) return {instant_text(value.get<std::int64_t>())};
  if (value.is_number()) return {value.dump(), true};
  const bool flat = value.is_object() && std::none_of(value.begin(), value.end(),
                                                      [](const Json& part) { return part.is_structured(); });
  if (flat) return {inline_text(value)};
  return {value.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

TableWriter::TableWriter(std::ostream& out, Format format, std::vector<std::string> columns,
                         std::size_t width)
    : out_(out), format_(format), columns_(std::move(columns)), width_(width) {
  if (format_ != Format::csv) return;
  std::vector<Cell> header;
  for (const std::string& column : columns_) header.push_back({column});
  write_csv_row(header);
}

void TableWriter::add(std::vector<Cell> row) {
  ++rows_;
  row.resize(columns_.size());
  if (format_ == Format::csv) {
    write_csv_row(row);
    return;
  }
  for (Cell& cell : row) cell.text = escape_controls(cell.text);
  if (!widths_.empty()) {
    write_table_row(row);
    return;
  }
  waiting_.push_back(std::move(row));
  if (waiting_.size() == kRowsForWidths) flush();
}

void TableWriter::flush() {
  if (format_ == Format::table && !waiting_.empty()) {
    fix_widths();
    std::vector<Cell> header, rule;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      header.push_back({escape_controls(columns_[i])});
      rule.push_back({std::string(widths_[i], '-')});
    }
    write_table_row(header);
    write_table_row(rule);
    for (const auto& row : waiting_) write_table_row(row);
    waiting_.clear();
  }
  out_.flush();
}

std::int64_t TableWriter::finish(std::string_view nothing) {
  if (rows_ == 0 && format_ == Format::table) out_ << nothing << "\n";
  flush();
  return rows_;
}

/// Each column as wide as its widest cell; on a terminal the widest columns give way first.
void TableWriter::fix_widths() {
  for (const std::string& column : columns_) widths_.push_back(display_width(escape_controls(column)));
  for (const auto& row : waiting_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths_[i] = std::max(widths_[i], display_width(row[i].text));
    }
  }
  if (width_ == 0 || widths_.empty()) return;
  std::size_t total = kGap.size() * (widths_.size() - 1);
  for (const std::size_t w : widths_) total += w;
  while (total > width_) {
    const auto widest = std::max_element(widths_.begin(), widths_.end());
    if (*widest <= kNarrowest) return;  // too many columns: let the terminal wrap
    --*widest;
    --total;
  }
}

void TableWriter::write_table_row(const std::vector<Cell>& row) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string text = width_ == 0 ? row[i].text : cut(row[i].text, widths_[i]);
    const std::size_t used = display_width(text);
    const std::string padding(used < widths_[i] ? widths_[i] - used : 0, ' ');
    if (i > 0) line += kGap;
    line += row[i].is_number ? padding + text : text + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out_ << line << '\n';
}

void TableWriter::write_csv_row(const std::vector<Cell>& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out_ << ',';
    // A file gets the data as it is; a terminal is protected.
    out_ << csv::field_text(width_ == 0 ? row[i].text : escape_controls(row[i].text), ',');
  }
  out_ << "\r\n";
}

namespace {

std::int64_t print_cursor_json(std::ostream& out, tandem_cursor* cursor) {
  const bool protect = stdout_is_terminal();
  std::int64_t rows = 0;
  for (;; ++rows) {
    int32_t has_row = 0;
    call([&](tandem_error** error) { return tandem_cursor_next(cursor, &has_row, error); });
    if (!has_row) break;
    std::string row = call_for_text(
        [&](tandem_text** text, tandem_error** error) { return tandem_cursor_json(cursor, text, error); });
    if (protect) row = own_json(row).dump(-1, ' ', true);
    out << (rows == 0 ? "[\n" : ",\n") << row;
  }
  out << (rows == 0 ? "[]\n" : "\n]\n");
  return rows;
}

}  // namespace

std::int64_t print_cursor(std::ostream& out, tandem_cursor* cursor, Format format, std::string_view nothing) {
  if (format == Format::json) return print_cursor_json(out, cursor);
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < tandem_cursor_column_count(cursor); ++i) {
    columns.push_back(to_string(tandem_cursor_column_name(cursor, i)));
  }
  TableWriter writer(out, format, std::move(columns), terminal_width());
  for (;;) {
    int32_t has_row = 0;
    call([&](tandem_error** error) { return tandem_cursor_next(cursor, &has_row, error); });
    if (!has_row) break;
    std::size_t count = 0;
    const tandem_value* values = tandem_cursor_row(cursor, &count);
    std::vector<Cell> row;
    for (std::size_t i = 0; i < count; ++i) row.push_back(to_cell(values[i]));
    writer.add(std::move(row));
  }
  return writer.finish(nothing);
}

void print_objects(std::ostream& out, const Json& array, Format format,
                   const std::vector<std::string>& wanted, std::string_view nothing) {
  if (format == Format::json) {
    print_json(out, array);
    return;
  }
  std::vector<std::string> columns;
  const auto add_column = [&](const std::string& name) {
    if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
  };
  for (const std::string& name : wanted) {
    const bool occurs = std::any_of(array.begin(), array.end(), [&](const Json& object) {
      return object.contains(name) && !is_empty(object[name]);
    });
    if (occurs) add_column(name);
  }
  const bool all = format == Format::csv || columns.empty();  // a table shows what matters
  for (const Json& object : array) {
    for (const auto& item : object.items()) {
      if (all) add_column(item.key());
    }
  }
  TableWriter writer(out, format, columns, terminal_width());
  for (const Json& object : array) {
    std::vector<Cell> row;
    row.reserve(columns.size());
    for (const std::string& name : columns) {
      row.push_back(object.contains(name) ? to_cell(object[name], name) : Cell{});
    }
    writer.add(std::move(row));
  }
  writer.finish(nothing);
}

void print_object(std::ostream& out, const Json& object, Format format) {
  if (format == Format::json || !object.is_object()) {
    print_json(out, object);
    return;
  }
  TableWriter writer(out, format, {"field", "value"}, terminal_width());
  for (const auto& item : object.items()) {
    Cell value = to_cell(item.value(), item.key());
    value.is_number = false;  // one below the other, all start at the left
    writer.add({{item.key()}, std::move(value)});
  }
  writer.finish("empty");
}

void print_json(std::ostream& out, const Json& document) {
  out << document.dump(2, ' ', stdout_is_terminal(), Json::error_handler_t::replace) << "\n";
}

}  // namespace tandem::cli
