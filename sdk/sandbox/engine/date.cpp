// SPDX-License-Identifier: Apache-2.0
#include "date.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace tandem::sandbox {
namespace {

constexpr std::array<const char*, 12> month_names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<const char*, 7> day_names = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};

struct Civil {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

Civil civil_from_days(std::int64_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day())};
}

std::int64_t floor_days(std::int64_t seconds) {
  return (seconds >= 0 ? seconds : seconds - (seconds_a_day - 1)) / seconds_a_day;
}

// Reads exactly `count` digits at `at`; -1 when they are not there.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::optional<std::int64_t> read_zone(std::string_view zone) {
  if (zone == "Z" || zone == "z") return 0;
  if (zone.size() < 5 || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const std::size_t minutes_at = zone[3] == ':' ? 4 : 3;
  if (zone.size() != minutes_at + 2) return std::nullopt;
  const int hours = digits(zone, 1, 2);
  const int minutes = digits(zone, minutes_at, 2);
  if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) return std::nullopt;
  const std::int64_t offset = hours * 3600 + minutes * 60;
  return zone[0] == '-' ? -offset : offset;
}

void two(char* out, unsigned value) {
  out[0] = static_cast<char>('0' + value / 10 % 10);
  out[1] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) {
  const auto date =
      std::chrono::year(static_cast<int>(year)) / std::chrono::month(month) / std::chrono::day(day);
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits(text, 0, 4);
  const int month = digits(text, 5, 2);
  const int day = digits(text, 8, 2);
  if (year < 1700 || !(std::chrono::year(year) / month / day).ok()) return std::nullopt;
  return days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day)) * seconds_a_day;
}

std::optional<std::int64_t> parse_datetime(std::string_view text, bool zone_needed) {
  if (text.size() < 19 || (text[10] != 'T' && text[10] != 't')) return std::nullopt;
  const auto day = parse_date(text.substr(0, 10));
  const int hour = digits(text, 11, 2);
  const int minute = digits(text, 14, 2);
  const int second = digits(text, 17, 2);
  if (!day || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
  std::size_t at = 19;
  if (at < text.size() && text[at] == '.') {
    const std::size_t first = ++at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    if (at == first) return std::nullopt;
  }
  std::int64_t offset = 0;
  if (at < text.size()) {
    const auto zone = read_zone(text.substr(at));
    if (!zone) return std::nullopt;
    offset = *zone;
  } else if (zone_needed) {
    return std::nullopt;
  }
  return *day + hour * 3600 + minute * 60 + second - offset;
}

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  if (text.size() != 29 || text.substr(25) != " GMT") return std::nullopt;
  int month = 0;
  for (std::size_t i = 0; i < month_names.size(); ++i) {
    if (text.substr(8, 3) == month_names[i]) month = static_cast<int>(i) + 1;
  }
  const int day = digits(text, 5, 2);
  const int year = digits(text, 12, 4);
  const int hour = digits(text, 17, 2);
  const int minute = digits(text, 20, 2);
  const int second = digits(text, 23, 2);
  if (month == 0 || day < 1 || day > 31 || year < 0 || hour < 0 || minute < 0 || second < 0)
    return std::nullopt;
  return days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day)) * seconds_a_day +
         hour * 3600 + minute * 60 + second;
}

std::string date_text(std::int64_t seconds) { return datetime_text(seconds).substr(0, 10); }

std::string datetime_text(std::int64_t seconds) {
  std::string out;
  append_datetime(out, seconds);
  return out;
}

void append_datetime(std::string& out, std::int64_t seconds) {
  const std::int64_t days = floor_days(seconds);
  const Civil civil = civil_from_days(days);
  const auto rest = static_cast<unsigned>(seconds - days * seconds_a_day);
  char text[] = "0000-00-00T00:00:00.000+0000";
  two(text, static_cast<unsigned>(civil.year / 100));
  two(text + 2, static_cast<unsigned>(civil.year % 100));
  two(text + 5, civil.month);
  two(text + 8, civil.day);
  two(text + 11, rest / 3600);
  two(text + 14, rest / 60 % 60);
  two(text + 17, rest % 60);
  out.append(text, sizeof(text) - 1);
}

std::string http_date_text(std::int64_t seconds) {
  const std::int64_t days = floor_days(seconds);
  const Civil civil = civil_from_days(days);
  const auto rest = static_cast<unsigned>(seconds - days * seconds_a_day);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02u:%02u:%02u GMT",
                day_names[static_cast<std::size_t>(((days % 7) + 7) % 7)], civil.day,
                month_names[civil.month - 1], static_cast<int>(civil.year), rest / 3600, rest / 60 % 60,
                rest % 60);
  return text.data();
}

}  // namespace tandem::sandbox
