// SPDX-License-Identifier: Apache-2.0
// How the goals stand. Both sides get the same answer.
#include "domain/arguments.hpp"
#include "domain/goals/funnel_models.hpp"
#include "domain/goals/goal_reading.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

constexpr Argument kAttainmentArguments[] = {
    {.name = "period_id", .type = Type::ref, .target = "period", .doc = "goals of this period only"},
    {.name = "as_of", .type = Type::instant, .doc = "the instant to judge at; absent: now"},
};

constexpr Argument kTreeArguments[] = {
    {.name = "as_of", .type = Type::instant, .doc = "the instant to judge at; absent: now"},
};

struct Standing {
  GoalReading reading;
  Rollup rollup;
  /// What the goal counts for its parent: its own figure, else that of its children.
  std::optional<std::int64_t> actual() const {
    return reading.actual.value ? reading.actual.value : rollup.actual;
  }
};

/// Every goal's own figures, and what its children say, from the leaves up.
std::vector<Standing> stand_at(store::Database& database, const std::vector<GoalRow>& goals, Instant as_of) {
  const Thresholds thresholds = thresholds_in_force(database, as_of);
  std::vector<Standing> out(goals.size());
  for (std::size_t i = goals.size(); i-- > 0;) {  // parents stand before their children
    out[i].reading = read_goal(database, goals[i], as_of, thresholds);
    std::vector<ChildGoal> children;
    for (const std::size_t c : children_of(goals, goals[i].id)) {
      ChildGoal child = goals[c].as_child();
      child.actual = out[c].actual();
      child.attainment_ppm = out[c].reading.progress.attainment_ppm ? out[c].reading.progress.attainment_ppm
                                                                    : out[c].rollup.attainment_ppm;
      children.push_back(child);
    }
    out[i].rollup = roll_up(children);
  }
  return out;
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
                      {"attainment_ppm", Type::integer},
                      {"expected_to_date", Type::integer},
                      {"pace_ppm", Type::integer},
                      {"run_rate", Type::integer},
                      {"still_needed", Type::integer},
                      {"status", Type::text},
                      {"zone", Type::text},
                      {"score", Type::integer},
                      {"pipeline_forecast", Type::integer},
                      {"coverage_ppm", Type::integer},
                      {"rollup_actual", Type::integer},
                      {"rollup_attainment_ppm", Type::integer}});
  const Id period = id_of(args, "period_id");
  const std::vector<GoalRow> goals = standing_goals(database);
  const std::vector<Standing> standing = stand_at(database, goals, as_of);
  for (std::size_t i = 0; i < goals.size(); ++i) {
    const GoalRow& goal = goals[i];
    if (!period.empty() && goal.period_id != period) continue;
    const GoalReading& reading = standing[i].reading;
    const Progress& p = reading.progress;
    table.row().id(goal.id).text(goal.title).text(goal.period).text(goal.side).text(goal.state);
    table.text(goal.metric).text(goal.unit).text(goal.currency);
    table.number(goal.aim.baseline).number(goal.aim.target).number(reading.actual.value);
    table.number(p.attainment_ppm).number(p.expected).number(p.pace_ppm).number(p.run_rate);
    table.number(p.still_needed).text(reading.status()).text(reading.zone).number(reading.score);
    table.number(reading.forecast).number(reading.coverage);
    table.number(standing[i].rollup.actual).number(standing[i].rollup.attainment_ppm);
  }
  return table.take();
}

/// What a goal needs of the goals below it, and what they leave open: Σ targets of a sum, or the need of the
/// stage before by the funnel model they were planned with.
struct Below {
  std::optional<std::int64_t> need, gap;
};
Below below(store::Database& database, const std::vector<GoalRow>& goals, const GoalRow& parent) {
  std::vector<ChildGoal> sums, stage;
  Below out;
  std::string metric;
  for (const std::size_t c : children_of(goals, parent.id)) {
    const GoalRow& child = goals[c];
    if (child.link == "sum") sums.push_back(child.as_child());
    if (child.link != "funnel") continue;
    if (metric.empty()) {
      out.need = need_of_child(database, parent, child);
      metric = child.metric_key;
    }
    if (child.metric_key == metric) stage.push_back(child.as_child());
  }
  if (out.need) {
    out.gap = gap(*out.need, "funnel", stage);
  } else if (!sums.empty()) {
    out = {parent.aim.target, gap(parent.aim.target, "sum", sums)};
  }
  return out;
}

