// SPDX-License-Identifier: Apache-2.0
// How a won amount is shared over the touches before it, by a stated model. Pure: values in,
// values out; whole numbers only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/services.hpp"

namespace tandem::domain {

/// The touches that count, in the order of (at, id), and which of them made the lead and the opportunity;
/// the first and the last are anchors by their place.
struct Journey {
  std::vector<Instant> touches;
  std::size_t lead_created = 0;
  std::size_t opportunity_created = 0;
};

/// Position of the touch that led to something at this instant: the last one until then, else the first.
std::size_t touch_before(const std::vector<Instant>& touches, Instant at);

/// Raw weights of the touches, one each, not all 0; `model` is a choice of the credit policy:
/// first 100 · last 100 · linear 1/n · time_decay 2^(−days/half-life) · u 40/20/40 (first, lead creation,
/// rest) · w 30/30/30 + 10 rest · full_path 4 × 22.5 + 10 rest · j 20 first/60 last/20 rest · inverse_j
/// 60/20/20. A touch that is two anchors takes both parts; without a rest its
/// part goes to the anchors in proportion. The journey has at least one touch.
std::vector<std::int64_t> touch_weights(std::string_view model, const Journey& journey,
                                        std::int64_t half_life_days);

struct TouchCredit {
  std::int64_t ppm = 0;
  std::optional<std::int64_t> minor;
};
/// 1,000,000 ppm and the amount, each to the last unit from the same weights.
std::vector<TouchCredit> credit_touches(const std::vector<std::int64_t>& weights,
                                        std::optional<std::int64_t> amount_minor);

}  // namespace tandem::domain
