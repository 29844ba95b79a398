// SPDX-License-Identifier: Apache-2.0
#include "domain/goals/cascade.hpp"

#include "base/error.hpp"
#include "domain/exact.hpp"

namespace tandem::domain {
namespace {

std::int64_t fitting(std::optional<std::int64_t> value) {
  if (value) return *value;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "number_too_large", "the cascade needs more than a number can hold",
                "check the target, the average deal and the rates");
}

void require_rate(const FunnelStep& step) {
  if (step.num > 0 && step.num <= step.den) return;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_rate",
                "the rate from " + step.from + " to " + step.to + " is no share",
                "give num and den with 0 < num <= den");
}

}  // namespace

std::int64_t deals_for(std::int64_t revenue_minor, std::int64_t average_deal_minor) {
  if (revenue_minor <= 0 || average_deal_minor <= 0) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "not_positive",
                  "deals are counted from a positive amount and average deal",
                  "cascade a goal whose target is positive");
  }
  return fitting(divide_up(revenue_minor, average_deal_minor));
}

std::int64_t need_before(std::int64_t need, const FunnelStep& step) {
  require_rate(step);
  return fitting(divide_up(Wide{need} * step.den, step.num));
}

std::vector<StageNeed> cascade(std::int64_t deals, std::span<const FunnelStep> steps) {
  std::vector<StageNeed> needs;
  if (steps.empty()) return needs;
  needs.push_back({steps.back().to, "sales", deals, 0});
  for (std::size_t i = steps.size(); i-- > 0;) {
    const std::int64_t days = needs.back().lead_days + steps[i].lag_days;
    needs.push_back({steps[i].from, steps[i].side, need_before(needs.back().need, steps[i]), days});
  }
  return needs;
}

}  // namespace tandem::domain
