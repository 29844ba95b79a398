// SPDX-License-Identifier: Apache-2.0
// What the goals below say about the goal above. Values in, values out; exact.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tandem::domain {

/// A goal as its parent sees it. `link` is sum, weight, funnel or contributes.
struct ChildGoal {
  std::string_view link;
  std::int64_t target = 0;
  std::int64_t weight = 0;             ///< of a `weight` link
  std::optional<std::int64_t> actual;  ///< unknown: nothing is rolled up from it
  std::optional<std::int64_t> attainment_ppm{};
};

struct Rollup {
  std::optional<std::int64_t> actual;          ///< Σ of the `sum` children; nothing where one is unknown
  std::optional<std::int64_t> attainment_ppm;  ///< Σ w·attainment / Σ w of the `weight` children
};
/// `contributes` and `funnel` children are shown and never added.
Rollup roll_up(std::span<const ChildGoal> children);

/// need − Σ targets of the children linked by `link`; nothing where there is no such child.
std::optional<std::int64_t> gap(std::int64_t need, std::string_view link,
                                std::span<const ChildGoal> children);

}  // namespace tandem::domain
