// SPDX-License-Identifier: Apache-2.0
/// @file times.hpp Days and instants as text: ISO 8601 and the dates of HTTP. UTC, proleptic Gregorian
/// calendar. A day is a count of days since 1970-01-01, an instant a count of microseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::times {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

struct Date {
  std::int64_t year;
  int month;  ///< 1 to 12
  int day;    ///< 1 to 31
};

/// The count of a date's day. A date that does not exist counts on into the next month.
constexpr std::int64_t days_of(Date date) {
  // A year that begins in March ends with the leap day; 400 of them are an era of 146,097 days.
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t of_era = year - era * 400;
  const std::int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
  const std::int64_t of_year = (153 * month + 2) / 5 + date.day - 1;
  return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

constexpr Date date_of(std::int64_t days) {
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const std::int64_t of_era = shifted - era * 146'097;
  const std::int64_t year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::int64_t month = (5 * of_year + 2) / 153;
  const bool next_year = month >= 10;  // January and February
  return Date{year + era * 400 + (next_year ? 1 : 0), static_cast<int>(next_year ? month - 9 : month + 3),
              static_cast<int>(of_year - (153 * month + 2) / 5 + 1)};
}

constexpr bool exists(Date date) {
  if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31) return false;
  return date_of(days_of(date)).month == date.month;
}

/// The day an instant falls on.
constexpr std::int64_t day_of_instant(std::int64_t instant) {
  return instant / kDay - (instant % kDay < 0 ? 1 : 0);
}

namespace detail {

inline void append_padded(std::string& out, std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number < 0 ? -number : number);
  if (number < 0) out += '-';
  const std::size_t used = digits.size() + (number < 0 ? 1 : 0);
  if (used < width) out.append(width - used, '0');
  out += digits;
}

constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr std::string_view kWeekdays = "ThuFriSatSunMonTueWed";  // the first of January 1970 was a Thursday

}  // namespace detail

/// "2026-03-04"
inline void append_date(std::string& out, std::int64_t days) {
  const Date date = date_of(days);
  detail::append_padded(out, date.year, 4);
  out += '-';
  detail::append_padded(out, date.month, 2);
  out += '-';
  detail::append_padded(out, date.day, 2);
}

/// "16:00:00" of an instant, or with the first digits of the second's fraction: "16:00:00.250".
inline void append_clock(std::string& out, std::int64_t instant, int fraction_digits = 0) {
  const std::int64_t of_day = instant - day_of_instant(instant) * kDay;
  detail::append_padded(out, of_day / kHour, 2);
  out += ':';
  detail::append_padded(out, of_day % kHour / kMinute, 2);
  out += ':';
  detail::append_padded(out, of_day % kMinute / kSecond, 2);
  if (fraction_digits <= 0) return;
  out += '.';
  detail::append_padded(out, of_day % kSecond, 6);
  if (fraction_digits < 6) out.resize(out.size() - static_cast<std::size_t>(6 - fraction_digits));
}

inline std::string date_text(std::int64_t days) {
  std::string out;
  append_date(out, days);
  return out;
}

/// "2026-03-04T16:00:00Z", with as many digits of the fraction as are asked for (0 to 6).
inline std::string instant_text(std::int64_t instant, int fraction_digits = 0) {
  std::string out;
  append_date(out, day_of_instant(instant));
  out += 'T';
  append_clock(out, instant, fraction_digits);
  return out += 'Z';
}

