// SPDX-License-Identifier: Apache-2.0
/// @file rows.hpp Reading rows: cursors over answers, and records by id as typed values.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "../../query.h"
#include "error.hpp"

namespace tandem {
inline namespace client {

inline void release_cursor(tandem_cursor* cursor) { tandem_cursor_release(cursor); }
inline void release_reader(tandem_reader* reader) { tandem_reader_release(reader); }

/// Rows one after the other.
class Cursor {
 public:
  explicit Cursor(tandem_cursor* raw) : handle_(raw) {}

  Result<bool> next() {
    std::int32_t has_row = 0;
    const auto moved = detail::done([&](auto** error) { return tandem_cursor_next(raw(), &has_row, error); });
    if (!moved) return moved.error();
    return has_row != 0;
  }

  std::size_t columns() const { return tandem_cursor_column_count(raw()); }
  std::string_view column_name(std::size_t i) const { return view(tandem_cursor_column_name(raw(), i)); }
  /// Column of this name, or SIZE_MAX. Ask once, before the loop.
  std::size_t column(std::string_view name) const { return tandem_cursor_column(raw(), str(name)); }

  // Of the current row; text views live until next().
  const tandem_value* row(std::size_t* count = nullptr) const { return tandem_cursor_row(raw(), count); }
  bool is_null(std::size_t i) const { return tandem_cursor_is_null(raw(), i) != 0; }
  std::int64_t integer(std::size_t i) const { return tandem_cursor_int(raw(), i); }
  double real(std::size_t i) const { return tandem_cursor_double(raw(), i); }
  std::string_view text(std::size_t i) const { return view(tandem_cursor_text(raw(), i)); }
  Result<Text> json() const {
    return detail::text([&](auto** out, auto** error) { return tandem_cursor_json(raw(), out, error); });
  }

  tandem_cursor* raw() const { return handle_.get(); }

 private:
  Handle<tandem_cursor, release_cursor> handle_;
};

class Reader {
 public:
  explicit Reader(tandem_reader* raw) : handle_(raw) {}

  std::size_t fields() const { return tandem_reader_field_count(raw()); }
  std::string_view field_name(std::size_t i) const { return view(tandem_reader_field_name(raw(), i)); }
  /// Values in field order; views live until the next call.
  Result<const tandem_value*> get(const tandem_id& id) {
    const tandem_value* values = nullptr;
    const auto read =
        detail::done([&](auto** error) { return tandem_reader_get(raw(), &id, &values, error); });
    if (!read) return read.error();
    return values;
  }

  tandem_reader* raw() const { return handle_.get(); }

 private:
  Handle<tandem_reader, release_reader> handle_;
};

}  // namespace client
}  // namespace tandem
