// SPDX-License-Identifier: Apache-2.0
// Exact division of whole numbers that may not fit 64 bits on the way.
#pragma once

#include <cstdint>
#include <optional>

namespace tandem::domain {

__extension__ typedef __int128 Wide;

inline constexpr std::int64_t kMillion = 1'000'000;  ///< parts of a whole, ppm

inline std::optional<std::int64_t> narrow(Wide value) {
  if (value > INT64_MAX || value < INT64_MIN) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

/// num / den, rounded half away from zero; nothing where den is 0 or it does not fit.
inline std::optional<std::int64_t> divide(Wide num, Wide den) {
  if (den == 0) return std::nullopt;
  if (den < 0) num = -num, den = -den;
  const Wide magnitude = ((num < 0 ? -num : num) * 2 + den) / (2 * den);
  return narrow(num < 0 ? -magnitude : magnitude);
}

/// num / den, rounded up; for positive numbers.
inline std::optional<std::int64_t> divide_up(Wide num, Wide den) {
  if (den == 0) return std::nullopt;
  return narrow((num + den - 1) / den);
}

}  // namespace tandem::domain
