// SPDX-License-Identifier: Apache-2.0
#include "date.hpp"

#include <tandem/cpp/times.hpp>

namespace tandem::sandbox {
namespace {

constexpr int earliest_year = 1700;
constexpr int most_hours = 18;  // of a zone

// The whole text, with its minutes.
bool read_zone(times::Reader& in, std::int64_t& offset) {
  if (in.take('z')) return in.done();
  const bool with_minutes = in.rest() == "Z" || in.rest().size() >= 5;
  return with_minutes && in.offset(offset, most_hours) && in.done();
}

}  // namespace

std::optional<std::int64_t> parse_date(std::string_view text) {
  const auto days = times::read_date(text);
  if (!days || times::date_of(*days).year < earliest_year) return std::nullopt;
  return *days * seconds_a_day;
}

std::optional<std::int64_t> parse_datetime(std::string_view text, bool zone_needed) {
  if (text.size() < 19 || text[16] != ':') return std::nullopt;  // seconds are needed
  const auto day = parse_date(text.substr(0, 10));
  times::Reader in(text.substr(10));
  std::int64_t clock = 0, offset = 0;
  if (!day || (!in.take('T') && !in.take('t')) || !in.clock(clock)) return std::nullopt;
  if (in.done() ? zone_needed : !read_zone(in, offset)) return std::nullopt;
  return *day + (clock / times::kSecond) - (offset / times::kSecond);
}

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  const auto at = times::read_http_date(text);
  return at ? std::optional(*at / times::kSecond) : std::nullopt;
}

std::string date_text(std::int64_t seconds) {
  return times::date_text(times::day_of_instant(seconds * times::kSecond));
}

std::string datetime_text(std::int64_t seconds) {
  std::string out;
  append_datetime(out, seconds);
  return out;
}

void append_datetime(std::string& out, std::int64_t seconds) {
  const std::int64_t at = seconds * times::kSecond;
  times::append_date(out, times::day_of_instant(at));
  out += 'T';
  times::append_clock(out, at, 3);
  out += "+0000";
}

std::string http_date_text(std::int64_t seconds) { return times::http_date_text(seconds * times::kSecond); }

}  // namespace tandem::sandbox