/// How many digits of the fraction tell the instant exactly.
inline int fraction_digits_of(std::int64_t instant) {
  std::int64_t fraction = instant - day_of_instant(instant) * kDay;
  fraction %= kSecond;
  int digits = fraction == 0 ? 0 : 6;
  for (; digits > 0 && fraction % 10 == 0; fraction /= 10) --digits;
  return digits;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT", as HTTP's headers want it.
inline std::string http_date_text(std::int64_t instant) {
  const std::int64_t days = day_of_instant(instant);
  const Date date = date_of(days);
  const std::size_t weekday = static_cast<std::size_t>((days % 7 + 7) % 7);
  std::string out(detail::kWeekdays.substr(weekday * 3, 3));
  out += ", ";
  detail::append_padded(out, date.day, 2);
  out += ' ';
  out += detail::kMonths.substr(static_cast<std::size_t>(date.month - 1) * 3, 3);
  out += ' ';
  detail::append_padded(out, date.year, 4);
  out += ' ';
  append_clock(out, instant);
  return out += " GMT";
}

/// Takes a time's parts off the front of a text, for forms that are not quite ISO 8601. After a false the
/// reader stands anywhere and the results are void.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::string_view rest() const { return rest_; }
  bool done() const { return rest_.empty(); }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Exactly `count` digits.
  bool number(std::size_t count, int& value) {
    if (rest_.size() < count) return false;
    value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return false;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return true;
  }
  /// YYYY-MM-DD, a date that exists.
  bool date(std::int64_t& days) {
    int year = 0, month = 0, day = 0;
    if (!number(4, year) || !take('-') || !number(2, month) || !take('-') || !number(2, day)) return false;
    days = days_of(Date{year, month, day});
    return exists(Date{year, month, day});
  }
  /// HH:MM, HH:MM:SS or HH:MM:SS.f… in microseconds; digits beyond them are cut off.
  bool clock(std::int64_t& microseconds) {
    int hour = 0, minute = 0, second = 0;
    if (!number(2, hour) || !take(':') || !number(2, minute) || hour > 23 || minute > 59) return false;
    microseconds = hour * kHour + minute * kMinute;
    if (!take(':')) return true;
    if (!number(2, second) || second > 59) return false;
    microseconds += second * kSecond;
    return !take('.') || fraction(microseconds);
  }
  /// Z, ±HH, ±HHMM or ±HH:MM; in microseconds to the east.
  bool offset(std::int64_t& microseconds, int most_hours = 23) {
    microseconds = 0;
    if (take('Z')) return true;
    const bool east = take('+');
    if (!east && !take('-')) return false;
    int hours = 0, minutes = 0;
    if (!number(2, hours)) return false;
    const bool with_minutes = take(':') || (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9');
    if (with_minutes && !number(2, minutes)) return false;
    microseconds = (east ? 1 : -1) * (hours * kHour + minutes * kMinute);
    return hours <= most_hours && minutes <= 59;
  }

 private:
  bool fraction(std::int64_t& microseconds) {
    int digit = 0;
    if (!number(1, digit)) return false;
    std::int64_t unit = kSecond / 10;
    do {
      microseconds += digit * unit;
      unit /= 10;
    } while (number(1, digit));
    return true;
  }

  std::string_view rest_;
};

/// "2026-03-04" and nothing else.
inline std::optional<std::int64_t> read_date(std::string_view text) {
  Reader in(text);
  std::int64_t days = 0;
  if (!in.date(days) || !in.done()) return std::nullopt;
  return days;
}

/// "2026-03-04T16:00:00.25+01:00": seconds and their fraction may be left out, Z or an offset may not.
inline std::optional<std::int64_t> read_instant(std::string_view text) {
  Reader in(text);
  std::int64_t days = 0, clock = 0, offset = 0;
  if (!in.date(days) || !in.take('T') || !in.clock(clock) || !in.offset(offset) || !in.done()) {
    return std::nullopt;
  }
  return days * kDay + clock - offset;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"; the weekday is not compared.
inline std::optional<std::int64_t> read_http_date(std::string_view text) {
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
  Reader in(text.substr(5, 20));
  int day = 0, year = 0;
  if (!in.number(2, day) || !in.take(' ')) return std::nullopt;
  const std::size_t month = detail::kMonths.find(in.rest().substr(0, 3));
  in = Reader(in.rest().substr(3));
  if (month == std::string_view::npos || month % 3 != 0 || !in.take(' ')) return std::nullopt;
  if (!in.number(4, year) || !in.take(' ')) return std::nullopt;
  const Date date{year, static_cast<int>(month / 3) + 1, day};
  std::int64_t clock = 0;
  if (!exists(date) || !in.clock(clock) || !in.done()) return std::nullopt;
  return days_of(date) * kDay + clock;
}

}  // namespace tandem::times
