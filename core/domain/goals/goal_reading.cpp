// SPDX-License-Identifier: Apache-2.0
#include "domain/goals/goal_reading.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/agreements/clauses.hpp"
#include "domain/arguments.hpp"
#include "domain/clocks/calendars.hpp"
#include "domain/goals/economics.hpp"
#include "domain/goals/exchange.hpp"
#include "domain/words.hpp"
#include "model/predicate.hpp"

namespace tandem::domain {
namespace {

constexpr Instant kLongAgo = -719'162 * kDay;  // the year 1

std::string text_or_empty(const store::Statement& rows, int column) {
  return rows.is_null(column) ? std::string() : std::string(rows.text(column));
}

GoalRow read_row(store::Database& database, const store::Statement& rows) {
  GoalRow row;
  row.id = rows.id(0);
  row.parent = rows.id(1);
  row.metric_id = rows.id(2);
  row.amends = rows.id(3);
  row.funnel_model = rows.id(4);
  row.title = rows.text(5);
  row.metric = rows.text(6);
  row.unit = rows.text(7);
  row.currency = text_or_empty(rows, 8);
  row.source = text_or_empty(rows, 9);
  row.side = rows.text(10);
  row.state = rows.text(11);
  row.period = rows.text(12);
  row.link = text_or_empty(rows, 13);
  row.aim = {rows.integer(14), rows.integer(15)};
  if (!rows.is_null(16)) row.stretch_target = rows.integer(16);
  row.weight = rows.integer(17);
  row.lower_is_better = rows.text(18) == "lower" || row.aim.target < row.aim.baseline;
  row.stretch.starts_on = rows.integer(19);
  row.stretch.ends_on = rows.integer(20);
  row.stretch.time_zone = rows.text(21);
  if (!rows.is_null(22)) row.stretch.season = parse_json(rows.text(22), "season");
  row.stretch.starts_at = local_midnight(row.stretch.starts_on, row.stretch.time_zone);
  row.stretch.ends_at = local_midnight(row.stretch.ends_on, row.stretch.time_zone);
  row.metric_key = rows.text(23);
  row.period_id = rows.id(24);
  row.segment = rows.id(25);
  if (!rows.is_null(26)) {
    row.stretch.working = std::make_shared<const WorkingTime>(calendar_of(database, rows.id(26)));
  }
  return row;
}

constexpr std::string_view kColumns =
    "SELECT g.id, g.parent_goal_id, g.metric_id, g.amends_goal_id, g.funnel_model_id, g.title, m.name, "
    "m.unit, g.currency, m.source, g.side, g.state, p.name, g.link_kind, g.baseline, g.target, g.stretch, "
    "coalesce(g.weight,0), m.direction, p.starts_on, p.ends_on, p.time_zone, p.season, m.key, g.period_id, "
    "g.segment_id, p.calendar_id "
    "FROM goal g JOIN metric "
    "m ON m.id = g.metric_id JOIN period p ON p.id = g.period_id WHERE g.archived_at IS NULL AND g.state NOT "
    "IN ('withdrawn','retired')";

/// Goal → the one that took its place.
std::unordered_map<Id, Id> successors(store::Database& database) {
  std::unordered_map<Id, Id> out;
  auto rows = database.prepare(
      "SELECT amends_goal_id, id FROM goal WHERE amends_goal_id IS NOT NULL AND state NOT IN "
      "('draft','withdrawn') AND archived_at IS NULL");
  while (rows.step()) out.emplace(rows.id(0), rows.id(1));
  return out;
}

using ByParent = std::unordered_map<Id, std::vector<GoalRow>>;

/// Appends the goals under `parent`, each with its own below it.
void append_below(const Id& parent, int level, ByParent& by_parent, std::vector<GoalRow>& out) {
  const auto found = by_parent.find(parent);
  if (found == by_parent.end()) return;
  std::vector<GoalRow> here = std::move(found->second);
  by_parent.erase(found);  // each goal once, whatever the data say
  for (GoalRow& row : here) {
    row.level = level;
    const Id id = row.id;
    out.push_back(std::move(row));
    append_below(id, level + 1, by_parent, out);
  }
}

/// What was read of the goals that this one took the place of was read of this one too, while the metric is
/// the same.
std::optional<std::int64_t> last_reading(store::Database& database, const Id& goal, Instant as_of) {
  auto rows = database.prepare(
      "WITH RECURSIVE line(id) AS (SELECT ?1 UNION SELECT before.id FROM line l JOIN goal g ON g.id = l.id "
      "JOIN goal before ON before.id = g.amends_goal_id AND before.metric_id = g.metric_id) SELECT value "
      "FROM (SELECT value, at, id FROM goal_actual WHERE goal_id IN (SELECT id FROM line) AND at <= ?2 AND "
      "archived_at IS NULL UNION ALL SELECT value, at, id FROM check_in WHERE goal_id IN (SELECT id FROM "
      "line) AND at <= ?2 AND archived_at IS NULL) ORDER BY at DESC, id DESC LIMIT 1");
  rows.bind(1, goal);
  rows.bind(2, as_of);
  if (!rows.step()) return std::nullopt;
  return rows.integer(0);
}

Measured actual_of(store::Database& database, const GoalRow& goal, Instant as_of) {
  if (!goal.has_source()) return {last_reading(database, goal.id, as_of), false};
  const MeasureWindow window{goal.stretch.starts_at, std::min(goal.stretch.ends_at, as_of + 1),
                             goal.stretch.time_zone, goal.segment};
  return measure(database, parse_json(goal.source, "source"), window, goal.currency, as_of);
}

std::optional<std::int64_t> score_of(store::Database& database, const Id& metric, std::int64_t value) {
  auto scale = database.prepare(
      "SELECT floor, target, stretch, cap FROM scale WHERE metric_id = ? AND archived_at IS NULL");
  scale.bind(1, metric);
  if (!scale.step()) return std::nullopt;
  ScaleMarks marks{scale.integer(0), scale.integer(1), {}, scale.integer(3)};
  if (!scale.is_null(2)) marks.stretch = scale.integer(2);
  return scale_score(marks, value);
}

/// The condition on won deals turned into one on open deals; false where it asks for no won ones.
bool ask_for_open(Json& where) {
  if (where.is_object() && where.value("field", Json()) == "result" && where.value("op", Json()) == "=" &&
      where.value("value", Json()) == "won") {
    where["value"] = "open";
    return true;
  }
  bool found = false;
  if (where.is_structured()) {
    for (Json& part : where) found = ask_for_open(part) || found;
  }
  return found;
}

/// Open deals due in the goal's period, in its currency; nothing where the goal is not won money or a rate is
/// missing.
std::optional<std::vector<OpenDeal>> open_deals(store::Database& database, const GoalRow& goal,
                                                Instant as_of) {
  if (!goal.has_source()) return std::nullopt;
  Json source = parse_json(goal.source, "source");
  if (source.value("entity", "") != "opportunity" || source.value("measure", "") != "sum:amount_minor" ||
      !source.contains("where") || !ask_for_open(source["where"])) {
    return std::nullopt;
  }
  const EntityInfo& deals = database.catalogue().entity(kOpportunity);
  const auto where = Predicate::parse(database.catalogue(), deals, source["where"]).compile("r", as_of);
  SqlCondition segment;
  if (!goal.segment.empty()) segment = in_segment(database, goal.segment, as_of);
  auto rows = database.prepare(
      concat({"SELECT r.amount_minor, coalesce(r.probability_ppm,0), r.currency FROM opportunity r WHERE "
              "r.archived_at IS NULL AND coalesce(r.amount_minor,0) <> 0 AND r.expected_close_on >= ? AND "
              "r.expected_close_on < ? AND (",
              where.sql, ")", segment.sql}));
  rows.bind(1, goal.stretch.starts_on);
  rows.bind(2, goal.stretch.ends_on);
  int next = 3;
  for (const SqlCondition* part : {&where, &std::as_const(segment)}) {
    for (std::size_t i = 0; i < part->parameters.size(); ++i) rows.bind(next++, part->parameters[i]);
  }
  std::vector<OpenDeal> open;
  std::string currency = goal.currency;
  while (rows.step()) {
    if (currency.empty()) currency = text_or_empty(rows, 2);
    const auto amount = convert_on(database, rows.integer(0), rows.text(2), currency,
                                   date_in_zone(as_of, goal.stretch.time_zone));
    if (!amount) return std::nullopt;
    open.push_back({*amount, rows.integer(1)});
  }
  return open;
}

/// The best level read so far, as far from the baseline as possible.
std::optional<std::int64_t> best_reading(store::Database& database, const GoalRow& goal) {
  auto rows = database.prepare(
      "SELECT max(a.value) FROM (SELECT goal_id, value FROM goal_actual WHERE archived_at IS NULL UNION ALL "
      "SELECT goal_id, value FROM check_in WHERE archived_at IS NULL) a JOIN goal g ON g.id = a.goal_id "
      "WHERE "
      "g.metric_id = ?");
  rows.bind(1, goal.metric_id);
  if (!rows.step() || rows.is_null(0)) return std::nullopt;
  return rows.integer(0);
}

}  // namespace

Instant local_midnight(std::int64_t day, const std::string& zone) {
  return parse_pattern(format_date(day), "%Y-%m-%d", zone).value_or(day * kDay);
}

std::vector<GoalRow> standing_goals(store::Database& database) {
  const std::unordered_map<Id, Id> successor = successors(database);
  ByParent by_parent;
  auto rows = database.prepare(concat({kColumns, " ORDER BY p.starts_on, g.id"}));
  while (rows.step()) {
    GoalRow row = read_row(database, rows);
    for (auto it = successor.find(row.parent); it != successor.end(); it = successor.find(row.parent)) {
      row.parent = it->second;
    }
    const Id parent = row.parent;
    by_parent[parent].push_back(std::move(row));
  }
  std::vector<GoalRow> goals;
  append_below(Id{}, 0, by_parent, goals);
  return goals;
}

std::optional<GoalRow> standing_goal(store::Database& database, const Id& goal) {
  auto rows = database.prepare(concat({kColumns, " AND g.id = ?"}));
  rows.bind(1, goal);
  if (!rows.step()) return std::nullopt;
  return read_row(database, rows);
}

std::vector<std::size_t> children_of(const std::vector<GoalRow>& goals, const Id& parent) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < goals.size(); ++i) {
    if (goals[i].parent == parent && !goals[i].is_proposal()) out.push_back(i);
  }
  return out;
}

