// SPDX-License-Identifier: Apache-2.0
#include "times.hpp"

#include <chrono>
#include <cstdio>
#include <optional>

namespace tandem::salesforce {
namespace {

/// Reads numbers and marks from left to right; `good` turns false at the first thing out of place.
struct Scanner {
  std::string_view text;
  std::size_t at = 0;
  bool good = true;

  std::int64_t number(std::size_t digits) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < digits; ++i, ++at) {
      if (at >= text.size() || text[at] < '0' || text[at] > '9') return good = false, 0;
      value = value * 10 + (text[at] - '0');
    }
    return value;
  }
  bool take(char c) {
    if (at >= text.size() || text[at] != c) return false;
    ++at;
    return true;
  }
  void need(char c) { good = take(c) && good; }
  bool done() const { return good && at == text.size(); }
};

std::chrono::year_month_day civil(std::int64_t year, std::int64_t month, std::int64_t day) {
  return std::chrono::year(static_cast<int>(year)) / static_cast<int>(month) / static_cast<int>(day);
}

std::int64_t days_of(const std::chrono::year_month_day& date) {
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::int64_t read_date(Scanner& in) {
  const std::int64_t year = in.number(4);
  in.need('-');
  const std::int64_t month = in.number(2);
  in.need('-');
  const std::int64_t day = in.number(2);
  const auto date = civil(year, month, day);
  in.good = in.good && date.ok();
  return in.good ? days_of(date) : 0;
}

std::int64_t read_time(Scanner& in) {
  const std::int64_t hour = in.number(2);
  in.need(':');
  const std::int64_t minute = in.number(2);
  in.need(':');
  const std::int64_t second = in.number(2);
  if (hour > 23 || minute > 59 || second > 60) in.good = false;
  return (hour * 60 + minute) * kMinute + second * kSecond;
}

std::int64_t read_fraction(Scanner& in) {
  std::int64_t micros = 0, unit = 100'000;
  const std::size_t begin = in.at;
  while (in.at < in.text.size() && in.text[in.at] >= '0' && in.text[in.at] <= '9') {
    micros += (in.text[in.at++] - '0') * unit;
    unit /= 10;
  }
  if (in.at == begin) in.good = false;
  return micros;
}

std::int64_t read_offset(Scanner& in) {
  if (in.take('Z')) return 0;
  const bool east = in.take('+');
  if (!east) in.need('-');
  const std::int64_t hours = in.number(2);
  in.take(':');
  const std::int64_t minutes = in.number(2);
  const std::int64_t offset = (hours * 60 + minutes) * kMinute;
  return east ? offset : -offset;
}

}  // namespace

std::optional<std::int64_t> parse_datetime(std::string_view text) {
  Scanner in{text};
  const std::int64_t days = read_date(in);
  in.need('T');
  std::int64_t at = days * kDay + read_time(in);
  if (in.take('.')) at += read_fraction(in);
  at -= read_offset(in);
  if (!in.done()) return std::nullopt;
  return at;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  Scanner in{text};
  const std::int64_t days = read_date(in);
  if (!in.done()) return std::nullopt;
  return days;
}

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::size_t comma = text.find(", ");
  if (comma == std::string_view::npos || text.size() < comma + 22) return std::nullopt;
  Scanner in{text, comma + 2};
  const std::int64_t day = in.number(2);
  in.need(' ');
  const std::size_t month = kMonths.find(text.substr(in.at, 3));
  in.at += 3;
  in.need(' ');
  const std::int64_t year = in.number(4);
  in.need(' ');
  const std::int64_t time = read_time(in);
  if (!in.good || month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const auto date = civil(year, static_cast<std::int64_t>(month / 3) + 1, day);
  return date.ok() ? std::optional(days_of(date) * kDay + time) : std::nullopt;
}

std::string format_date(std::int64_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::string format_datetime(std::int64_t microseconds) {
  std::int64_t days = microseconds / kDay, rest = microseconds % kDay;
  if (rest < 0) {
    rest += kDay;
    --days;
  }
  const std::int64_t seconds = rest / kSecond, millis = rest % kSecond / 1000;
  char text[64];
  std::snprintf(text, sizeof text, "T%02lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
                static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
  std::string out = format_date(days) + text;
  if (millis != 0) {
    std::snprintf(text, sizeof text, ".%03lld", static_cast<long long>(millis));
    out += text;
  }
  return out += 'Z';
}

}  // namespace tandem::salesforce
