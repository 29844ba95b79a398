// SPDX-License-Identifier: Apache-2.0
// Whether a target has ever been reached before, and the common score (`scale`). Exact.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/services.hpp"

namespace tandem::domain {

struct Dated {
  Instant at = 0;
  std::int64_t value = 0;
};
/// The greatest sum over any window of this length; `records` in the order of time. Nothing without records.
std::optional<std::int64_t> best_over(std::span<const Dated> records, std::int64_t length);

/// Required rate / best observed rate over windows of the same length.
struct Realism {
  std::optional<std::int64_t> ppm;  ///< nothing where nothing was ever observed
  bool unproven = false;            ///< above 1, or nothing observed: never yet reached
};
Realism realism(std::int64_t required, std::optional<std::int64_t> best);

/// A metric's values that score 0, 100 and `cap`. Floor above target: lower is better.
struct ScaleMarks {
  std::int64_t floor = 0, target = 0;
  std::optional<std::int64_t> stretch;
  std::int64_t cap = 100;
};
/// The score in whole points, straight between the marks, never below 0 or above `cap`.
std::int64_t scale_score(const ScaleMarks& marks, std::int64_t value);

}  // namespace tandem::domain
