// SPDX-License-Identifier: Apache-2.0
#include "domain/median.hpp"

#include <algorithm>

#include "domain/exact.hpp"

namespace tandem::domain {

std::optional<std::int64_t> median(std::vector<std::int64_t> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return divide(Wide{values[(n - 1) / 2]} + values[n / 2], 2);
}

}  // namespace tandem::domain
