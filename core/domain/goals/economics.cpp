// SPDX-License-Identifier: Apache-2.0
#include "domain/goals/economics.hpp"

#include "domain/exact.hpp"

namespace tandem::domain {

std::optional<std::int64_t> pipeline_forecast(std::int64_t actual, std::span<const OpenDeal> deals) {
  Wide weighted = 0;
  for (const OpenDeal& deal : deals) weighted += Wide{deal.amount_minor} * deal.probability_ppm;
  return divide(Wide{actual} * kMillion + weighted, kMillion);
}

std::optional<std::int64_t> coverage_ppm(std::span<const OpenDeal> deals, std::int64_t target,
                                         std::int64_t actual) {
  Wide pipeline = 0;
  for (const OpenDeal& deal : deals) pipeline += deal.amount_minor;
  const Wide missing = Wide{target} - actual;
  if (missing <= 0) return std::nullopt;
  return divide(pipeline * kMillion, missing);
}

std::optional<std::int64_t> sales_velocity(const Levers& levers) {
  const Fraction &value = levers.value_minor, &win = levers.win_rate, &cycle = levers.cycle_days;
  if (cycle.num <= 0) return std::nullopt;
  const auto brought = narrow(Wide{levers.deals} * value.num);
  const auto up = narrow(Wide{win.num} * cycle.den), down = narrow(Wide{win.den} * cycle.num);
  if (!brought || !up || !down) return std::nullopt;
  const Fraction share = Fraction::make(*brought, value.den), a_day = Fraction::make(*up, *down);
  return divide(Wide{share.num} * a_day.num, Wide{share.den} * a_day.den);
}

std::optional<std::int64_t> roi_ppm(std::int64_t won_minor, std::int64_t cost_minor) {
  return divide((Wide{won_minor} - cost_minor) * kMillion, cost_minor);
}

std::optional<std::int64_t> acquisition_cost(std::int64_t marketing_minor, std::int64_t sales_minor,
                                             std::int64_t new_customers) {
  return divide(Wide{marketing_minor} + sales_minor, new_customers);
}

}  // namespace tandem::domain
