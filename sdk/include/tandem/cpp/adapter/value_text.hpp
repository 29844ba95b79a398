// SPDX-License-Identifier: Apache-2.0
/// @file value_text.hpp Any value as text, for remotes that take texts.
#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "../times.hpp"
#include "values.hpp"

namespace tandem::adapter {

/// Lower-case hex digits.
inline std::string hex_text(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

/// A record's id as people write it, with its hyphens; other bytes than sixteen as plain hex.
inline std::string id_text(std::string_view bytes) {
  std::string out = hex_text(bytes);
  if (bytes.size() != 16) return out;
  for (const std::size_t at : {20U, 16U, 12U, 8U}) out.insert(at, 1, '-');
  return out;
}

/// An instant in ISO 8601 with no finer a fraction than its grain: none, milliseconds or microseconds.
inline std::string instant_text(std::int64_t microseconds, std::uint16_t grain) {
  const int exact = times::fraction_digits_of(microseconds);
  const int most = grain == TANDEM_GRAIN_MICROSECOND ? 6 : grain == TANDEM_GRAIN_MILLISECOND ? 3 : 0;
  return times::instant_text(microseconds, std::min(most, exact == 0 ? 0 : exact <= 3 ? 3 : 6));
}

/// Nothing for null and absent; true and false; numbers in the fewest digits that read back the same;
/// days and instants in ISO 8601; decimals, texts, references and JSON as they are; ids with hyphens;
/// bytes in hex.
inline std::string value_text(const tandem_value& value) {
  switch (value.kind) {
    case TANDEM_VALUE_BOOL:
      return value.as.i != 0 ? "true" : "false";
    case TANDEM_VALUE_INT:
      return std::to_string(value.as.i);
    case TANDEM_VALUE_DOUBLE: {
      char buffer[64];
      return std::string(buffer, std::to_chars(buffer, buffer + sizeof(buffer), value.as.d).ptr);
    }
    case TANDEM_VALUE_DATE:
      return times::date_text(value.as.i);
    case TANDEM_VALUE_INSTANT:
      return instant_text(value.as.i, value.aux);
    case TANDEM_VALUE_ID:
      return id_text(view(value));
    case TANDEM_VALUE_BYTES:
      return hex_text(view(value));
    default:
      return std::string(view(value));
  }
}

}  // namespace tandem::adapter
