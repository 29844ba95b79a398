// SPDX-License-Identifier: Apache-2.0
#include "json_value.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>

#include "text.hpp"

namespace tandem::tryton {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

std::int64_t days_of(std::int64_t year, std::int64_t month, std::int64_t day) {
  const auto date =
      std::chrono::year(static_cast<int>(year)) / static_cast<int>(month) / static_cast<int>(day);
  return std::chrono::sys_days(date).time_since_epoch().count();
}

struct Civil {
  std::int64_t year, month, day;
};

Civil civil_of(std::int64_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day())};
}

std::int64_t part(const Json& value, const char* name) {
  const auto found = value.find(name);
  return found != value.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::string_view tag(const Json& value) {
  if (!value.is_object()) return {};
  const auto found = value.find("__class__");
  return found != value.end() && found->is_string() ? std::string_view(found->get_ref<const std::string&>())
                                                    : std::string_view();
}

bool has_tag(const Json& value) { return !tag(value).empty(); }

Json date_json(std::int64_t days) {
  const Civil civil = civil_of(days);
  return {{"__class__", "date"}, {"year", civil.year}, {"month", civil.month}, {"day", civil.day}};
}

std::optional<std::int64_t> parse_date(const std::string& text) {
  int y = 0, m = 0, d = 0;
  char tail = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%c", &y, &m, &d, &tail) != 3) return std::nullopt;
  if (m < 1 || m > 12 || d < 1 || d > 31) return std::nullopt;
  return days_of(y, m, d);
}

std::optional<Json> number(const std::string& text) {
  const Json parsed = Json::parse(text, nullptr, false);
  if (!parsed.is_number()) return std::nullopt;
  return parsed;
}

bool decimal_digits(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789+-.") == text.npos &&
         text.find_first_of("0123456789") != text.npos;
}

void put_tagged(adapter::RowBuilder& row, std::size_t position, const Json& value) {
  const std::string_view type = tag(value);
  if (type == "Decimal") {
    row.set(position, adapter::decimal_value(value.value("decimal", "")));
  } else if (const auto instant = read_instant(value)) {
    row.set(position, adapter::instant_value(*instant, TANDEM_GRAIN_MICROSECOND));
  } else if (const auto days = read_date(value)) {
    row.set(position, adapter::date_value(*days));
  } else {
    row.set(position, adapter::json_value(value.dump(-1, ' ', false, Json::error_handler_t::replace)));
  }
}

}  // namespace

Kind kind_of(std::string_view type) {
  if (type == "char" || type == "text" || type == "fulltext") return Kind::text;
  if (type == "selection") return Kind::choice;
  if (type == "integer" || type == "biginteger") return Kind::integer;
  if (type == "numeric") return Kind::numeric;
  if (type == "float") return Kind::floating;
  if (type == "boolean") return Kind::boolean;
  if (type == "date") return Kind::date;
  if (type == "datetime" || type == "timestamp") return Kind::instant;
  if (type == "many2one" || type == "one2one") return Kind::many2one;
  if (type == "reference") return Kind::reference;
  if (type == "one2many" || type == "many2many") return Kind::list;
  return Kind::other;
}

const char* schema_type(Kind kind) {
  switch (kind) {
    case Kind::choice:
      return "enum";
    case Kind::integer:
      return "integer";
    case Kind::numeric:
    case Kind::floating:
      return "decimal";
    case Kind::boolean:
      return "boolean";
    case Kind::date:
      return "date";
    case Kind::instant:
      return "instant";
    case Kind::many2one:
    case Kind::reference:
      return "reference";
    case Kind::list:
    case Kind::other:
      return "json";
    default:
      return "text";
  }
}

void put_value(adapter::RowBuilder& row, std::size_t position, const Json& value, Kind kind) {
  if (value.is_null()) {
    row.null(position);
  } else if (has_tag(value)) {
    put_tagged(row, position, value);
  } else if (kind == Kind::boolean || value.is_boolean()) {
    row.set(position, adapter::bool_value(truthy(value)));
  } else if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    row.set(position, kind == Kind::reference ? adapter::ref_value(text) : adapter::text_value(text));
  } else if (kind == Kind::many2one && value.is_number_integer()) {
    row.set(position, adapter::ref_value(value.dump()));
  } else if (value.is_number_integer() && kind != Kind::floating) {
    row.set(position, adapter::int_value(value.get<std::int64_t>()));
  } else if (value.is_number()) {
    row.set(position, adapter::decimal_value(value.dump()));
  } else {
    row.set(position, adapter::json_value(value.dump(-1, ' ', false, Json::error_handler_t::replace)));
  }
}