Table goal_tree(store::Database& database, const Json& args, Instant now) {
  const Instant as_of = number_of(args, "as_of").value_or(now);
  TableBuilder table({{"goal_id", Type::id},
                      {"parent_goal_id", Type::id},
                      {"level", Type::integer},
                      {"title", Type::text},
                      {"metric", Type::text},
                      {"unit", Type::text},
                      {"currency", Type::text},
                      {"side", Type::text},
                      {"state", Type::text},
                      {"link_kind", Type::text},
                      {"weight", Type::integer},
                      {"target", Type::integer},
                      {"actual", Type::integer},
                      {"attainment_ppm", Type::integer},
                      {"status", Type::text},
                      {"rollup_actual", Type::integer},
                      {"rollup_attainment_ppm", Type::integer},
                      {"need_below", Type::integer},
                      {"gap", Type::integer}});
  const std::vector<GoalRow> goals = standing_goals(database);
  const std::vector<Standing> standing = stand_at(database, goals, as_of);
  for (std::size_t i = 0; i < goals.size(); ++i) {
    const GoalRow& goal = goals[i];
    const Below under = below(database, goals, goal);
    table.row().id(goal.id).id(goal.parent).number(goal.level).text(goal.title).text(goal.metric);
    table.text(goal.unit).text(goal.currency).text(goal.side).text(goal.state).text(goal.link);
    table.number(goal.link == "weight" ? std::optional(goal.weight) : std::nullopt).number(goal.aim.target);
    table.number(standing[i].reading.actual.value).number(standing[i].reading.progress.attainment_ppm);
    table.text(standing[i].reading.status()).number(standing[i].rollup.actual);
    table.number(standing[i].rollup.attainment_ppm).number(under.need).number(under.gap);
  }
  return table.take();
}

bool signed_by(store::Database& database, const GoalRow& goal, std::string_view side) {
  auto yes = database.prepare(
      "SELECT 1 FROM signoff s JOIN goal g ON g.id = s.subject_id WHERE g.id = ?1 AND s.side = ?2 AND "
      "s.decision "
      "= 'yes' AND (g.content_hash IS NULL OR s.content_hash = g.content_hash)");
  yes.bind(1, goal.id).bind(2, side);
  return yes.step();
}

Table goals_overview(store::Database& database, const Json&, Instant) {
  TableBuilder table({{"goal_id", Type::id},
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
  for (const GoalRow& goal : standing_goals(database)) {
    table.row().id(goal.id).id(goal.parent).number(goal.level).text(goal.title).text(goal.period);
    table.text(goal.metric).text(goal.side).text(goal.state).text(goal.link);
    table.number(goal.aim.baseline).number(goal.aim.target).text(goal.currency).id(goal.amends);
    table.flag(signed_by(database, goal, "marketing")).flag(signed_by(database, goal, "sales"));
  }
  return table.take();
}

constexpr Query kGoalQueries[] = {
    {.name = "goal_attainment",
     .arguments = kAttainmentArguments,
     .doc =
         "each goal's attainment, pace, status, zone, score, forecast and coverage, from records or manual "
         "readings, and what its children add up to",
     .run = goal_attainment},
    {.name = "goal_tree",
     .arguments = kTreeArguments,
     .doc = "the goals as they hang together: what each needs of those below it, and the gap they leave",
     .run = goal_tree},
    {.name = "goals_overview",
     .doc = "the goals as they hang together, and who has signed",
     .run = goals_overview},
};

}  // namespace

void add_goal_queries(Catalogue& catalogue) { catalogue.add(kGoalQueries); }

}  // namespace tandem::domain
