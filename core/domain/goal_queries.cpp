// SPDX-License-Identifier: Apache-2.0
// How the goals stand. Both sides get the same answer.
#include <algorithm>

#include "base/time.hpp"
#include "domain/arguments.hpp"
#include "domain/attainment.hpp"
#include "domain/guards.hpp"
#include "domain/metrics.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

using model::Argument;
using model::Table;
using model::Type;

constexpr Argument kAttainmentArguments[] = {
    {.name = "period_id", .type = Type::ref, .target = "period", .doc = "goals of this period only"},
    {.name = "as_of", .type = Type::instant, .doc = "the instant to judge at; absent: now"},
};

struct GoalRow {
  Id id;
  std::string title, metric, unit, currency, source, side, state, period;
  Aim aim;
  Stretch stretch;
};

Instant local_midnight(std::int64_t day, const std::string& zone) {
  return parse_pattern(format_date(day), "%Y-%m-%d", zone).value_or(day * kDay);
}

std::vector<GoalRow> read_goals(store::Database& database, const Id& period) {
  auto rows = database.prepare(
      "SELECT g.id, g.title, m.name, m.unit, g.currency, m.source, g.side, g.state, p.name, g.baseline, "
      "g.target, "
      "p.starts_on, p.ends_on, p.time_zone, p.season FROM goal g JOIN metric m ON m.id = g.metric_id JOIN "
      "period p "
      "ON p.id = g.period_id WHERE g.archived_at IS NULL AND g.state NOT IN ('withdrawn','retired') AND (?1 "
      "IS NULL "
      "OR g.period_id = ?1) ORDER BY p.starts_on, g.parent_goal_id IS NOT NULL, g.id");
  rows.bind_id_or_null(1, period);
  std::vector<GoalRow> goals;
  while (rows.step()) {
    GoalRow row;
    row.id = rows.id(0);
    row.title = rows.text(1);
    row.metric = rows.text(2);
    row.unit = rows.text(3);
    row.currency = rows.is_null(4) ? "" : std::string(rows.text(4));
    row.source = rows.is_null(5) ? "" : std::string(rows.text(5));
    row.side = rows.text(6);
    row.state = rows.text(7);
    row.period = rows.text(8);
    row.aim = {rows.integer(9), rows.integer(10)};
    row.stretch.starts_on = rows.integer(11);
    row.stretch.ends_on = rows.integer(12);
    row.stretch.time_zone = rows.text(13);
    if (!rows.is_null(14)) row.stretch.season = parse_json(rows.text(14), "season");
    row.stretch.starts_at = local_midnight(row.stretch.starts_on, row.stretch.time_zone);
    row.stretch.ends_at = local_midnight(row.stretch.ends_on, row.stretch.time_zone);
    goals.push_back(std::move(row));
  }
  return goals;
}

std::optional<std::int64_t> last_reading(store::Database& database, const Id& goal, Instant as_of) {
  auto rows = database.prepare(
      "SELECT value FROM goal_actual WHERE goal_id = ? AND at <= ? AND archived_at IS NULL ORDER BY at DESC, "
      "id DESC "
      "LIMIT 1");
  rows.bind(1, goal);
  rows.bind(2, as_of);
  if (!rows.step()) return std::nullopt;
  return rows.integer(0);
}

Measured actual_of(store::Database& database, const GoalRow& goal, Instant as_of) {
  if (goal.source.empty() || goal.source == "null") return {last_reading(database, goal.id, as_of), false};
  const Window window{goal.stretch.starts_at, std::min(goal.stretch.ends_at, as_of + 1)};
  return measure(database, parse_json(goal.source, "source"), window, goal.currency, as_of);
}

