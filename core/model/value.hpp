// SPDX-License-Identifier: Apache-2.0
// Values and rows inside the core: the ABI's 16-byte value, with an arena behind a row that owns
// its text.
#pragma once

#include <tandem/value.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "base/id.hpp"

namespace tandem::model {

using Value = tandem_value;

inline Value absent() { return Value{TANDEM_VALUE_ABSENT, 0, 0, {0}}; }
inline Value null() { return Value{TANDEM_VALUE_NULL, 0, 0, {0}}; }
inline Value scalar(std::uint16_t kind, std::int64_t i) { return Value{kind, 0, 0, {i}}; }
inline Value boolean(bool b) { return scalar(TANDEM_VALUE_BOOL, b ? 1 : 0); }
inline Value integer(std::int64_t i) { return scalar(TANDEM_VALUE_INT, i); }
inline Value instant(std::int64_t i) { return scalar(TANDEM_VALUE_INSTANT, i); }
inline Value date(std::int64_t i) { return scalar(TANDEM_VALUE_DATE, i); }
/// A view of bytes that outlive the value.
inline Value bytes(std::uint16_t kind, std::string_view s) {
  Value v{kind, 0, static_cast<std::uint32_t>(s.size()), {0}};
  v.as.s = s.data();
  return v;
}
inline Value text(std::string_view s) { return bytes(TANDEM_VALUE_TEXT, s); }
inline Value id(const Id& i) { return bytes(TANDEM_VALUE_ID, i.view()); }  // views the Id

inline bool given(const Value& v) { return v.kind != TANDEM_VALUE_ABSENT; }
inline bool has(const Value& v) { return v.kind > TANDEM_VALUE_NULL; }
inline bool is_bytes(const Value& v) {
  return v.kind == TANDEM_VALUE_DECIMAL || v.kind == TANDEM_VALUE_TEXT ||
         (v.kind >= TANDEM_VALUE_ENUM && v.kind <= TANDEM_VALUE_BYTES);
}
inline std::string_view view(const Value& v) {
  return is_bytes(v) ? std::string_view{v.as.s, v.size} : std::string_view{};
}
inline Id to_id(const Value& v) { return has(v) ? Id::from_view(view(v)) : Id{}; }
/// Same kind and content; absent equals absent, null equals null.
bool same(const Value& a, const Value& b);

/// Text storage that only grows; one block for the usual row.
class Arena {
 public:
  std::string_view keep(std::string_view bytes);
  void clear();

 private:
  struct Block {
    std::unique_ptr<char[]> data;
    std::size_t size = 0, used = 0;
  };
  std::vector<Block> blocks_;
};

/// One record: values by position in the entity's field list, text kept in its own arena.
class Row {
 public:
  Row() = default;
  explicit Row(std::size_t fields) : values_(fields, absent()) {}
  Row(Row&&) = default;
  Row& operator=(Row&&) = default;
  Row(const Row& other) { *this = other; }
  Row& operator=(const Row& other);

  std::size_t size() const { return values_.size(); }
  const Value& operator[](std::size_t i) const { return values_[i]; }
  const Value* data() const { return values_.data(); }
  /// Copies the value and its text into the row.
  void set(std::size_t i, const Value& value);
  void set_text(std::size_t i, std::string_view s) { set(i, text(s)); }
  void set_id(std::size_t i, const Id& value) { set(i, model::id(value)); }
  /// Stores a view whose bytes somebody else keeps alive.
  void borrow(std::size_t i, const Value& value) { values_[i] = value; }
  void reset(std::size_t fields);

 private:
  std::vector<Value> values_;
  Arena arena_;
};

}  // namespace tandem::model
