// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

// g++ 12 inlines date::parse at -O2 and then takes its seconds for uninitialized; they are not.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
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

/// Exactly `count` digits at `at`, which moves behind them; −1 where there are none.
int read_digits(std::string_view text, std::size_t& at, std::size_t count) {
  if (text.size() < at + count) return -1;
  int value = 0;
  for (const std::size_t end = at + count; at < end; ++at) {
    if (text[at] < '0' || text[at] > '9') return -1;
    value = value * 10 + (text[at] - '0');
  }
  return value;
}

/// HH:MM, HH:MM:SS or HH:MM:SS.f…; digits beyond the microsecond are cut off.
std::optional<Instant> read_time_of_day(std::string_view text, std::size_t& at) {
  const int hours = read_digits(text, at, 2);
  if (hours < 0 || hours > 23 || at == text.size() || text[at++] != ':') return std::nullopt;
  const int minutes = read_digits(text, at, 2);
  if (minutes < 0 || minutes > 59) return std::nullopt;
  Instant out = hours * kHour + minutes * kMinute;
  if (at == text.size() || text[at] != ':') return out;
  const int seconds = read_digits(text, ++at, 2);
  if (seconds < 0 || seconds > 59) return std::nullopt;
  out += seconds * kSecond;
  if (at == text.size() || text[at] != '.') return out;
  const std::size_t first = ++at;
  for (Instant unit = kSecond / 10; at < text.size() && text[at] >= '0' && text[at] <= '9';
       ++at, unit /= 10) {
    out += unit * (text[at] - '0');
  }
  if (at == first) return std::nullopt;
  return out;
}

/// Z, ±HH, ±HHMM or ±HH:MM, the whole of `text`.
std::optional<Instant> read_offset(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  std::size_t at = 1;
  const int hours = read_digits(text, at, 2);
  int minutes = 0;
  if (at < text.size()) {
    if (text[at] == ':') ++at;
    minutes = read_digits(text, at, 2);
  }
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || at != text.size()) return std::nullopt;
  const Instant size = hours * kHour + minutes * kMinute;
  return text[0] == '-' ? -size : size;
}

/// Patterns of %Y %m %d %H %M %S in full width and plain characters, as most remotes write them: forty times
/// faster than a stream. Anything else, and any doubt, is left to date::parse.
std::optional<date::local_time<Micros>> read_plain_pattern(std::string_view text, std::string_view pattern) {
  int year = -1, month = -1, day = -1, hours = 0, minutes = 0, seconds = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      if (at == text.size() || text[at++] != pattern[i]) return std::nullopt;
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
    if (part == nullptr) return std::nullopt;
    *part = read_digits(text, at, part == &year ? 4 : 2);
    if (*part < 0) return std::nullopt;
    if (part == &seconds && at < text.size() && text[at] == '.') return std::nullopt;  // a fraction
  }
  const date::year_month_day ymd{date::year(year), date::month(static_cast<unsigned>(month)),
                                 date::day(static_cast<unsigned>(day))};
  if (at != text.size() || year < 0 || month < 0 || day < 0 || !ymd.ok()) return std::nullopt;
  if (hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
  return date::local_days(ymd) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
         std::chrono::seconds(seconds);
}

std::optional<date::local_time<Micros>> read_pattern(std::string_view text, const std::string& pattern) {
  if (const auto plain = read_plain_pattern(text, pattern)) return plain;
  std::istringstream in{std::string(text)};
  date::local_time<Micros> local;
  in >> date::parse(pattern, local);
  if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  return local;
}

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value >= 0 ? value / by : -((-(value + 1)) / by) - 1;
}

void write_padded(std::int64_t value, std::size_t width, std::string& out) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

void write_date(Days days, std::string& out) {
  const date::year_month_day day = date::sys_days(date::days(static_cast<int>(days)));
  write_padded(static_cast<int>(day.year()), 4, out);
  out += '-';
  write_padded(static_cast<unsigned>(day.month()), 2, out);
  out += '-';
  write_padded(static_cast<unsigned>(day.day()), 2, out);
}

date::sys_time<Micros> sys(Instant instant) { return date::sys_time<Micros>(Micros(instant)); }

}  // namespace

std::optional<Days> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int parts[3] = {0, 0, 0};
  for (std::size_t i = 0, part = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7) {
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
  std::string out;
  write_date(days, out);
  return out;
}

std::string format_instant(Instant instant) {
  const Days days = floor_divide(instant, kDay);
  std::int64_t rest = instant - days * kDay;
  std::string out;
  write_date(days, out);
  out += 'T';
  write_padded(rest / kHour, 2, out);
  out += ':';
  write_padded(rest % kHour / kMinute, 2, out);
  out += ':';
  write_padded(rest % kMinute / kSecond, 2, out);
  out += '.';
  write_padded(rest % kSecond, 6, out);
  out += 'Z';
  return out;
}

std::optional<Instant> parse_instant(std::string_view text) {
  if (text.size() < 17 || text[10] != 'T') return std::nullopt;
  const auto days = parse_date(text.substr(0, 10));
  if (!days) return std::nullopt;
  std::size_t at = 11;
  const auto time = read_time_of_day(text, at);
  if (!time) return std::nullopt;
  const auto offset = read_offset(text.substr(at));
  if (!offset) return std::nullopt;
  return *days * kDay + *time - *offset;
}

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