Table goal_attainment(store::Database& database, const Json& args, Instant now) {
  const Instant as_of = number_of(args, "as_of").value_or(now);
  TableBuilder table({{"goal_id", Type::id},
                      {"title", Type::text},
                      {"period", Type::text},
                      {"side", Type::text},
                      {"state", Type::text},
                      {"metric", Type::text},
                      {"unit", Type::text},
                      {"currency", Type::text},
                      {"baseline", Type::integer},
                      {"target", Type::integer},
                      {"actual", Type::integer},
                      {"attainment_ppm", Type::ppm},
                      {"expected_to_date", Type::integer},
                      {"pace_ppm", Type::ppm},
                      {"run_rate", Type::integer},
                      {"still_needed", Type::integer},
                      {"status", Type::text}});
  for (const GoalRow& goal : read_goals(database, id_of(args, "period_id"))) {
    const Measured actual = actual_of(database, goal, as_of);
    const Progress p = progress(goal.aim, actual.value, share_due(goal.stretch, as_of));
    table.row().id(goal.id).text(goal.title).text(goal.period).text(goal.side).text(goal.state);
    table.text(goal.metric).text(goal.unit).text(goal.currency);
    table.number(goal.aim.baseline).number(goal.aim.target).number(actual.value);
    table.number(p.attainment_ppm).number(p.expected).number(p.pace_ppm).number(p.run_rate);
    table.number(p.still_needed).text(actual.mixed_currencies ? "mixed_currencies" : p.status);
  }
  return table.take();
}

Table goals_overview(store::Database& database, const Json&, Instant) {
  return table_of(
      database.prepare(
          "WITH RECURSIVE live AS (SELECT g.*, coalesce((SELECT s.id FROM goal s WHERE s.amends_goal_id = "
          "g.parent_goal_id AND s.state NOT IN ('draft','withdrawn')), g.parent_goal_id) AS parent FROM goal "
          "g WHERE "
          "g.archived_at IS NULL AND g.state NOT IN ('withdrawn','retired')), tree(id, level, path) AS "
          "(SELECT id, 0, "
          "hex(id) FROM live WHERE parent IS NULL UNION ALL SELECT l.id, t.level + 1, t.path || hex(l.id) "
          "FROM live l "
          "JOIN tree t ON l.parent = t.id WHERE t.level < 100) SELECT l.id, l.parent, t.level, l.title, "
          "p.name, m.name, "
          "l.side, l.state, l.link_kind, l.baseline, l.target, l.currency, l.amends_goal_id, EXISTS (SELECT "
          "1 FROM "
          "signoff s WHERE s.subject_id = l.id AND s.side = 'marketing' AND s.decision = 'yes' AND "
          "(l.content_hash IS "
          "NULL OR s.content_hash = l.content_hash)), EXISTS (SELECT 1 FROM signoff s WHERE s.subject_id = "
          "l.id AND "
          "s.side = 'sales' AND s.decision = 'yes' AND (l.content_hash IS NULL OR s.content_hash = "
          "l.content_hash)) "
          "FROM live l JOIN tree t ON t.id = l.id JOIN metric m ON m.id = l.metric_id JOIN period p ON p.id "
          "= "
          "l.period_id ORDER BY p.starts_on, t.path"),
      {{"goal_id", Type::id},
       {"parent_goal_id", Type::id},
       {"level", Type::integer},
       {"title", Type::text},
       {"period", Type::text},
       {"metric", Type::text},
       {"side", Type::text},
       {"state", Type::text},
       {"link_kind", Type::text},
       {"baseline", Type::integer},
       {"target", Type::integer},
       {"currency", Type::text},
       {"amends_goal_id", Type::id},
       {"signed_by_marketing", Type::boolean},
       {"signed_by_sales", Type::boolean}});
}

constexpr model::Query kQueries[] = {
    {.name = "goal_attainment",
     .arguments = kAttainmentArguments,
     .doc = "each goal's attainment, pace and status, from records or manual readings",
     .run = goal_attainment},
    {.name = "goals_overview",
     .doc = "the goals as they hang together, and who has signed",
     .run = goals_overview},
};

}  // namespace

void add_goal_queries(model::Catalogue& catalogue) { catalogue.add(kQueries); }

}  // namespace tandem::domain
