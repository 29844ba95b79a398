// SPDX-License-Identifier: Apache-2.0
#include "domain/goals/rollup.hpp"

#include "domain/exact.hpp"

namespace tandem::domain {

Rollup roll_up(std::span<const ChildGoal> children) {
  Wide sum = 0, weighted = 0, weights = 0;
  bool sums = false, known = true, weighs_known = true;
  for (const ChildGoal& child : children) {
    if (child.link == "sum") {
      sums = true;
      known = known && child.actual.has_value();
      sum += child.actual.value_or(0);
    } else if (child.link == "weight") {
      weighs_known = weighs_known && child.attainment_ppm.has_value();
      weighted += Wide{child.weight} * child.attainment_ppm.value_or(0);
      weights += child.weight;
    }
  }
  Rollup out;
  if (sums && known) out.actual = narrow(sum);
  if (weighs_known) out.attainment_ppm = divide(weighted, weights);
  return out;
}

std::optional<std::int64_t> gap(std::int64_t need, std::string_view link,
                                std::span<const ChildGoal> children) {
  Wide missing = need;
  bool any = false;
  for (const ChildGoal& child : children) {
    if (child.link != link) continue;
    any = true;
    missing -= child.target;
  }
  return any ? narrow(missing) : std::nullopt;
}

}  // namespace tandem::domain
