// SPDX-License-Identifier: Apache-2.0
// A money goal turned into draft goals for every stage before it, and planned again by a newer model.
#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/arguments.hpp"
#include "domain/goals/funnel_models.hpp"
#include "domain/goals/goals.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

/// What one stage is to become under the goal it feeds.
struct StagePlan {
  const StageNeed& stage;
  Id parent, period, model;
  std::string title;
};
struct Planned {
  Id goal;
  std::string_view did;  ///< made, changed, amended, same
};

struct Metric {
  Id id;
  std::string name;
};
Metric metric_of(store::Database& database, const std::string& key) {
  auto rows = database.prepare("SELECT id, name FROM metric WHERE key = ? AND archived_at IS NULL");
  rows.bind(1, key);
  if (rows.step()) return {rows.id(0), std::string(rows.text(1))};
  throw Refusal(TANDEM_INVALID_STATE, "unknown_metric",
                concat({"the funnel model names the metric ", key, ", which is not there"}),
                "add the metric, or sign a model without it");
}

/// The period that lies `days` earlier, found or made.
Id earlier_period(Change& change, const Id& period, std::int64_t days) {
  if (days == 0) return period;
  const EntityInfo& periods = change.entity(kPeriod);
  const Row row = change.get(periods, period);
  const std::int64_t from = number_of(row, kPeriod["starts_on"]) - days,
                     until = number_of(row, kPeriod["ends_on"]) - days;
  auto find = change.database().prepare(
      "SELECT e.id FROM period e JOIN period p ON p.id = ?1 WHERE e.starts_on = ?2 AND e.ends_on = ?3 AND "
      "e.time_zone = p.time_zone AND e.basis = p.basis AND e.season IS p.season AND e.calendar_id IS "
      "p.calendar_id AND e.archived_at IS NULL "
      "ORDER "
      "BY e.id LIMIT 1");
  find.bind(1, period).bind(2, from).bind(3, until);
  if (find.step()) return find.id(0);
  Draft draft(periods);
  for (const std::size_t kept :
       {kPeriod["time_zone"], kPeriod["basis"], kPeriod["calendar_id"], kPeriod["season"]}) {
    if (has(row, kept)) draft.value(kept, row[kept]);
  }
  draft.text(kPeriod["name"], concat({text_of(row, kPeriod["name"]), " −", std::to_string(days), " d"}));
  return draft.number(kPeriod["starts_on"], from).number(kPeriod["ends_on"], until).create(change);
}

Draft& fill(Draft& draft, const StagePlan& plan) {
  return draft.number(kGoal["target"], plan.stage.need)
      .id(kGoal["period_id"], plan.period)
      .id(kGoal["funnel_model_id"], plan.model);
}

Id make(Change& change, const StagePlan& plan) {
  Draft draft(goals(change));
  draft.text(kGoal["title"], plan.title)
      .id(kGoal["metric_id"], metric_of(change.database(), plan.stage.metric).id)
      .number(kGoal["baseline"], 0)
      .text(kGoal["side"], plan.stage.side)
      .id(kGoal["parent_goal_id"], plan.parent)
      .set(kGoal["link_kind"]["funnel"]);
  return fill(draft, plan).create(change);
}

/// The goal that an earlier plan made for the stage; null where there is none.
const GoalRow* planned_before(const std::vector<GoalRow>& standing, const StagePlan& plan) {
  const GoalRow* found = nullptr;
  for (const std::size_t i : children_of(standing, plan.parent)) {
    const GoalRow& child = standing[i];
    if (child.link != "funnel" || child.funnel_model.empty() || child.metric_key != plan.stage.metric)
      continue;
    if (found != nullptr) {
      throw Refusal(TANDEM_INVALID_STATE, "goal_was_split",
                    concat({"the goal in ", plan.stage.metric, " was split into several"}),
                    "amend its parts yourself; the query cascade says what they need together");
    }
    found = &child;
  }
  return found;
}

Planned replan(Change& change, const std::vector<GoalRow>& standing, const GoalRow& old,
               const StagePlan& plan) {
  const Row row = change.get(goals(change), old.id);
  const bool same = old.aim.target == plan.stage.need && id_of(row, kGoal["period_id"]) == plan.period;
  if (old.state == "draft") {
    Draft fields(goals(change));
    fill(fields, plan).update(change, old.id);
    return {old.id, same ? "same" : "changed"};
  }
  for (const GoalRow& other : standing) {
    if (!other.is_proposal() || other.amends != old.id) continue;
    Draft fields(goals(change));
    fill(fields, plan).update(change, other.id);
    return {old.id, "amended"};
  }
  if (same) return {old.id, "same"};
  Draft successor = successor_of(change, row);
  fill(successor, plan);
  store_successor(change, row, std::move(successor), {{"funnel_model_id", plan.model.text()}});
  return {old.id, "amended"};
}

constexpr Argument kPlanArguments[] = {
    {.name = "funnel_model_id",
     .type = Type::ref,
     .required = true,
     .target = "funnel_model",
     .doc = "the signed model to plan with"},
};

