// SPDX-License-Identifier: Apache-2.0
// Whether the goals measure what moves the money, now and later.
#include <map>
#include <string>

#include "base/money.hpp"
#include "domain/arguments.hpp"
#include "domain/exact.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

/// A measure that no path of measures leads from to money of revenue or profit (none may be an
/// activity goal; here each is shown, whatever its kind).
Table vanity_metrics(store::Database& database, const Json&, Instant) {
  return table_of(
      database.prepare(
          "WITH RECURSIVE reaches(id) AS (SELECT id FROM metric WHERE unit = 'money' AND kind IN "
          "('revenue','profit') AND archived_at IS NULL UNION SELECT m.id FROM metric m JOIN reaches r ON "
          "m.path_to_revenue_id = r.id WHERE m.archived_at IS NULL) SELECT m.id, m.key, m.name, m.kind, "
          "m.horizon, (SELECT count(*) FROM goal g WHERE g.metric_id = m.id AND g.archived_at IS NULL AND "
          "g.state NOT IN ('withdrawn','retired')), m.path_to_revenue_id FROM metric m WHERE m.archived_at "
          "IS "
          "NULL AND m.id NOT IN (SELECT id FROM reaches) ORDER BY 6 DESC, m.key"),
      {{"metric_id", Type::id},
       {"key", Type::text},
       {"name", Type::text},
       {"kind", Type::text},
       {"horizon", Type::text},
       {"goals", Type::integer},
       {"path_ends_at_metric_id", Type::id}});
}

constexpr Argument kPeriodArguments[] = {
    {.name = "period_id", .type = Type::ref, .target = "period", .doc = "goals of this period only"},
};

/// One row a value of a dimension, with shares that add up to a whole.
void add_shares(TableBuilder& table, std::string_view dimension, std::span<const std::string_view> values,
                const std::map<std::string, std::int64_t, std::less<>>& counts) {
  std::vector<std::int64_t> weights;
  std::int64_t total = 0;
  for (const std::string_view value : values) {
    const auto found = counts.find(value);
    weights.push_back(found == counts.end() ? 0 : found->second);
    total += weights.back();
  }
  const auto shares =
      total == 0 ? std::vector<std::int64_t>(values.size()) : largest_remainder(kMillion, weights);
  for (std::size_t i = 0; i < values.size(); ++i) {
    table.row().text(dimension).text(values[i]).number(weights[i]);
    table.number(total == 0 ? std::nullopt : std::optional(shares[i]));
  }
}

/// Goals that stand, by what their metric tells: before or with the money, of this year or of later ones.
Table horizon_balance(store::Database& database, const Json& args, Instant) {
  auto rows = database.prepare(
      "SELECT m.horizon, m.reach, count(*) FROM goal g JOIN metric m ON m.id = g.metric_id WHERE "
      "g.archived_at IS "
      "NULL AND g.state NOT IN ('withdrawn','retired') AND NOT (g.state = 'draft' AND g.amends_goal_id IS "
      "NOT "
      "NULL) AND (?1 IS NULL OR g.period_id = ?1) GROUP BY m.horizon, m.reach");
  rows.bind_id_or_null(1, id_of(args, "period_id"));
  std::map<std::string, std::int64_t, std::less<>> by_horizon, by_reach;
  while (rows.step()) {
    by_horizon[std::string(rows.text(0))] += rows.integer(2);
    by_reach[std::string(rows.text(1))] += rows.integer(2);
  }
  TableBuilder table(
      {{"dimension", Type::text}, {"value", Type::text}, {"goals", Type::integer}, {"share_ppm", Type::ppm}});
  add_shares(table, "horizon", kHorizons, by_horizon);
  add_shares(table, "reach", kReaches, by_reach);
  return table.take();
}

constexpr Query kPlanningQueries[] = {
    {.name = "vanity_metrics",
     .doc = "metrics whose path of measures does not end at revenue or profit, and how many goals use them",
     .run = vanity_metrics},
    {.name = "horizon_balance",
     .arguments = kPeriodArguments,
     .doc = "how many standing goals lead the money or lag it, and look near or far",
     .run = horizon_balance},
};

}  // namespace

void add_planning_queries(Catalogue& catalogue) { catalogue.add(kPlanningQueries); }

}  // namespace tandem::domain
