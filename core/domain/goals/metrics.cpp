// SPDX-License-Identifier: Apache-2.0
#include "domain/goals/metrics.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/arguments.hpp"
#include "domain/exact.hpp"
#include "domain/goals/exchange.hpp"
#include "domain/words.hpp"

namespace tandem::domain {
namespace {

struct Source {
  const EntityInfo* entity = nullptr;
  std::string measured;  ///< field of the sum; empty: count
  std::string date_field;
  Json where;
};

[[noreturn]] void refuse(const std::string& message, std::string advice) {
  throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_source", "the metric's source " + message, std::move(advice));
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

Source read_source(const Catalogue& catalogue, const Json& json) {
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

void check_source(const Catalogue& catalogue, const Json& json) {
  const Source source = read_source(catalogue, json);
  if (!source.where.is_null()) Predicate::parse(catalogue, *source.entity, source.where);
}

bool has_account(const Catalogue& catalogue, const Json& source) {
  return read_source(catalogue, source).entity->find("account_id").has_value();
}

SqlCondition in_segment(store::Database& database, const Id& segment, Instant now) {
  std::string rule;
  {
    auto find = database.prepare("SELECT coalesce(rule, '') FROM segment WHERE id = ?");
    find.bind(1, segment);
    if (find.step()) rule = find.text(0);
  }
  if (rule.empty() || rule == "null")
    rule = Json{{"field", "segment_id"}, {"op", "="}, {"value", segment.text()}}.dump();
  const Catalogue& catalogue = database.catalogue();
  const auto accounts =
      Predicate::parse(catalogue, catalogue.entity(kAccount), parse_json(rule, "a segment's rule"));
  SqlCondition out = accounts.compile("a", now);
  out.sql = concat(
      {" AND r.account_id IN (SELECT a.id FROM account a WHERE a.archived_at IS NULL AND (", out.sql, "))"});
  return out;
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
  throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_season",
                "a season is a list of slice weights in ppm, together 1,000,000",
                "write whole numbers that add up to 1000000");
}

namespace {

/// The records of a window that a source counts: FROM and WHERE with their parameters.
class Selection {
 public:
  Selection(store::Database& database, const Json& json, const MeasureWindow& window, Instant now)
      : database_(&database), source_(read_source(database.catalogue(), json)), window_(window) {
    by_day_ = source_.entity->field(source_.entity->position(source_.date_field)).type == Type::date;
    from_ = concat({" FROM \"", source_.entity->name(), "\" r WHERE r.archived_at IS NULL AND r.",
                    source_.date_field, " >= ? AND r.", source_.date_field, " < ?"});
    if (!source_.where.is_null()) {
      where_ = Predicate::parse(database.catalogue(), *source_.entity, source_.where).compile("r", now);
      from_ += concat({" AND (", where_.sql, ")"});
    }
    if (!window_.segment.empty()) {
      segment_ = in_segment(database, window_.segment, now);
      from_ += segment_.sql;
    }
    if (money()) from_ += concat({" AND coalesce(r.", source_.measured, ",0) <> 0"});
  }
  bool money() const { return is_money(source_); }
  std::string value() const {
    return source_.measured.empty() ? "1" : concat({"coalesce(r.", source_.measured, ",0)"});
  }
  std::string total() const {
    return source_.measured.empty() ? "count(*)" : "coalesce(sum(" + value() + "),0)";
  }
  std::string instant() const {
    return by_day_ ? concat({"r.", source_.date_field, " * 86400000000"}) : "r." + source_.date_field;
  }
  std::string day() const {
    const std::string date = "r." + source_.date_field;
    return by_day_ ? date
                   : concat({"(", date, " - ((", date,
                             " % 86400000000) + 86400000000) % 86400000000) / 86400000000"});
  }
  store::Statement select(const std::string& columns, std::string_view tail = {}) const {
    auto rows = database_->prepare(concat({"SELECT ", columns, from_, tail}));
    rows.bind(1, by_day_ ? date_in_zone(window_.from, window_.zone) : window_.from);
    rows.bind(2, by_day_ ? date_in_zone(window_.until - 1, window_.zone) + 1 : window_.until);
    int next = 3;
    for (const SqlCondition* part : {&where_, &segment_}) {
      for (std::size_t i = 0; i < part->parameters.size(); ++i) rows.bind(next++, part->parameters[i]);
    }
    return rows;
  }

 private:
  store::Database* database_;
  Source source_;
  MeasureWindow window_;
  bool by_day_ = false;
  std::string from_;
  SqlCondition where_, segment_;
};

/// One rounding a currency and day.
Measured measure_converted(store::Database& database, const Selection& selection, std::string_view currency) {
  struct Part {
    std::string currency;
    Days day;
    std::int64_t minor;
  };
  std::vector<Part> parts;
  {
    auto rows = selection.select(concat({"r.currency, ", selection.day(), ", ", selection.total()}),
                                 " GROUP BY 1, 2 ORDER BY 1, 2");
    while (rows.step()) parts.push_back({std::string(rows.text(0)), rows.integer(1), rows.integer(2)});
  }
  Wide total = 0;
  for (const Part& part : parts) {
    const auto minor = convert_on(database, part.minor, part.currency, currency, part.day);
    if (!minor) return {std::nullopt, true};
    total += *minor;
  }
  return {narrow(total), false};
}

}  // namespace

Measured measure(store::Database& database, const Json& source, const MeasureWindow& window,
                 std::string_view currency, Instant now) {
  const Selection selection(database, source, window, now);
  std::int64_t total = 0;
  {
    auto rows = selection.select(selection.total() +
                                 (selection.money() ? ", count(DISTINCT r.currency), max(r.currency)" : ""));
    if (!rows.step()) return {};
    total = rows.integer(0);
    if (!selection.money() || rows.is_null(2)) return {total, false};
    const bool foreign = !currency.empty() && rows.text(2) != currency;
    if (rows.integer(1) == 1 && !foreign) return {total, false};
  }
  if (currency.empty()) return {std::nullopt, true};
  return measure_converted(database, selection, currency);
}

std::optional<std::vector<Dated>> dated_values(store::Database& database, const Json& source,
                                               const MeasureWindow& window, std::string_view currency,
                                               Instant now) {
  const Selection selection(database, source, window, now);
  std::string columns = concat({selection.instant(), ", ", selection.value()});
  if (selection.money()) columns += ", r.currency";
  auto rows = selection.select(columns, " ORDER BY 1");
  std::vector<Dated> values;
  std::string only;
  while (rows.step()) {
    Dated one{rows.integer(0), rows.integer(1)};
    if (selection.money() && !currency.empty() && rows.text(2) != currency) {
      const auto minor = convert_on(database, one.value, rows.text(2), currency, date_in_zone(one.at, "UTC"));
      if (!minor) return std::nullopt;
      one.value = *minor;
    }
    if (selection.money() && currency.empty()) {
      if (!only.empty() && rows.text(2) != only) return std::nullopt;
      only = rows.text(2);
    }
    values.push_back(one);
  }
  return values;
}

}  // namespace tandem::domain