GoalRow require_root(Change& change, const Id& record) {
  auto row = standing_goal(change.database(), record);
  if (row && row->is_proposal()) {
    throw Refusal(TANDEM_INVALID_STATE, "not_signed_yet",
                  "this goal wants another's place and is not signed yet",
                  "let both sides agree to it first, or plan the goal that it amends");
  }
  if (row && (row->state == "draft" || row->state == "agreed" || row->state == "active")) return *row;
  throw Refusal(TANDEM_INVALID_STATE, "goal_is_over", "this goal is over, so that nothing is planned for it",
                "plan a goal that is draft, agreed or active");
}

FunnelModel require_signed(Change& change, const Id& id) {
  FunnelModel model = read_funnel_model(change.database(), id);
  if (model.state == "signed") return model;
  throw Refusal(TANDEM_INVALID_STATE, "not_signed_yet",
                concat({"this funnel model is ", model.state,
                        ", and goals are planned with a "
                        "signed one"}),
                "let both sides do funnel_model.sign, or name the version that replaced it");
}

Json plan_cascade(Change& change, const VerbCall& call) {
  confirmed_person(change, call.verb.name);
  const FunnelModel model = require_signed(change, id_of(call.args, "funnel_model_id"));
  const GoalRow root = require_root(change, call.record);
  const Row row = change.get(goals(change), call.record);
  const std::vector<GoalRow> standing = standing_goals(change.database());
  Json made = Json::array();
  Id parent = call.record;
  for (const StageNeed& stage : needs_of(change.database(), root, model)) {
    const Metric measured = metric_of(change.database(), stage.metric);
    const StagePlan plan{stage, parent,
                         earlier_period(change, id_of(row, kGoal["period_id"]), stage.lead_days), model.id,
                         concat({measured.name, ", ", root.title})};
    const GoalRow* old = planned_before(standing, plan);
    const Planned planned =
        old == nullptr ? Planned{make(change, plan), "made"} : replan(change, standing, *old, plan);
    parent = planned.goal;
    made.push_back({{"goal_id", planned.goal.text()},
                    {"metric", stage.metric},
                    {"need", stage.need},
                    {"did", planned.did}});
  }
  change.event("goal.cascaded", "goal", call.record,
               {{"funnel_model_id", model.id.text()}, {"number", model.number}});
  Json result = answer(goals(change), call.record, number_of(row, kRevision), root.state);
  result["funnel_model_id"] = model.id.text();
  result["goals"] = made;
  return result;
}

constexpr Argument kCascadeArguments[] = {
    {.name = "goal_id", .type = Type::ref, .required = true, .target = "goal", .doc = "a goal in money"},
    {.name = "funnel_model_id",
     .type = Type::ref,
     .target = "funnel_model",
     .doc = "the model to count with, signed or not; absent: the newest signed one"},
};

Table cascade_query(store::Database& database, const Json& args, Instant) {
  const auto goal = standing_goal(database, id_of(args, "goal_id"));
  if (!goal)
    throw Refusal(TANDEM_NOT_FOUND, "unknown_record", "no such standing goal",
                  "list the goals with goals_overview");
  const Id wanted = id_of(args, "funnel_model_id");
  const auto model = wanted.empty() ? funnel_model_in_force(database) : read_funnel_model(database, wanted);
  if (!model) {
    throw Refusal(TANDEM_INVALID_STATE, "no_rule_in_force", "there is no signed funnel model",
                  "put a funnel_model and let both sides sign it, or name a draft");
  }
  TableBuilder table({{"metric", Type::text},
                      {"side", Type::text},
                      {"need", Type::integer},
                      {"lead_days", Type::integer},
                      {"starts_on", Type::date},
                      {"ends_on", Type::date},
                      {"funnel_model_id", Type::id},
                      {"funnel_model_number", Type::integer}});
  for (const StageNeed& stage : needs_of(database, *goal, *model)) {
    table.row().text(stage.metric).text(stage.side).number(stage.need).number(stage.lead_days);
    table.number(goal->stretch.starts_on - stage.lead_days).number(goal->stretch.ends_on - stage.lead_days);
    table.id(model->id).number(model->number);
  }
  return table.take();
}

constexpr Verb kCascadePlansVerbs[] = {
    {.name = "goal.plan_cascade",
     .entity = "goal",
     .arguments = kPlanArguments,
     .doc = "makes a draft goal for every stage before a money goal, each in the period its lag asks for; "
            "planned "
            "again, drafts are changed and signed goals get successors",
     .run = plan_cascade},
};
constexpr Query kCascadePlansQueries[] = {
    {.name = "cascade",
     .arguments = kCascadeArguments,
     .doc = "what every stage must bring for a money goal, and when; changes nothing",
     .run = cascade_query},
};

}  // namespace

void add_cascade_plans(Catalogue& catalogue) {
  catalogue.add(kCascadePlansVerbs);
  catalogue.add(kCascadePlansQueries);
}

}  // namespace tandem::domain
