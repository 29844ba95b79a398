// SPDX-License-Identifier: Apache-2.0
// How good the leads' data is, who stands there twice, and what the capture points bring in.
#include <map>

#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/agreements/clauses.hpp"
#include "domain/arguments.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"
#include "model/predicate.hpp"

namespace tandem::domain {
namespace {

constexpr std::int64_t kWhole = 1'000'000;

std::optional<std::int64_t> share(std::int64_t part, std::int64_t all) {
  if (all <= 0) return std::nullopt;
  return scale_round(kWhole, part, all);
}

// --- duplicates -------------------------------------------------------------------------------------

Table duplicate_leads(store::Database& database, const Json&, Instant) {
  return table_of(
      database.prepare(
          "WITH sign(id, captured_at, by, value) AS (SELECT id, captured_at, 'email', email FROM lead WHERE "
          "email <> '' AND archived_at IS NULL UNION ALL SELECT id, captured_at, 'phone', phone FROM lead "
          "WHERE "
          "phone <> '' AND archived_at IS NULL UNION ALL SELECT id, captured_at, 'name_and_company', "
          "lower(trim(coalesce(given_name,''))) || char(31) || lower(trim(family_name)) || char(31) || "
          "lower(trim(company_name)) FROM lead WHERE trim(family_name) <> '' AND trim(company_name) <> '' "
          "AND "
          "archived_at IS NULL), twin AS (SELECT id, by, first_value(id) OVER (PARTITION BY by, value ORDER "
          "BY "
          "captured_at, id) AS earlier FROM sign) SELECT id, earlier, group_concat(by, ',') FROM (SELECT * "
          "FROM "
          "twin WHERE id <> earlier ORDER BY id, earlier, by) GROUP BY id, earlier ORDER BY earlier, id"),
      {{"lead_id", Type::id}, {"earlier_lead_id", Type::id}, {"same", Type::text}});
}

// --- completeness -----------------------------------------------------------------------------------

/// How many hand-offs in force ask for a field; without any, the usual contact fields count alike.
std::map<std::string, std::int64_t> field_weights(store::Database& database, Instant now) {
  std::map<std::string, std::int64_t> weights;
  const EntityInfo& leads = database.catalogue().entity(kLead);
  for (const ClauseInForce& clause : clauses_in_force(database, "handoff_point", "", now)) {
    const HandoffPoint point = read_point(clause.clause, clause.version, clause.is_signed, clause.body);
    for (const std::string& field : point.required_fields) {
      if (leads.find(field)) ++weights[field];
    }
  }
  if (!weights.empty()) return weights;
  return {{"email", 1}, {"phone", 1}, {"given_name", 1}, {"family_name", 1}, {"company_name", 1}};
}

Table data_quality(store::Database& database, const Json&, Instant now) {
  std::string filled;
  std::int64_t weight = 0;
  for (const auto& [field, counts] : field_weights(database, now)) {
    if (!filled.empty()) filled += " + ";
    filled += concat({std::to_string(counts), " * (\"", field, "\" IS NOT NULL AND \"", field, "\" <> '')"});
    weight += counts;
  }
  auto rows = database.prepare(concat({"SELECT coalesce(origin, ''), count(*), sum(", filled,
                                       ") FROM lead WHERE archived_at IS NULL GROUP BY 1 ORDER BY 1"}));
  TableBuilder table({{"origin", Type::text},
                      {"leads", Type::integer},
                      {"filled_weight", Type::integer},
                      {"required_weight", Type::integer},
                      {"completeness_ppm", Type::ppm}});
  while (rows.step()) {
    const std::int64_t required = weight * rows.integer(1);
    table.row().text(rows.text(0)).number(rows.integer(1)).number(rows.integer(2)).number(required);
    table.number(share(rows.integer(2), required));
  }
  return table.take();
}

// --- market and capture -----------------------------------------------------------------------------

/// Customers by the segment's rule, else by the segment that the account names.
std::int64_t customers_in(store::Database& database, const Id& segment, const std::string& rule,
                          Instant now) {
  const std::string start =
      "SELECT count(*) FROM account a WHERE a.is_customer = 1 AND a.archived_at IS NULL AND ";
  if (rule.empty()) {
    auto rows = database.prepare(start + "a.segment_id = ?");
    rows.bind(1, segment);
    return rows.step() ? rows.integer(0) : 0;
  }
  const Catalogue& catalogue = database.catalogue();
  const auto where =
      Predicate::parse(catalogue, catalogue.entity(kAccount), parse_json(rule, "a segment's rule"))
          .compile("a", now);
  auto rows = database.prepare(concat({start, "(", where.sql, ")"}));
  for (std::size_t i = 0; i < where.parameters.size(); ++i) {
    rows.bind(static_cast<int>(i) + 1, where.parameters[i]);
  }
  return rows.step() ? rows.integer(0) : 0;
}

Table market_penetration(store::Database& database, const Json&, Instant now) {
  TableBuilder table({{"segment_id", Type::id},
                      {"name", Type::text},
                      {"is_icp", Type::boolean},
                      {"customers", Type::integer},
                      {"addressable_accounts", Type::integer},
                      {"penetration_ppm", Type::integer}});
  auto rows = database.prepare(
      "SELECT id, name, is_icp, addressable_accounts, rule FROM segment WHERE archived_at IS NULL ORDER BY "
      "name, id");
  while (rows.step()) {
    const std::int64_t customers =
        customers_in(database, rows.id(0), rows.is_null(4) ? "" : std::string(rows.text(4)), now);
    const std::optional<std::int64_t> accounts =
        rows.is_null(3) ? std::nullopt : std::optional(rows.integer(3));
    table.row().columns(rows, 0, 3).number(customers).number(accounts);
    table.number(share(customers, accounts.value_or(0)));
  }
  return table.take();
}

constexpr Argument kCaptureRateArguments[] = {
    {.name = "from", .type = Type::date, .doc = "first day (UTC) that counts; absent: from the beginning"},
    {.name = "until", .type = Type::date, .doc = "the day after the last; absent: until now"},
};

/// Without visits there is no rate.
Table capture_rates(store::Database& database, const Json& args, Instant now) {
  const Days from = given(args, "from") ? parse_date(text_of(args, "from")).value_or(0) : 0;
  const Days until = given(args, "until") ? parse_date(text_of(args, "until")).value_or(0) : now / kDay + 1;
  auto rows = database.prepare(
      "SELECT p.id, p.name, p.kind, p.offer_id, coalesce((SELECT sum(s.visits) FROM capture_stat s WHERE "
      "s.capture_point_id = p.id AND s.day_on >= ?1 AND s.day_on < ?2 AND s.archived_at IS NULL), 0), "
      "coalesce(l.leads, 0) FROM capture_point p LEFT JOIN (SELECT capture_point_id AS point, count(*) AS "
      "leads "
      "FROM lead WHERE capture_point_id IS NOT NULL AND captured_at >= ?3 AND captured_at < ?4 AND "
      "archived_at "
      "IS NULL GROUP BY 1) l ON l.point = p.id WHERE p.archived_at IS NULL ORDER BY p.name, p.id");
  rows.bind(1, from).bind(2, until).bind(3, from * kDay).bind(4, until * kDay);
  TableBuilder table({{"capture_point_id", Type::id},
                      {"name", Type::text},
                      {"kind", Type::text},
                      {"offer_id", Type::id},
                      {"visits", Type::integer},
                      {"leads", Type::integer},
                      {"capture_rate_ppm", Type::integer}});
  while (rows.step()) {
    table.row().columns(rows, 0, 6).number(share(rows.integer(5), rows.integer(4)));
  }
  return table.take();
}

constexpr Query kLeadQualityQueries[] = {
    {.name = "duplicate_leads",
     .doc = "leads with the mail address, the phone, or the name and company of an earlier one",
     .run = duplicate_leads},
    {.name = "data_quality",
     .doc = "how complete the required fields of the leads are, by where the leads came from",
     .run = data_quality},
    {.name = "market_penetration",
     .doc = "customers in each segment, of the accounts that could be won there",
     .run = market_penetration},
    {.name = "capture_rates",
     .arguments = kCaptureRateArguments,
     .doc = "visits, leads and leads per visit of each capture point",
     .run = capture_rates},
};

}  // namespace

void add_lead_quality_queries(Catalogue& catalogue) { catalogue.add(kLeadQualityQueries); }

}  // namespace tandem::domain
