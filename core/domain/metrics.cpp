// SPDX-License-Identifier: Apache-2.0
#include "domain/metrics.hpp"

#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "model/predicate.hpp"

namespace tandem::domain {
namespace {

using model::Type;

struct Source {
  const EntityInfo* entity = nullptr;
  std::string measured;  ///< field of the sum; empty: count
  std::string date_field;
  Json where;
};

[[noreturn]] void refuse(const std::string& message, std::string advice) {
  throw Error(TANDEM_INVALID_ARGUMENT, "the metric's source " + message, std::move(advice));
}

std::string required_text(const Json& source, const char* name) {
  const auto it = source.find(name);
  if (it == source.end() || !it->is_string()) {
    refuse(
        "has no " + std::string(name),
        "write {\"entity\": …, \"measure\": \"count\" or \"sum:<field>\", \"date_field\": …, \"where\": …}");
  }
  return it->get<std::string>();
}

bool is_summable(Type type) {
  return type == Type::integer || type == Type::minor || type == Type::ppm || type == Type::duration;
}

Source read_source(const model::Catalogue& catalogue, const Json& json) {
  if (!json.is_object()) refuse("is no object", "write {\"entity\": …, \"measure\": …, \"date_field\": …}");
  for (const auto& [name, value] : json.items()) {
    if (name != "entity" && name != "measure" && name != "date_field" && name != "where") {
      refuse("has an unknown part", "it takes entity, measure, date_field and where");
    }
  }
  Source source;
  source.entity = &catalogue.entity(required_text(json, "entity"));
  const std::string measure = required_text(json, "measure");
  if (measure.rfind("sum:", 0) == 0) {
    source.measured = measure.substr(4);
    if (!is_summable(source.entity->field(source.entity->position(source.measured)).type)) {
      refuse("sums a field that is no number", "sum an integer, an amount, a share or a duration");
    }
  } else if (measure != "count") {
    refuse("has no such measure", "measure is count or sum:<field>");
  }
  source.date_field = required_text(json, "date_field");
  const Type dated = source.entity->field(source.entity->position(source.date_field)).type;
  if (dated != Type::instant && dated != Type::date) {
    refuse("is dated by a field that is no date", "name an instant or a date as date_field");
  }
  if (given(json, "where")) source.where = json.at("where");
  return source;
}

bool is_money(const Source& source) {
  if (source.measured.empty()) return false;
  return source.entity->field(source.entity->position(source.measured)).type == Type::minor &&
         source.entity->find("currency").has_value();
}

}  // namespace

void check_source(const model::Catalogue& catalogue, const Json& json) {
  const Source source = read_source(catalogue, json);
  if (!source.where.is_null()) model::Predicate::parse(catalogue, *source.entity, source.where);
}

void check_season(const Json& season) {
  std::int64_t total = 0;
  bool whole = season.is_array() && !season.empty() && season.size() <= 366;
  for (const Json& slice : whole ? season : Json::array()) {
    if (!slice.is_number_integer() || slice < 0 || slice > 1'000'000) {
      whole = false;
      break;
    }
    total += slice.get<std::int64_t>();
  }
  if (whole && total == 1'000'000) return;
  throw Error(TANDEM_INVALID_ARGUMENT, "a season is a list of slice weights in ppm, together 1,000,000",
              "write whole numbers that add up to 1000000");
}

Measured measure(store::Database& database, const Json& json, const Window& window, std::string_view currency,
                 Instant now) {
  const Source source = read_source(database.catalogue(), json);
  const bool money = is_money(source);
  const bool by_day = source.entity->field(source.entity->position(source.date_field)).type == Type::date;
  const std::int64_t day = std::int64_t{86'400} * 1'000'000;
  std::string sql = "SELECT " +
                    (source.measured.empty() ? "count(*)" : "coalesce(sum(r." + source.measured + "),0)") +
                    (money ? ", count(DISTINCT r.currency), max(r.currency)" : "") + " FROM \"" +
                    std::string(source.entity->name()) + "\" r WHERE r.archived_at IS NULL AND r." +
                    source.date_field + " >= ? AND r." + source.date_field + " < ?";
  model::SqlCondition where;
  if (!source.where.is_null()) {
    where = model::Predicate::parse(database.catalogue(), *source.entity, source.where).compile("r", now);
    sql += " AND (" + where.sql + ")";
  }
  if (money) sql += " AND coalesce(r." + source.measured + ",0) <> 0";
  auto rows = database.prepare(sql);
  rows.bind(1, by_day ? window.from / day : window.from);
  rows.bind(2, by_day ? (window.until + day - 1) / day : window.until);
  for (std::size_t i = 0; i < where.parameters.size(); ++i) {
    rows.bind(static_cast<int>(i) + 3, where.parameters[i]);
  }
  if (!rows.step()) return {};
  if (money && rows.integer(0) != 0) {
    const bool foreign = !currency.empty() && rows.text(2) != currency;
    if (rows.integer(1) > 1 || foreign) return {std::nullopt, true};
  }
  return {rows.integer(0), false};
}

}  // namespace tandem::domain
