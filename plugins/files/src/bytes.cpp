// SPDX-License-Identifier: Apache-2.0
#include "bytes.hpp"

namespace tandem::files {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080u;
constexpr std::uint64_t kLowBits = 0x0101010101010101u;

bool has_zero_byte(std::uint64_t word) { return ((word - kLowBits) & ~word & kHighBits) != 0; }

/// Length of the well-formed multi-byte sequence at `p`, or 0 (Unicode 15, table 3-7).
std::size_t sequence_length(const unsigned char* p, std::size_t left) {
  const auto tail = [&](std::size_t i) { return i < left && (p[i] & 0xC0) == 0x80; };
  const unsigned char lead = p[0];
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!tail(1) || !tail(2)) return 0;
    if (lead == 0xE0 && p[1] < 0xA0) return 0;  // overlong
    if (lead == 0xED && p[1] > 0x9F) return 0;  // surrogate
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if (lead == 0xF0 && p[1] < 0x90) return 0;  // overlong
    if (lead == 0xF4 && p[1] > 0x8F) return 0;  // above U+10FFFF
    return 4;
  }
  return 0;
}

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0xD6E8FEB86659FD93u;
  x ^= x >> 32;
  x *= 0xD6E8FEB86659FD93u;
  return x ^ (x >> 32);
}

}  // namespace

bool is_text(std::string_view bytes) {
  const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t i = 0;
  while (i < bytes.size()) {
    if (bytes.size() - i >= 8) {
      const std::uint64_t word = load_word(bytes.data() + i);
      if ((word & kHighBits) == 0 && !has_zero_byte(word)) {
        i += 8;
        continue;
      }
    }
    if (p[i] == 0) return false;
    if (p[i] < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = sequence_length(p + i, bytes.size() - i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

std::uint64_t content_mark(std::string_view bytes) {
  std::uint64_t mark = mix(bytes.size() + 0x9E3779B97F4A7C15u);
  std::size_t i = 0;
  for (; bytes.size() - i >= 8; i += 8) mark = mix(mark ^ load_word(bytes.data() + i));
  std::uint64_t rest = 0;
  if (i < bytes.size()) std::memcpy(&rest, bytes.data() + i, bytes.size() - i);
  return mix(mark ^ rest);
}

std::string mark_text(std::uint64_t mark) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; mark >>= 4) text[i] = digits[mark & 15];
  return text;
}

}  // namespace tandem::files
