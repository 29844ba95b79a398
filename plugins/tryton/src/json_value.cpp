// SPDX-License-Identifier: Apache-2.0
#include "json_value.hpp"

#include <tandem/cpp/adapter/value_text.hpp>
#include <tandem/cpp/json.hpp>
#include <tandem/cpp/times.hpp>

#include "text.hpp"

namespace tandem::tryton {
namespace {

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
  const times::Date date = times::date_of(days);
  return {{"__class__", "date"}, {"year", date.year}, {"month", date.month}, {"day", date.day}};
}

std::int64_t days_of(const Json& value) {
  return times::days_of(times::Date{part(value, "year"), static_cast<int>(part(value, "month")),
                                    static_cast<int>(part(value, "day"))});
}

std::optional<Json> number(const std::string& text) {
  const Json parsed = read_json<Json>(text);
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

std::optional<Json> write_value(const tandem_value& value, Kind kind) {
  if (adapter::is_null(value)) return Json();
  const std::string text = adapter::value_text(value);
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
      const auto days = times::read_date(text);
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
  return days_of(value) * times::kDay + part(value, "hour") * times::kHour +
         part(value, "minute") * times::kMinute + part(value, "second") * times::kSecond +
         part(value, "microsecond");
}

std::optional<std::int64_t> read_date(const Json& value) {
  if (tag(value) != "date") return std::nullopt;
  return days_of(value);
}

Json instant_json(std::int64_t microseconds) {
  const std::int64_t days = times::day_of_instant(microseconds);
  const std::int64_t of_day = microseconds - days * times::kDay;
  Json value = date_json(days);
  value["__class__"] = "datetime";
  value["hour"] = of_day / times::kHour;
  value["minute"] = of_day % times::kHour / times::kMinute;
  value["second"] = of_day % times::kMinute / times::kSecond;
  value["microsecond"] = of_day % times::kSecond;
  return value;
}

bool truthy(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  return value.is_number_integer() && value.get<std::int64_t>() != 0;
}

}  // namespace tandem::tryton
