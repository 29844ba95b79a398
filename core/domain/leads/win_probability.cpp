// SPDX-License-Identifier: Apache-2.0
#include "domain/leads/win_probability.hpp"

#include <algorithm>
#include <cmath>

namespace tandem::domain {

std::optional<std::int64_t> win_probability_ppm(Seen all, const std::vector<Seen>& values) {
  if (all.won <= 0 || all.lost <= 0) return std::nullopt;
  const bool has_zero = std::any_of(values.begin(), values.end(),
                                    [](const Seen& seen) { return seen.won == 0 || seen.lost == 0; });
  const double extra = has_zero ? 0.1 : 0.0;
  // An estimate, so that a double will do: products of shares, each at most 1.
  const double total = static_cast<double>(all.won + all.lost);
  double won = static_cast<double>(all.won) / total, lost = static_cast<double>(all.lost) / total;
  for (const Seen& seen : values) {
    won *= (static_cast<double>(seen.won) + extra) / (static_cast<double>(all.won) + extra);
    lost *= (static_cast<double>(seen.lost) + extra) / (static_cast<double>(all.lost) + extra);
  }
  return std::llround(1'000'000.0 * won / (won + lost));
}

}  // namespace tandem::domain