std::string text_of(const tandem_value& value) {
  switch (value.kind) {
    case TANDEM_VALUE_BOOL:
      return value.as.i != 0 ? "true" : "false";
    case TANDEM_VALUE_INT:
      return std::to_string(value.as.i);
    case TANDEM_VALUE_DOUBLE:
      return Json(value.as.d).dump();
    case TANDEM_VALUE_DATE: {
      const Civil civil = civil_of(value.as.i);
      char text[40];
      std::snprintf(text, sizeof text, "%04d-%02d-%02d", static_cast<int>(civil.year),
                    static_cast<int>(civil.month), static_cast<int>(civil.day));
      return text;
    }
    default:
      return std::string(adapter::view(value));
  }
}

std::optional<Json> write_value(const tandem_value& value, Kind kind) {
  if (adapter::is_null(value)) return Json();
  const std::string text = text_of(value);
  switch (kind) {
    case Kind::text:
    case Kind::choice:
    case Kind::reference:
      return Json(text);
    case Kind::boolean:
      if (text == "true" || text == "1") return Json(true);
      if (text == "false" || text == "0") return Json(false);
      return std::nullopt;
    case Kind::numeric:
      if (!decimal_digits(text)) return std::nullopt;
      return Json{{"__class__", "Decimal"}, {"decimal", text}};
    case Kind::integer:
    case Kind::floating:
      return number(text);
    case Kind::many2one: {
      const auto id = parse_id(text);
      if (!id) return std::nullopt;
      return Json(*id);
    }
    case Kind::date: {
      if (value.kind == TANDEM_VALUE_DATE) return date_json(value.as.i);
      const auto days = parse_date(text);
      if (!days) return std::nullopt;
      return date_json(*days);
    }
    case Kind::instant:
      if (value.kind != TANDEM_VALUE_INSTANT) return std::nullopt;
      return instant_json(value.as.i);
    default:
      return std::nullopt;
  }
}

std::optional<std::int64_t> read_instant(const Json& value) {
  if (tag(value) != "datetime") return std::nullopt;
  const std::int64_t seconds =
      part(value, "hour") * 3'600 + part(value, "minute") * 60 + part(value, "second");
  return days_of(part(value, "year"), part(value, "month"), part(value, "day")) * kDay + seconds * kSecond +
         part(value, "microsecond");
}

std::optional<std::int64_t> read_date(const Json& value) {
  if (tag(value) != "date") return std::nullopt;
  return days_of(part(value, "year"), part(value, "month"), part(value, "day"));
}

Json instant_json(std::int64_t microseconds) {
  std::int64_t days = microseconds / kDay;
  if (microseconds % kDay < 0) --days;
  std::int64_t rest = microseconds - days * kDay;
  const Civil civil = civil_of(days);
  Json value = {{"__class__", "datetime"}, {"year", civil.year}, {"month", civil.month}, {"day", civil.day}};
  value["microsecond"] = rest % kSecond;
  rest /= kSecond;
  value["hour"] = rest / 3'600;
  value["minute"] = rest / 60 % 60;
  value["second"] = rest % 60;
  return value;
}

std::int64_t read_http_date(std::string_view header) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  char month[4] = {};
  int day = 0, year = 0, hour = 0, minute = 0, second = 0;
  const std::string text(header.substr(0, 40));
  const int read = std::sscanf(text.c_str(), "%*3s, %2d %3s %4d %2d:%2d:%2d GMT", &day, month, &year, &hour,
                               &minute, &second);
  const std::size_t at = read == 6 ? kMonths.find(month) : kMonths.npos;
  if (at == kMonths.npos || at % 3 != 0) return 0;
  const std::int64_t days = days_of(year, static_cast<std::int64_t>(at / 3) + 1, day);
  return days * kDay + (hour * 3'600 + minute * 60 + second) * kSecond;
}

bool truthy(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  return value.is_number_integer() && value.get<std::int64_t>() != 0;
}

}  // namespace tandem::tryton
