// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

#include <date/tz.h>

#include <chrono>
#include <sstream>

#include "base/error.hpp"

namespace tandem {
namespace {

using Micros = std::chrono::microseconds;

const date::time_zone* zone_or_throw(const std::string& zone) {
  try {
    return date::locate_zone(zone);
  } catch (const std::exception&) {
    throw Error(TANDEM_INVALID_ARGUMENT, "unknown time zone '" + zone + "'",
                "use an IANA name such as Europe/Berlin");
  }
}

template <typename Time>
std::optional<Time> parse_all(std::string_view text, const char* pattern) {
  std::istringstream in{std::string(text)};
  Time value;
  in >> date::parse(pattern, value);
  if (in.fail()) return std::nullopt;
  if (in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  return value;
}

date::sys_time<Micros> sys(Instant instant) { return date::sys_time<Micros>(Micros(instant)); }

}  // namespace

std::optional<Days> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int parts[3] = {0, 0, 0};
  for (std::size_t i = 0, part = 0; i < text.size(); ++i) {
    if (text[i] == '-') {
      ++part;
    } else if (text[i] >= '0' && text[i] <= '9') {
      parts[part] = parts[part] * 10 + (text[i] - '0');
    } else {
      return std::nullopt;
    }
  }
  const date::year_month_day day{date::year(parts[0]), date::month(static_cast<unsigned>(parts[1])),
                                 date::day(static_cast<unsigned>(parts[2]))};
  if (!day.ok()) return std::nullopt;
  return date::sys_days(day).time_since_epoch().count();
}

std::string format_date(Days days) {
  return date::format("%F", date::sys_days(date::days(static_cast<int>(days))));
}

std::string format_instant(Instant instant) { return date::format("%FT%TZ", sys(instant)); }

std::optional<Instant> parse_instant(std::string_view text) {
  if (text.size() < 17 || text[10] != 'T') return std::nullopt;
  for (const char* pattern : {"%FT%TZ", "%FT%T%Ez", "%FT%T%z"}) {
    if (const auto at = parse_all<date::sys_time<Micros>>(text, pattern)) {
      return at->time_since_epoch().count();
    }
  }
  return std::nullopt;
}

std::optional<Instant> parse_pattern(std::string_view text, const std::string& pattern,
                                     const std::string& zone) {
  const auto* where = zone_or_throw(zone);
  std::istringstream in{std::string(text)};
  date::local_time<Micros> local;
  in >> date::parse(pattern, local);
  if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  // A skipped hour moves to the first instant after it; of a repeated hour the earlier one counts.
  return where->to_sys(local, date::choose::earliest).time_since_epoch().count();
}

std::string format_pattern(Instant instant, const std::string& pattern, const std::string& zone) {
  const auto local = zone_or_throw(zone)->to_local(sys(instant));
  return date::format(pattern, date::floor<std::chrono::seconds>(local));
}

bool zone_exists(const std::string& zone) {
  try {
    return date::locate_zone(zone) != nullptr;
  } catch (const std::exception&) {
    return false;
  }
}

Days date_in_zone(Instant instant, const std::string& zone) {
  const auto local = zone_or_throw(zone)->to_local(sys(instant));
  return date::floor<date::days>(local).time_since_epoch().count();
}

}  // namespace tandem
