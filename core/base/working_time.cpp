// SPDX-License-Identifier: Apache-2.0
#include "base/working_time.hpp"

#include <date/tz.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem {
namespace {

constexpr int kMinutesADay = 24 * 60;
constexpr Days kFarthest = 100 * 366;

[[noreturn]] void refuse(std::string what, std::string advice) {
  throw Error(TANDEM_INVALID_ARGUMENT, std::move(what), std::move(advice));
}

void check_windows(const std::vector<DayWindow>& windows) {
  for (const DayWindow& window : windows) {
    const bool in_range = window.start_min >= 0 && window.start_min < kMinutesADay && window.end_min >= 0 &&
                          window.end_min <= kMinutesADay;
    if (in_range && window.start_min != window.end_min) continue;
    refuse(
        concat({"no day has a window from minute ", std::to_string(window.start_min), " to ",
                std::to_string(window.end_min)}),
        "minutes of the day: start 0-1439, end 0-1440 and not the start; an end before the start is on the "
        "next day");
  }
}

/// In order of their start, as the walk takes them.
void sort_windows(std::vector<DayWindow>& windows) {
  std::sort(windows.begin(), windows.end(),
            [](const DayWindow& a, const DayWindow& b) { return a.start_min < b.start_min; });
}

/// Monday is 0; 1970-01-01 was a Thursday.
std::size_t weekday(Days date) { return static_cast<std::size_t>(((date + 3) % 7 + 7) % 7); }

std::string read_zone_data_version() {
  std::string told = date::get_tzdb().version;
  if (!told.empty() && told != "unknown") return told;
  // Some platforms ship the number in the first line of the source alone: "# version 2026f".
  std::ifstream source("/usr/share/zoneinfo/tzdata.zi");
  std::string hash, version, number;
  if (source >> hash >> version >> number && hash == "#" && version == "version") return number;
  return "unknown";
}

}  // namespace

WorkingTime::WorkingTime(CalendarRules rules) : rules_(std::move(rules)) {
  if (!zone_exists(rules_.time_zone)) {
    refuse(concat({"unknown time zone ", in_quotes(rules_.time_zone)}),
           "use an IANA name such as Europe/Berlin");
  }
  if (rules_.time_zone != "UTC") zone_ = date::locate_zone(rules_.time_zone);
  bool open = false;
  const auto take = [&open](std::vector<DayWindow>& windows) {
    check_windows(windows);
    sort_windows(windows);
    open = open || !windows.empty();
  };
  for (auto& windows : rules_.weekly) take(windows);
  for (auto& [date, windows] : rules_.exceptions) take(windows);
  if (!open) refuse("this calendar is never open", "give it at least one weekly window");
  std::sort(rules_.holidays.begin(), rules_.holidays.end());
}

const WorkingTime& WorkingTime::round_the_clock() {
  static const WorkingTime always = [] {
    CalendarRules rules;
    for (auto& day : rules.weekly) day = {{0, kMinutesADay}};
    return WorkingTime(std::move(rules));
  }();
  return always;
}

const std::vector<DayWindow>& WorkingTime::windows_on(Days date) const {
  static const std::vector<DayWindow> kClosed;
  if (const auto exception = rules_.exceptions.find(date); exception != rules_.exceptions.end()) {
    return exception->second;
  }
  if (std::binary_search(rules_.holidays.begin(), rules_.holidays.end(), date)) return kClosed;
  return rules_.weekly[weekday(date)];
}

/// A skipped minute is the first instant after the gap; of a repeated one the earlier counts.
Instant WorkingTime::local(Days date, std::int64_t minutes) const {
  const Instant wall = date * kDay + minutes * kMinute;
  if (zone_ == nullptr) return wall;
  const date::local_time<std::chrono::microseconds> time{std::chrono::microseconds(wall)};
  return static_cast<const date::time_zone*>(zone_)
      ->to_sys(time, date::choose::earliest)
      .time_since_epoch()
      .count();
}

/// The open stretches from an instant on, one after the other; windows that overlap count once.
class WorkingTime::Walk {
 public:
  Walk(const WorkingTime& calendar, Instant from)
      : calendar_(&calendar),
        covered_(from),
        date_(date_in_zone(from, calendar.rules_.time_zone) - 1),  // yesterday's window may pass midnight
        last_(date_ + kFarthest),
        windows_(&calendar.windows_on(date_)) {}

  /// False when nothing opens within a hundred years.
  bool next(Stretch& open) {
    while (date_ <= last_) {
      if (index_ == windows_->size()) {
        windows_ = &calendar_->windows_on(++date_);
        index_ = 0;
        continue;
      }
      const DayWindow window = (*windows_)[index_++];
      const bool next_day = window.end_min < window.start_min;
      open.from = std::max(covered_, calendar_->local(date_, window.start_min));
      open.to = calendar_->local(next_day ? date_ + 1 : date_, window.end_min);
      if (open.to <= open.from) continue;
      covered_ = open.to;
      return true;
    }
    return false;
  }

 private:
  const WorkingTime* calendar_;
  Instant covered_;
  Days date_, last_;
  const std::vector<DayWindow>* windows_;
  std::size_t index_ = 0;
};

std::int64_t WorkingTime::between(Instant a, Instant b) const {
  std::int64_t sum = 0;
  Walk walk(*this, a);
  for (Stretch open; a < b && walk.next(open) && open.from < b;) sum += std::min(open.to, b) - open.from;
  return sum;
}

Instant WorkingTime::after(Instant start, std::int64_t open_micros) const {
  if (open_micros <= 0) return start;
  Walk walk(*this, start);
  for (Stretch open; walk.next(open);) {
    const std::int64_t length = open.to - open.from;
    if (open_micros <= length) return open.from + open_micros;
    open_micros -= length;
  }
  refuse("a hundred years of this calendar have not that much working time", "open it on more days");
}

Instant WorkingTime::due(Instant start, std::int64_t target_s, std::span<const Stretch> pauses) const {
  std::int64_t counted = target_s * kSecond;
  Instant at = after(start, counted);
  for (const Stretch& pause : pauses) {
    if (pause.from >= at) break;  // it came after the promise had fallen due
    counted += between(std::max(pause.from, start), pause.to);
    at = after(start, counted);
  }
  return at;
}

std::string_view zone_data_version() {
  static const std::string version = read_zone_data_version();
  return version;
}

}  // namespace tandem
