// SPDX-License-Identifier: Apache-2.0
// Exact decimals, minor units and fractions. No floating point touches money or planned rates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

/// An exact ratio; den > 0, lowest terms. Throws on overflow of 64 bits.
struct Fraction {
  std::int64_t num = 0;
  std::int64_t den = 1;
  static Fraction make(std::int64_t num, std::int64_t den);
  bool operator==(const Fraction&) const = default;
};

/// value × num / den, rounded half away from zero; wide inside.
std::int64_t scale_round(std::int64_t value, std::int64_t num, std::int64_t den);

/// Number of minor digits of an ISO 4217 code, or nothing for an unknown code.
std::optional<int> minor_digits(std::string_view currency);

struct ParsedDecimal {
  std::int64_t minor = 0;
  bool lossy = false;  ///< digits beyond the scale were cut off by rounding
};
/// "1234.5" with 2 digits → 123450. Plain decimal notation or an exponent; no blanks, no grouping.
std::optional<ParsedDecimal> decimal_to_minor(std::string_view text, int digits);
std::string minor_to_decimal(std::int64_t minor, int digits);
/// Canonical decimal text: no leading or trailing zeros, no plus, "-0" is "0"; nothing if malformed.
std::optional<std::string> canonical_decimal(std::string_view text);

/// Splits `total` by weights so that parts add up: floor all, then give the left-over units to the
/// largest fractions, ties to the earlier part.
std::vector<std::int64_t> largest_remainder(std::int64_t total, const std::vector<std::int64_t>& weights);

}  // namespace tandem
