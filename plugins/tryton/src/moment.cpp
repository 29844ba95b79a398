// SPDX-License-Identifier: Apache-2.0
#include "moment.hpp"

#include <cstdio>

#include "json_value.hpp"
#include "lines.hpp"

namespace tandem::tryton {
namespace {}  // namespace

std::string moment_text(std::int64_t microseconds) {
  const Json at = instant_json(microseconds);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d UTC", at["year"].get<int>(),
                at["month"].get<int>(), at["day"].get<int>(), at["hour"].get<int>(), at["minute"].get<int>());
  return text;
}

std::optional<std::int64_t> read_moment(std::string_view text) {
  const std::string line(trimmed(text));
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, end = 0;
  const int read =
      std::sscanf(line.c_str(), "%4d-%2d-%2d%n %2d:%2d%n", &year, &month, &day, &end, &hour, &minute, &end);
  if (read != 3 && read != 5) return std::nullopt;
  const std::string_view rest = trimmed(std::string_view(line).substr(static_cast<std::size_t>(end)));
  if (!rest.empty() && (read != 5 || (rest != "UTC" && rest != "Z"))) return std::nullopt;
  if (year < 1970 || hour > 23 || minute > 59 || hour < 0 || minute < 0) return std::nullopt;
  const Json at = {{"__class__", "datetime"}, {"year", year}, {"month", month},  {"day", day}, {"hour", hour},
                   {"minute", minute},        {"second", 0},  {"microsecond", 0}};
  const auto moment = read_instant(at);
  // A day that no month has comes back as another.
  if (!moment || month < 1 || month > 12 || instant_json(*moment)["day"] != day) return std::nullopt;
  return read == 3 ? *moment + kDay : *moment;
}

}  // namespace tandem::tryton
