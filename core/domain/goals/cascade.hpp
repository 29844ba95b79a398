// SPDX-License-Identifier: Apache-2.0
// From money back to leads through agreed rates.
// Exact integers only: with doubles 21 / 0.7 asks for 31 leads where 30 suffice.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tandem::domain {

/// Of `den` that enter `from`, `num` reach `to`, after `lag_days` in the median.
struct FunnelStep {
  std::string from, to;  ///< metric keys
  std::string side;      ///< owns `from`
  std::int64_t num = 0, den = 1;
  std::int64_t lag_days = 0;
};

/// deals = ceil(revenue / average deal); invalid argument unless both are positive.
std::int64_t deals_for(std::int64_t revenue_minor, std::int64_t average_deal_minor);
/// need(from) = ceil(need(to) × den / num); invalid argument where it does not fit 64 bits.
std::int64_t need_before(std::int64_t need, const FunnelStep& step);

struct StageNeed {
  std::string metric;
  std::string side;
  std::int64_t need = 0;
  std::int64_t lead_days = 0;  ///< how much earlier than the money the stage's period lies
};
/// What each stage must bring so that `deals` are won, from the deals up to the first stage. `steps` stand
/// from the first stage to the deals, each beginning where the one before ends.
std::vector<StageNeed> cascade(std::int64_t deals, std::span<const FunnelStep> steps);

}  // namespace tandem::domain
