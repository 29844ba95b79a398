// SPDX-License-Identifier: Apache-2.0
#include "domain/clocks/calendars.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

[[noreturn]] void refuse(std::string_view field, std::string_view what, std::string advice) {
  throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_calendar", concat({"calendar.", field, " ", what}),
                std::move(advice));
}

/// The objects of a JSON list, each with these keys and, where `also` is not empty, perhaps that one.
Json list_in(const Row& row, std::size_t position, std::string_view field,
             std::initializer_list<const char*> keys, std::string_view also = {}) {
  if (!has(row, position)) return Json::array();
  Json list = parse_json(text_of(row, position), field);
  if (!list.is_array()) refuse(field, "is not a list", "write [{…}, …]");
  for (const Json& one : list) {
    const bool whole = one.is_object() && std::all_of(keys.begin(), keys.end(),
                                                      [&](const char* key) { return one.contains(key); });
    const std::size_t extra = whole && !also.empty() && one.contains(std::string(also)) ? 1 : 0;
    if (whole && one.size() == keys.size() + extra) continue;
    std::string names;
    for (const char* key : keys) names += concat({names.empty() ? "" : ", ", key});
    refuse(field, "holds something else than {" + names + "}",
           "see the field's description in the catalogue");
  }
  return list;
}

int number_in(const Json& one, const char* key, std::string_view field) {
  const Json& value = one.at(key);
  const std::int64_t number = value.is_number_integer() ? value.get<std::int64_t>() : -1;
  if (number >= 0 && number <= 24 * 60) return static_cast<int>(number);
  refuse(field, concat({key, " is out of range"}), "weekdays are 1 (Monday) to 7, minutes 0 to 1440");
}

Days date_in(const Json& one, std::string_view field) {
  const Json& on = one.at("on");
  const auto date = on.is_string() ? parse_date(on.get_ref<const std::string&>()) : std::nullopt;
  if (!date) refuse(field, "has an `on` that is no date", "write 2026-12-24");
  return *date;
}

DayWindow window_in(const Json& one, std::string_view field) {
  return {number_in(one, "start_min", field), number_in(one, "end_min", field)};
}

std::vector<DayWindow> windows_in(const Json& exception) {
  std::vector<DayWindow> windows;
  const Json& list = exception.at("windows");
  if (!list.is_array()) refuse("exceptions", "has windows that are no list", "write [] for a closed day");
  for (const Json& one : list) {
    if (!one.is_object() || one.size() != 2 || !one.contains("start_min") || !one.contains("end_min")) {
      refuse("exceptions", "has a window that is not {start_min, end_min}", "give both, in minutes");
    }
    windows.push_back(window_in(one, "exceptions"));
  }
  return windows;
}

/// Dated exceptions alone come to an end, and with them every promise could.
void before_calendar(Change&, const EntityInfo&, const Row*, Row& after) {
  read_calendar(after);
  if (list_in(after, kCalendar["weekly"], "weekly", {"weekday", "start_min", "end_min"}).empty()) {
    refuse("weekly", "is empty: this calendar closes for ever", "give it at least one weekly window");
  }
}

}  // namespace

WorkingTime read_calendar(const Row& row) {
  CalendarRules rules;
  rules.time_zone = text_of(row, kCalendar["time_zone"]);
  for (const Json& one : list_in(row, kCalendar["weekly"], "weekly", {"weekday", "start_min", "end_min"})) {
    const int weekday = number_in(one, "weekday", "weekly");
    if (weekday < 1 || weekday > 7) refuse("weekly", "has no such weekday", "1 is Monday, 7 is Sunday");
    rules.weekly[weekday - 1].push_back(window_in(one, "weekly"));
  }
  for (const Json& one : list_in(row, kCalendar["holidays"], "holidays", {"on"}, "name")) {
    rules.holidays.push_back(date_in(one, "holidays"));
  }
  for (const Json& one : list_in(row, kCalendar["exceptions"], "exceptions", {"on", "windows"})) {
    if (!rules.exceptions.emplace(date_in(one, "exceptions"), windows_in(one)).second) {
      refuse("exceptions", "names a date twice", "put all its windows into one");
    }
  }
  return WorkingTime(std::move(rules));
}

WorkingTime calendar_of(store::Database& database, const Id& id) {
  if (id.empty()) return WorkingTime::round_the_clock();
  Row row;
  if (!database.read(database.catalogue().entity(kCalendar), id, row)) {
    throw Refusal(TANDEM_NOT_FOUND, "unknown_record", "there is no such calendar", "check the id")
        .about("calendar", id.text());
  }
  return read_calendar(row);
}

void add_calendars(Catalogue& catalogue) {
  catalogue.edit("calendar").before_write.push_back(before_calendar);
}

}  // namespace tandem::domain
