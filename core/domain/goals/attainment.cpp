// SPDX-License-Identifier: Apache-2.0
#include "domain/goals/attainment.hpp"

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "domain/exact.hpp"

namespace tandem::domain {
namespace {

struct Month {
  std::int64_t year, month;
};
Month month_of(std::int64_t days) {
  const std::string text = format_date(days);
  return {std::stoll(text.substr(0, 4)), std::stoll(text.substr(5, 2))};
}

Instant midnight(const std::string& date, const std::string& zone) {
  const auto at = parse_pattern(date, "%Y-%m-%d", zone);
  if (!at)
    throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_date", "a date of the period does not exist",
                  "check the period");
  return *at;
}

/// Ends of the slices: of months where the season has one weight a month, else equal parts.
std::vector<Instant> slice_ends(const PeriodSpan& period, std::size_t slices) {
  const Month first = month_of(period.starts_on), last = month_of(period.ends_on);
  const std::int64_t months = (last.year - first.year) * 12 + last.month - first.month;
  const bool whole_months = format_date(period.starts_on).substr(8) == "01" &&
                            format_date(period.ends_on).substr(8) == "01" &&
                            months == static_cast<std::int64_t>(slices);
  std::vector<Instant> ends;
  for (std::size_t i = 1; i < slices; ++i) {
    const std::int64_t n = static_cast<std::int64_t>(i);
    if (whole_months) {
      const std::int64_t month = first.month - 1 + n;
      std::string date = std::to_string(first.year + month / 12) + (month % 12 < 9 ? "-0" : "-") +
                         std::to_string(month % 12 + 1) + "-01";
      ends.push_back(midnight(date, period.time_zone));
    } else {
      ends.push_back(period.starts_at +
                     scale_round(period.ends_at - period.starts_at, n, static_cast<std::int64_t>(slices)));
    }
  }
  ends.push_back(period.ends_at);
  return ends;
}

/// How much of [begin, end) has gone by `now`; where nothing of it is open, nothing until its end.
Fraction share_gone(const PeriodSpan& period, Instant begin, Instant now, Instant end) {
  const auto seconds = [&](Instant from, Instant to) {
    return (period.working ? period.working->between(from, to) : to - from) / kSecond;
  };
  const std::int64_t whole = seconds(begin, end);
  return whole == 0 ? Fraction::make(0, 1) : Fraction::make(seconds(begin, now), whole);
}

}  // namespace

std::optional<std::int64_t> ratio_ppm(std::int64_t num, std::int64_t den) {
  return divide(Wide{num} * kMillion, den);
}

Fraction share_due(const PeriodSpan& period, Instant now) {
  if (now <= period.starts_at) return Fraction::make(0, 1);
  if (now >= period.ends_at) return Fraction::make(1, 1);
  if (!period.season.is_array() || period.season.empty()) {
    return share_gone(period, period.starts_at, now, period.ends_at);
  }
  std::int64_t finished = 0;
  Instant begin = period.starts_at;
  const std::vector<Instant> ends = slice_ends(period, period.season.size());
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const std::int64_t weight = period.season.at(i).get<std::int64_t>();
    if (now < ends[i]) {
      const Fraction gone = share_gone(period, begin, now, ends[i]);
      return Fraction::make(finished * gone.den + weight * gone.num, kMillion * gone.den);
    }
    finished += weight;
    begin = ends[i];
  }
  return Fraction::make(1, 1);
}

std::string_view status_of(std::optional<std::int64_t> pace_ppm, const Thresholds& least) {
  if (!pace_ppm) return {};
  return *pace_ppm >= least.green_ppm ? "green" : *pace_ppm >= least.amber_ppm ? "amber" : "red";
}

std::string_view zone_of(const Aim& aim, std::int64_t stretch, std::int64_t actual) {
  Wide way = Wide{stretch} - aim.baseline, gone = Wide{actual} - aim.baseline;
  if (way == 0) return {};
  if (way < 0) way = -way, gone = -gone;
  if (gone >= way) return "stretch";
  return gone * 10 >= way * 7 ? "target" : gone * 10 >= way * 3 ? "commit" : "fail";
}

Progress progress(const Aim& aim, std::optional<std::int64_t> actual, const Fraction& due,
                  const Thresholds& least) {
  Progress out;
  const Wide way = Wide{aim.target} - aim.baseline;
  if (const auto step = divide(way * due.num, due.den)) out.expected = aim.baseline + *step;
  if (!actual) return out;
  const Wide gone = Wide{*actual} - aim.baseline;
  out.attainment_ppm = divide(gone * kMillion, way);
  out.still_needed = aim.target - *actual;
  if (due.num == 0) return out;
  out.pace_ppm = divide(gone * due.den * kMillion, way * due.num);
  if (const auto whole = divide(gone * due.den, due.num)) out.run_rate = aim.baseline + *whole;
  out.status = status_of(out.pace_ppm, least);
  return out;
}

}  // namespace tandem::domain
