// SPDX-License-Identifier: Apache-2.0
// How much working time lies between two instants, and when a promise in working time falls due.
// Pure: a calendar is a value, and nothing here reads a clock.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace tandem {

/// Open from `start_min` to `end_min`, in minutes of the local day (0–1440). An end before the start lies
/// on the next day; the window belongs to the day it starts on.
struct DayWindow {
  int start_min = 0;
  int end_min = 0;
};

/// A calendar as somebody writes it. An exception takes the place of its date's weekly windows and wins
/// over a holiday; without windows it closes the day.
struct CalendarRules {
  std::string time_zone = "UTC";
  std::vector<DayWindow> weekly[7];  ///< Monday first
  std::vector<Days> holidays;
  std::map<Days, std::vector<DayWindow>> exceptions;
};

/// From one instant up to, and without, another.
struct Stretch {
  Instant from = 0;
  Instant to = 0;
};

class WorkingTime {
 public:
  /// Invalid argument for an unknown zone, a malformed window or a calendar that is never open.
  explicit WorkingTime(CalendarRules rules);
  static const WorkingTime& round_the_clock();

  /// W(a, b): microseconds of [a, b) that are open; 0 where b ≤ a.
  std::int64_t between(Instant a, Instant b) const;
  /// The first instant by which `target_s` seconds of working time have passed since `start`. `pauses` do
  /// not count; they are in order and do not overlap. Invalid argument when a hundred years are too short.
  Instant due(Instant start, std::int64_t target_s, std::span<const Stretch> pauses = {}) const;

 private:
  class Walk;
  const std::vector<DayWindow>& windows_on(Days date) const;
  Instant local(Days date, std::int64_t minutes) const;
  Instant after(Instant start, std::int64_t open_micros) const;

  CalendarRules rules_;
  const void* zone_ = nullptr;  ///< of the date library; none for UTC
};

/// Version of the time zone rules in use, such as "2026f"; "unknown" where the platform does not tell.
std::string_view zone_data_version();

}  // namespace tandem
