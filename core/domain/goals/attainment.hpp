// SPDX-License-Identifier: Apache-2.0
// How far a goal is and how far it should be by now. Values in, values out; exact.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/money.hpp"
#include "base/services.hpp"
#include "base/working_time.hpp"

namespace tandem::domain {

/// A period's first and end instant; `season` is null or the ppm weights of its slices.
struct PeriodSpan {
  Instant starts_at = 0, ends_at = 0;
  std::int64_t starts_on = 0, ends_on = 0;  ///< civil days
  std::string time_zone = "UTC";
  Json season{};
  std::shared_ptr<const WorkingTime> working{};  ///< the open hours that count; none: time as it passes
};
/// Share of a period's work that is due by `now`: 0 before it, 1 from its end. With a season whose
/// slices are as many as the period's months, a slice is a month; else slices are equally long.
Fraction share_due(const PeriodSpan& period, Instant now);

struct Aim {
  std::int64_t baseline = 0, target = 0;
};
struct Progress {
  std::optional<std::int64_t> attainment_ppm, expected, pace_ppm, run_rate, still_needed;
  std::string_view status;  ///< green, amber, red; empty while nothing is due or known
};
/// Least pace of a green and of an amber goal, ppm; a judging_policy clause sets them.
struct Thresholds {
  std::int64_t green_ppm = 900'000, amber_ppm = 750'000;
};
/// green, amber or red; empty without a pace.
std::string_view status_of(std::optional<std::int64_t> pace_ppm, const Thresholds& least);
/// attainment = (actual − baseline) / (target − baseline); expected = what of it is due by now; pace = actual
/// against expected, both from the baseline; run rate = the actual at the end if it goes on like this.
Progress progress(const Aim& aim, std::optional<std::int64_t> actual, const Fraction& due,
                  const Thresholds& least = {});

/// Where the actual stands between baseline and stretch: fail below 0.3, commit below 0.7, target below 1,
/// stretch from there on. Empty where stretch = baseline.
std::string_view zone_of(const Aim& aim, std::int64_t stretch, std::int64_t actual);

/// num / den in parts per million, half away from zero; nothing where den is 0.
std::optional<std::int64_t> ratio_ppm(std::int64_t num, std::int64_t den);

}  // namespace tandem::domain
