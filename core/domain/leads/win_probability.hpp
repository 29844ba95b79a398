// SPDX-License-Identifier: Apache-2.0
// How likely a lead is won, by naive Bayes over what was won and lost before.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace tandem::domain {

/// How many decided leads with one of the values that the lead shows were won and lost.
struct Seen {
  std::int64_t won = 0, lost = 0;
};

/// P(won | values) in parts per million; nothing while nothing was won or lost. A zero would veto all other
/// values: where any count is zero, 0.1 is added to every one.
std::optional<std::int64_t> win_probability_ppm(Seen all, const std::vector<Seen>& values);

}  // namespace tandem::domain
