// SPDX-License-Identifier: Apache-2.0
#include "domain/clocks/percentile.hpp"

#include <algorithm>

#include "base/money.hpp"

namespace tandem::domain {

std::optional<std::int64_t> percentile(std::vector<std::int64_t> values, std::size_t unended,
                                       std::int64_t num, std::int64_t den) {
  const std::size_t n = values.size() + unended;
  if (n == 0) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::int64_t place = static_cast<std::int64_t>(n - 1) * num;  // from 0, in parts of den
  const auto below = static_cast<std::size_t>(place / den);
  const std::int64_t rest = place % den;
  if (below >= values.size()) return std::nullopt;
  if (rest == 0) return values[below];
  if (below + 1 >= values.size()) return std::nullopt;
  return values[below] + scale_round(values[below + 1] - values[below], rest, den);
}

std::optional<std::int64_t> share_ppm(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return part * 1'000'000 / whole;
}

}  // namespace tandem::domain
