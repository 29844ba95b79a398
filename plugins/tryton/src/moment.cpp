// SPDX-License-Identifier: Apache-2.0
#include "moment.hpp"

#include <cstdio>
#include <tandem/cpp/times.hpp>

#include "lines.hpp"

namespace tandem::tryton {

std::string moment_text(std::int64_t microseconds) {
  std::string text = times::date_text(times::day_of_instant(microseconds)) + ' ';
  times::append_clock(text, microseconds);
  text.resize(text.size() - 3);  // without seconds
  return text + " UTC";
}

std::optional<std::int64_t> read_moment(std::string_view text) {
  const std::string line(trimmed(text));
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, end = 0;
  const int read =
      std::sscanf(line.c_str(), "%4d-%2d-%2d%n %2d:%2d%n", &year, &month, &day, &end, &hour, &minute, &end);
  if (read != 3 && read != 5) return std::nullopt;
  const std::string_view rest = trimmed(std::string_view(line).substr(static_cast<std::size_t>(end)));
  if (!rest.empty() && (read != 5 || (rest != "UTC" && rest != "Z"))) return std::nullopt;
  if (hour > 23 || minute > 59 || hour < 0 || minute < 0) return std::nullopt;
  const times::Date date{year, month, day};
  if (year < 1970 || !times::exists(date)) return std::nullopt;
  const std::int64_t moment =
      times::days_of(date) * times::kDay + hour * times::kHour + minute * times::kMinute;
  return read == 3 ? moment + times::kDay : moment;
}

}  // namespace tandem::tryton
