// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

// g++ 12 inlines date::parse at -O2 and then takes its seconds for uninitialized; they are not.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <date/tz.h>

#include <chrono>
#include <sstream>
#include <tandem/cpp/times.hpp>

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

/// Patterns of %Y %m %d %H %M %S in full width and plain characters, as most remotes write them: forty times
/// faster than a stream. Anything else, and any doubt, is left to date::parse.
std::optional<date::local_time<Micros>> read_plain_pattern(std::string_view text, std::string_view pattern) {
  int year = -1, month = -1, day = -1, hours = 0, minutes = 0, seconds = 0;
  times::Reader in(text);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      if (!in.take(pattern[i])) return std::nullopt;
      continue;
    }
    if (++i == pattern.size()) return std::nullopt;
    int* const part = pattern[i] == 'Y'   ? &year
                      : pattern[i] == 'm' ? &month
                      : pattern[i] == 'd' ? &day
                      : pattern[i] == 'H' ? &hours
                      : pattern[i] == 'M' ? &minutes
                      : pattern[i] == 'S' ? &seconds
                                          : nullptr;
    if (part == nullptr || !in.number(part == &year ? 4 : 2, *part)) return std::nullopt;
    if (part == &seconds && !in.done() && in.rest().front() == '.') return std::nullopt;  // a fraction
  }
  if (!in.done() || year < 0 || !times::exists({year, month, day})) return std::nullopt;
  if (hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
  return date::local_days(date::days(static_cast<int>(times::days_of({year, month, day})))) +
         std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds);
}

std::optional<date::local_time<Micros>> read_pattern(std::string_view text, const std::string& pattern) {
  if (const auto plain = read_plain_pattern(text, pattern)) return plain;
  std::istringstream in{std::string(text)};
  date::local_time<Micros> local;
  in >> date::parse(pattern, local);
  if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  return local;
}

date::sys_time<Micros> sys(Instant instant) { return date::sys_time<Micros>(Micros(instant)); }

}  // namespace

std::optional<Days> parse_date(std::string_view text) { return times::read_date(text); }

std::string format_date(Days days) { return times::date_text(days); }

std::string format_instant(Instant instant) { return times::instant_text(instant, 6); }

std::optional<Instant> parse_instant(std::string_view text) { return times::read_instant(text); }

std::optional<Instant> parse_pattern(std::string_view text, const std::string& pattern,
                                     const std::string& zone) {
  const auto* where = zone == "UTC" ? nullptr : zone_or_throw(zone);
  const auto local = read_pattern(text, pattern);
  if (!local) return std::nullopt;
  if (where == nullptr) return local->time_since_epoch().count();
  // A skipped hour moves to the first instant after it; of a repeated hour the earlier one counts.
  return where->to_sys(*local, date::choose::earliest).time_since_epoch().count();
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
