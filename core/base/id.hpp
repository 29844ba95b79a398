// SPDX-License-Identifier: Apache-2.0
// Record identity: UUIDv7 (RFC 9562), ordered by the instant it was minted.
#pragma once

#include <tandem/abi.h>

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/services.hpp"

namespace tandem {

struct Id {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Id&) const = default;
  bool empty() const { return *this == Id{}; }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), 16}; }
  /// Canonical lower-case text, 36 characters.
  std::string text() const;

  static std::optional<Id> parse(std::string_view text);
  /// Parses, or throws invalid argument naming `what`.
  static Id require(std::string_view text, std::string_view what);
  static Id from_view(std::string_view sixteen_bytes);
};

/// Mints ids that grow within one generator, even inside one millisecond.
class IdGenerator {
 public:
  explicit IdGenerator(Random& random) : random_(&random) {}
  Id next(Instant now);

 private:
  Random* random_;
  std::uint64_t last_ms_ = 0;
  std::uint32_t counter_ = 0;  // the 12 bits of rand_a plus overflow into the millisecond
  std::array<std::uint8_t, 4096> pool_{};
  std::size_t pool_at_ = 4096;
};

}  // namespace tandem

template <>
struct std::hash<tandem::Id> {
  std::size_t operator()(const tandem::Id& id) const noexcept {
    return std::hash<std::string_view>{}(id.view());
  }
};
