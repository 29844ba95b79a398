// SPDX-License-Identifier: Apache-2.0
// What deals bring, how fast and at what cost. Values in, values out; exact.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/money.hpp"

namespace tandem::domain {

/// An open deal that is due in the period.
struct OpenDeal {
  std::int64_t amount_minor = 0;
  std::int64_t probability_ppm = 0;
};
/// actual + Σ amount × probability, rounded once.
std::optional<std::int64_t> pipeline_forecast(std::int64_t actual, std::span<const OpenDeal> deals);
/// open pipeline / (target − actual) in ppm; nothing where nothing is missing any more.
std::optional<std::int64_t> coverage_ppm(std::span<const OpenDeal> deals, std::int64_t target,
                                         std::int64_t actual);

/// What moves money through the pipeline.
struct Levers {
  std::int64_t deals = 0;
  Fraction value_minor;  ///< of a won deal, mean
  Fraction win_rate;
  Fraction cycle_days;  ///< from opening to winning
};
/// deals × value × win rate / cycle days: minor units a day, rounded once; nothing for a cycle of 0 days.
std::optional<std::int64_t> sales_velocity(const Levers& levers);

/// (credited won − cost) / cost in ppm; nothing without cost.
std::optional<std::int64_t> roi_ppm(std::int64_t won_minor, std::int64_t cost_minor);
/// Marketing plus sales cost for one new customer, minor units; nothing without customers.
std::optional<std::int64_t> acquisition_cost(std::int64_t marketing_minor, std::int64_t sales_minor,
                                             std::int64_t new_customers);
}  // namespace tandem::domain
