// SPDX-License-Identifier: Apache-2.0
#include "bytes.hpp"

namespace tandem::files {
namespace {

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0xD6E8FEB86659FD93u;
  x ^= x >> 32;
  x *= 0xD6E8FEB86659FD93u;
  return x ^ (x >> 32);
}

}  // namespace

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
