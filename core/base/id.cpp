// SPDX-License-Identifier: Apache-2.0
#include "base/id.hpp"

#include <algorithm>
#include <cstring>

#include "base/error.hpp"

namespace tandem {
namespace {

constexpr std::array<int, 5> kGroups = {8, 4, 4, 4, 12};  // hex digits between the hyphens

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string Id::text() const {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(36);
  std::size_t nibble = 0;
  for (const int group : kGroups) {
    if (!out.empty()) out += '-';
    for (int i = 0; i < group; ++i, ++nibble) {
      const std::uint8_t byte = bytes[nibble / 2];
      out += digits[nibble % 2 == 0 ? byte >> 4 : byte & 15];
    }
  }
  return out;
}

std::optional<Id> Id::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Id id;
  std::size_t at = 0, nibble = 0;
  for (const int group : kGroups) {
    if (at != 0 && text[at++] != '-') return std::nullopt;
    for (int i = 0; i < group; ++i, ++nibble) {
      const int digit = hex_digit(text[at++]);
      if (digit < 0) return std::nullopt;
      id.bytes[nibble / 2] = static_cast<std::uint8_t>((id.bytes[nibble / 2] << 4) | digit);
    }
  }
  return id;
}

Id Id::require(std::string_view text, std::string_view what) {
  if (const auto id = parse(text)) return *id;
  throw Error(TANDEM_INVALID_ARGUMENT, std::string(what) + " is not an id",
              "give the id as text of 36 characters, as `tandem get` prints it");
}

Id Id::from_view(std::string_view sixteen_bytes) {
  if (sixteen_bytes.size() != 16) throw Error(TANDEM_CORRUPT, "a stored id has not 16 bytes");
  Id id;
  std::memcpy(id.bytes.data(), sixteen_bytes.data(), 16);
  return id;
}

Id IdGenerator::next(Instant now) {
  const auto ms = static_cast<std::uint64_t>(std::max<Instant>(now, 0) / 1000);
  if (ms > last_ms_) {
    last_ms_ = ms;
    counter_ = 0;
  } else if (++counter_ > 0xFFF) {
    ++last_ms_;
    counter_ = 0;
  }
  if (pool_at_ + 8 > pool_.size()) {
    random_->fill(pool_.data(), pool_.size());
    pool_at_ = 0;
  }
  Id id;
  for (std::size_t i = 0; i < 6; ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(last_ms_ >> (8 * (5 - i)));
  }
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (counter_ >> 8));
  id.bytes[7] = static_cast<std::uint8_t>(counter_ & 0xFF);
  std::memcpy(id.bytes.data() + 8, pool_.data() + pool_at_, 8);
  pool_at_ += 8;
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3F));
  return id;
}

}  // namespace tandem