Thresholds thresholds_in_force(store::Database& database, Instant at) {
  Thresholds least;
  for (const ClauseInForce& policy : clauses_in_force(database, "judging_policy", "", at)) {
    if (!given(policy.body, "green_ppm") && !given(policy.body, "amber_ppm")) continue;
    least.green_ppm = number_of(policy.body, "green_ppm").value_or(least.green_ppm);
    least.amber_ppm = number_of(policy.body, "amber_ppm").value_or(least.amber_ppm);
    break;
  }
  return least;
}

GoalReading read_goal(store::Database& database, const GoalRow& goal, Instant as_of,
                      const Thresholds& thresholds) {
  GoalReading out;
  out.actual = actual_of(database, goal, as_of);
  out.progress = progress(goal.aim, out.actual.value, share_due(goal.stretch, as_of), thresholds);
  if (!out.actual.value) return out;
  if (goal.stretch_target) out.zone = zone_of(goal.aim, *goal.stretch_target, *out.actual.value);
  out.score = score_of(database, goal.metric_id, *out.actual.value);
  if (const auto open = open_deals(database, goal, as_of)) {
    out.forecast = pipeline_forecast(*out.actual.value, *open);
    out.coverage = coverage_ppm(*open, goal.aim.target, *out.actual.value);
  }
  return out;
}

std::optional<Realism> realism_of(store::Database& database, const GoalRow& goal, Instant now) {
  if (goal.lower_is_better) return std::nullopt;
  if (!goal.has_source()) return realism(goal.aim.target, best_reading(database, goal));
  const Instant length = goal.stretch.ends_at - goal.stretch.starts_at;
  const auto past =
      dated_values(database, parse_json(goal.source, "source"),
                   {kLongAgo, now + 1, goal.stretch.time_zone, goal.segment}, goal.currency, now);
  if (!past) return std::nullopt;
  return realism(goal.aim.target, best_over(*past, length));
}

}  // namespace tandem::domain
