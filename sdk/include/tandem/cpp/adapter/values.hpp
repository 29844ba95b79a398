// SPDX-License-Identifier: Apache-2.0
/// @file values.hpp Text views, lists of them, and values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "../../value.h"

namespace tandem::adapter {

inline std::string_view view(tandem_str s) {
  return s.size == 0 ? std::string_view{} : std::string_view{s.data, s.size};
}
inline tandem_str str(std::string_view s) { return tandem_str{s.data(), s.size()}; }

/// A list of texts that the host lends for the call: field names, ids, key values.
class TextList {
 public:
  TextList() = default;
  TextList(const tandem_str* items, std::size_t count) : items_(items), count_(count) {}

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  std::string_view operator[](std::size_t i) const { return view(items_[i]); }
  std::size_t index_of(std::string_view text) const {
    for (std::size_t i = 0; i < count_; ++i) {
      if ((*this)[i] == text) return i;
    }
    return npos;
  }

 private:
  const tandem_str* items_ = nullptr;
  std::size_t count_ = 0;
};

inline bool is_absent(const tandem_value& v) { return v.kind == TANDEM_VALUE_ABSENT; }
inline bool is_null(const tandem_value& v) { return v.kind == TANDEM_VALUE_NULL; }
/// True for the kinds that carry bytes: decimal, text, enum, reference, id, JSON, bytes.
inline bool has_bytes(const tandem_value& v) {
  return v.kind == TANDEM_VALUE_DECIMAL || v.kind == TANDEM_VALUE_TEXT ||
         (v.kind >= TANDEM_VALUE_ENUM && v.kind <= TANDEM_VALUE_BYTES);
}
/// The bytes of a value, or the empty view.
inline std::string_view view(const tandem_value& v) {
  return has_bytes(v) && v.size != 0 ? std::string_view{v.as.s, v.size} : std::string_view{};
}

inline tandem_value absent_value() { return tandem_value{TANDEM_VALUE_ABSENT, 0, 0, {0}}; }
inline tandem_value null_value() { return tandem_value{TANDEM_VALUE_NULL, 0, 0, {0}}; }
inline tandem_value bool_value(bool b) { return tandem_value{TANDEM_VALUE_BOOL, 0, 0, {b ? 1 : 0}}; }
inline tandem_value int_value(std::int64_t i) { return tandem_value{TANDEM_VALUE_INT, 0, 0, {i}}; }
inline tandem_value date_value(std::int64_t days) { return tandem_value{TANDEM_VALUE_DATE, 0, 0, {days}}; }
inline tandem_value instant_value(std::int64_t microseconds, std::uint16_t grain) {
  return tandem_value{TANDEM_VALUE_INSTANT, grain, 0, {microseconds}};
}
inline tandem_value double_value(double d) {
  tandem_value v{TANDEM_VALUE_DOUBLE, 0, 0, {0}};
  v.as.d = d;
  return v;
}
/// A value that views bytes which somebody else keeps alive. `kind` is one of those with bytes.
inline tandem_value bytes_value(std::uint16_t kind, std::string_view bytes) {
  tandem_value v{kind, 0, static_cast<std::uint32_t>(bytes.size()), {0}};
  v.as.s = bytes.data();
  return v;
}
inline tandem_value text_value(std::string_view s) { return bytes_value(TANDEM_VALUE_TEXT, s); }
inline tandem_value decimal_value(std::string_view s) { return bytes_value(TANDEM_VALUE_DECIMAL, s); }
inline tandem_value json_value(std::string_view s) { return bytes_value(TANDEM_VALUE_JSON, s); }
inline tandem_value ref_value(std::string_view s) { return bytes_value(TANDEM_VALUE_REF, s); }

}  // namespace tandem::adapter
