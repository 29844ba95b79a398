// SPDX-License-Identifier: Apache-2.0
/// @file utf8.hpp Reading and writing UTF-8 (Unicode 15, table 3-7).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tandem::utf8 {

/// Length and code point of one well-formed sequence; length 0 where there is none.
struct CodePoint {
  std::size_t length = 0;
  std::uint32_t value = 0;
};

/// The sequence at `at`, which is a place inside the text.
inline CodePoint decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return {1, first};
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || length > text.size() - at) return {};
  std::uint32_t value = first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return {};
    value = (value << 6) | (byte(at + i) & 0x3fU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || (value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) return {};
  return {length, value};
}

inline void append(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    put(code);
    return;
  }
  if (code < 0x800) {
    put(0xc0 | (code >> 6));
  } else {
    if (code < 0x10000) {
      put(0xe0 | (code >> 12));
    } else {
      put(0xf0 | (code >> 18));
      put(0x80 | ((code >> 12) & 0x3f));
    }
    put(0x80 | ((code >> 6) & 0x3f));
  }
  put(0x80 | (code & 0x3f));
}

/// Well-formed UTF-8 without NUL.
inline bool is_text(std::string_view bytes) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  constexpr std::uint64_t kLowBits = 0x0101010101010101U;
  for (std::size_t i = 0; i < bytes.size();) {
    if (bytes.size() - i >= 8) {  // eight plain bytes at a time
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + i, sizeof word);
      const bool holds_nul = ((word - kLowBits) & ~word & kHighBits) != 0;
      if ((word & kHighBits) == 0 && !holds_nul) {
        i += 8;
        continue;
      }
    }
    const CodePoint point = decode(bytes, i);
    if (point.length == 0 || point.value == 0) return false;
    i += point.length;
  }
  return true;
}

}  // namespace tandem::utf8
