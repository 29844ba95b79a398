// SPDX-License-Identifier: Apache-2.0
#include "domain/goals/goal_rules.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/clocks/calendars.hpp"
#include "domain/goals/goal_reading.hpp"
#include "domain/goals/goals.hpp"
#include "domain/goals/metrics.hpp"
#include "domain/guards.hpp"
#include "model/predicate.hpp"
#include "model/signed_content.hpp"

namespace tandem::domain {
namespace {

constexpr int kDeepest = 100;  // no tree of goals or measures is deeper

[[noreturn]] void refuse_state(RefusalCode code, std::string message, std::string advice) {
  throw Refusal(TANDEM_INVALID_STATE, code, std::move(message), std::move(advice));
}

/// The goal that stands in a goal's place now: itself, or the last that amended it.
Row standing(Change& change, Row row) {
  for (int depth = 0; depth <= kDeepest; ++depth) {
    auto find = change.database().prepare(
        "SELECT id FROM goal WHERE amends_goal_id = ? AND state NOT IN ('draft','withdrawn') AND archived_at "
        "IS "
        "NULL");
    find.bind(1, id_of(row, kId));
    if (!find.step()) break;
    row = change.get(goals(change), find.id(0));
  }
  return row;
}

/// Follows the parents up; the goal itself may not be stored yet. What it amends is itself too.
Row root_of(Change& change, const Row& start) {
  const Id self = id_of(start, kId), before = id_of(start, kGoal["amends_goal_id"]);
  Row at = start;
  for (int depth = 0; has(at, kGoal["parent_goal_id"]); ++depth) {
    const Id parent = id_of(at, kGoal["parent_goal_id"]);
    if (parent != self) at = standing(change, change.get(goals(change), parent));
    const Id reached = id_of(at, kId);
    if (parent == self || reached == self || (!before.empty() && reached == before) || depth > kDeepest) {
      refuse_state("circular_parent", "a goal cannot hang from itself",
                   "give a parent_goal_id that does not lead back here");
    }
    const std::string_view state = text_of(at, kGoal["state"]);
    if (state == "withdrawn" || state == "retired" || has(at, kArchivedAt)) {
      refuse_state("goal_is_over", "a goal above this one is over",
                   "give the parent_goal_id of a goal that stands");
    }
  }
  return at;
}

bool is_money_of_revenue(const Row& measured) {
  const std::string_view kind = text_of(measured, kMetric["kind"]);
  return is(measured, kMetric["unit"]["money"]) && (kind == "revenue" || kind == "profit");
}

void check_root(Change& change, const Row& row, const Row& measured) {
  if (!is_money_of_revenue(measured)) {
    refuse_state("root_not_in_money",
                 "the root goal is money of kind revenue or profit, and this metric is not",
                 "give parent_goal_id and link_kind, so that the goal hangs from the root");
  }
  auto other = change.database().prepare(
      "SELECT 1 FROM goal WHERE parent_goal_id IS NULL AND period_id = ?1 AND id <> ?2 AND id <> ?3 AND "
      "coalesce(amends_goal_id, x'00') <> ?2 AND state NOT IN ('withdrawn','retired') AND archived_at IS "
      "NULL");
  other.bind(1, id_of(row, kGoal["period_id"]));
  other.bind(2, id_of(row, kId));
  other.bind(3, id_of(row, kGoal["amends_goal_id"]));
  if (!other.step()) return;
  refuse_state("second_root", "this period has its root goal already",
               "give parent_goal_id and link_kind, or amend the root");
}

void check_nested(Change& change, const Id& inner_id, const Id& outer_id) {
  if (inner_id == outer_id) return;
  const EntityInfo& periods = change.entity(kPeriod);
  const Row inner = change.get(periods, inner_id), outer = change.get(periods, outer_id);
  if (number_of(inner, kPeriod["starts_on"]) >= number_of(outer, kPeriod["starts_on"]) &&
      number_of(inner, kPeriod["ends_on"]) <= number_of(outer, kPeriod["ends_on"])) {
    return;
  }
  refuse_state("period_not_nested", "a sum needs a period inside the parent's",
               "link it as contributes, or choose a nested period");
}

/// One amount of money is added to another only in one currency; a draft may still lack its own.
void check_currencies(const Row& row, const Row& parent) {
  if (!has(row, kGoal["currency"]) || !has(parent, kGoal["currency"])) return;
  if (text_of(row, kGoal["currency"]) == text_of(parent, kGoal["currency"])) return;
  refuse_state("currencies_differ", "a sum needs the same currency as the parent",
               "set that currency, or link it as contributes");
}

void check_link(Change& change, const Row& row, const Row& measured, const Row& parent) {
  const Row parent_metric = change.get(change.entity(kMetric), id_of(parent, kGoal["metric_id"]));
  const std::string_view kind = text_of(row, kGoal["link_kind"]);
  const bool same_metric = id_of(row, kGoal["metric_id"]) == id_of(parent, kGoal["metric_id"]);
  if (kind == "sum") {
    if (text_of(measured, kMetric["unit"]) != text_of(parent_metric, kMetric["unit"])) {
      refuse_state("units_differ", "a sum needs the same unit as the parent",
                   "link it as funnel or contributes");
    }
    if (is(measured, kMetric["unit"]["money"])) check_currencies(row, parent);
    check_nested(change, id_of(row, kGoal["period_id"]), id_of(parent, kGoal["period_id"]));
  }
  if (!same_metric && kind != "funnel" && kind != "contributes") {
    refuse_state("metrics_differ", "goals with different metrics are linked by funnel or contributes",
                 "set link_kind to funnel or contributes");
  }
  if (kind == "weight" && number_of(row, kGoal["weight"]) <= 0) {
    refuse_state("missing_weight", "a weighted goal needs a weight above zero", "set weight");
  }
}

/// What hangs from a goal, or from one that it is to take the place of, still fits it.
void check_below(Change& change, const Row& row) {
  std::vector<Id> below;
  {
    auto find = change.database().prepare(
        "WITH RECURSIVE line(id) AS (SELECT ?1 UNION SELECT ?2 UNION SELECT g.amends_goal_id FROM goal g "
        "JOIN "
        "line l ON g.id = l.id) SELECT id FROM goal WHERE parent_goal_id IN (SELECT id FROM line) AND state "
        "NOT IN ('withdrawn','retired') AND NOT (state = 'draft' AND amends_goal_id IS NOT NULL) AND "
        "archived_at IS NULL");
    find.bind(1, id_of(row, kId)).bind(2, id_of(row, kGoal["amends_goal_id"]));
    while (find.step()) below.push_back(find.id(0));
  }
  for (const Id& id : below) {
    const Row child = change.get(goals(change), id);
    const Row measured = change.get(change.entity(kMetric), id_of(child, kGoal["metric_id"]));
    try {
      check_link(change, child, measured, row);
    } catch (const Error& e) {
      refuse_state("misfit_below", concat({"a goal below would not fit any more: ", e.message()}),
                   concat({"change the goal below first: ", e.advice()}));
    }
  }
}

/// An activity counts as a goal only where its path of measures ends at the root's.
void check_path(Change& change, const Row& row, const Row& measured) {
  const EntityInfo& metrics = change.entity(kMetric);
  const Id wanted = id_of(root_of(change, row), kGoal["metric_id"]);
  Row at = measured;
  for (int depth = 0; depth < kDeepest; ++depth) {
    if (id_of(at, kId) == wanted) return;
    if (!has(at, kMetric["path_to_revenue_id"])) break;
    at = change.get(metrics, id_of(at, kMetric["path_to_revenue_id"]));
  }
  refuse_state(
      "no_path_to_revenue",
      "this metric measures an activity, and its path to revenue does not end at the root goal's metric",
      "set path_to_revenue_id on the metric, step by step up to the root's");
}

bool is_bound(std::string_view state) { return state != "draft" && state != "withdrawn"; }

void before_goal(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  bool content = before == nullptr;
  for (std::size_t i = kCommonFields; i < entity.size(); ++i) {
    if (!entity.field(i).is(kSigned) || !changed(before, after, i)) continue;
    content = true;
    if (before == nullptr || !is_bound(text_of(*before, kGoal["state"]))) continue;
    refuse_state("signed_content",
                 "both sides have signed " + std::string(entity.field(i).name) + " of this goal",
                 "use goal.amend: it makes a successor for both to sign");
  }
  if (!content || !has(after, kGoal["metric_id"]) || !has(after, kGoal["period_id"])) return;
  if (has(after, kGoal["parent_goal_id"]) != has(after, kGoal["link_kind"])) {
    refuse_state("incomplete_link", "a goal has a parent and a kind of link, or neither",
                 "give parent_goal_id and link_kind together");
  }
  if (has(after, kGoal["target"]) &&
      number_of(after, kGoal["target"]) == number_of(after, kGoal["baseline"])) {
    refuse_state("target_is_baseline", "target and baseline are equal, so that there is no way to go",
                 "set another target");
  }
  check_goal_links(change, after);
}

bool changes_signed_part(const EntityInfo& entity, const Row* before, const Row& after) {
  if (before == nullptr) return false;
  for (std::size_t i = kCommonFields; i < entity.size(); ++i) {
    if (entity.field(i).is(kSigned) && changed(before, after, i)) return true;
  }
  return false;
}

/// What signed goals stand on is part of what was signed. `column` is the goal's.
void require_unsigned(Change& change, const char* column, const Row& row, std::string_view what) {
  auto bound = change.database().prepare(
      concat({"SELECT 1 FROM goal WHERE ", column, " = ? AND state NOT IN ('draft','withdrawn') LIMIT 1"}));
  bound.bind(1, id_of(row, kId));
  if (!bound.step()) return;
  refuse_state("signed_content", concat({"signed goals stand on this ", what}),
               concat({"make a new ", what, " and amend the goals"}));
}

/// Working time needs a calendar that is open some time in the period.
void check_basis(Change& change, const Row& row) {
  const bool working = is(row, kPeriod["basis"]["working_time"]);
  if (working != has(row, kPeriod["calendar_id"])) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "calendar_without_working_time",
                  working ? "working time is counted in a calendar, and the period names none"
                          : "a period with a calendar is counted in its working time",
                  "set basis to working_time together with calendar_id, or neither");
  }
  if (!working) return;
  const std::string zone(text_of(row, kPeriod["time_zone"]));
  const WorkingTime calendar = calendar_of(change.database(), id_of(row, kPeriod["calendar_id"]));
  if (calendar.between(local_midnight(number_of(row, kPeriod["starts_on"]), zone),
                       local_midnight(number_of(row, kPeriod["ends_on"]), zone)) > 0) {
    return;
  }
  throw Refusal(TANDEM_INVALID_ARGUMENT, "calendar_never_open", "the calendar is never open in the period",
                "name another calendar_id, or correct the period's dates");
}

void before_period(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  if (has(after, kPeriod["season"])) check_season(parse_json(text_of(after, kPeriod["season"]), "season"));
  check_basis(change, after);
  if (changes_signed_part(entity, before, after)) require_unsigned(change, "period_id", after, "period");
}

void before_metric(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  if (changes_signed_part(entity, before, after)) require_unsigned(change, "metric_id", after, "metric");
  if (has(after, kMetric["source"])) {
    check_source(change.catalogue(), parse_json(text_of(after, kMetric["source"]), "source"));
  }
  const Id self = id_of(after, kId);
  Id next = id_of(after, kMetric["path_to_revenue_id"]);
  for (int depth = 0; !next.empty(); ++depth) {
    if (next == self || depth > kDeepest) {
      refuse_state("circular_path", "a metric cannot be its own path to revenue",
                   "set another path_to_revenue_id");
    }
    const auto row = change.find(entity, next);
    next = row ? id_of(*row, kMetric["path_to_revenue_id"]) : Id{};
  }
}

void before_segment(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  if (changes_signed_part(entity, before, after)) require_unsigned(change, "segment_id", after, "segment");
  if (!has(after, kSegment["rule"])) return;
  Predicate::parse(change.catalogue(), change.entity(kAccount),
                   parse_json(text_of(after, kSegment["rule"]), "rule"));
}

}  // namespace

void check_goal_links(Change& change, const Row& row) {
  const Row measured = change.get(change.entity(kMetric), id_of(row, kGoal["metric_id"]));
  check_below(change, row);
  if (!has(row, kGoal["parent_goal_id"])) {
    check_root(change, row, measured);
    return;
  }
  const Row root = root_of(change, row);
  const Row root_metric = change.get(change.entity(kMetric), id_of(root, kGoal["metric_id"]));
  if (!is_money_of_revenue(root_metric)) {
    refuse_state("no_path_to_revenue", "this goal does not reach a revenue or profit goal",
                 "hang it from the root or one of its goals");
  }
  check_link(change, row, measured,
             standing(change, change.get(goals(change), id_of(row, kGoal["parent_goal_id"]))));
  if (is(measured, kMetric["kind"]["activity"])) check_path(change, row, measured);
}

void require_nothing_below(Change& change, const Id& goal) {
  // What hangs from a goal that this one took the place of hangs from this one.
  auto below = change.database().prepare(
      "WITH RECURSIVE line(id) AS (SELECT ?1 UNION SELECT g.amends_goal_id FROM goal g JOIN line l ON g.id = "
      "l.id WHERE g.amends_goal_id IS NOT NULL AND g.state <> 'draft') SELECT 1 FROM goal WHERE "
      "parent_goal_id "
      "IN (SELECT id FROM line) AND state NOT IN ('withdrawn','retired') AND archived_at IS NULL LIMIT 1");
  below.bind(1, goal);
  if (!below.step()) return;
  refuse_state("goals_below", "other goals hang from this one",
               "withdraw, close or move the goals below it first");
}

void require_countable(Change& change, const Row& row) {
  const Row measured = change.get(change.entity(kMetric), id_of(row, kGoal["metric_id"]));
  if (is(measured, kMetric["unit"]["money"]) && !has(row, kGoal["currency"])) {
    refuse_state("missing_currency", "this goal is in money and names no currency",
                 "set currency on the goal");
  }
  if (!has(row, kGoal["segment_id"]) || !has(measured, kMetric["source"])) return;
  if (has_account(change.catalogue(), parse_json(text_of(measured, kMetric["source"]), "source"))) return;
  refuse_state("no_account_to_count",
               "this goal names a segment, and what its metric counts names no account",
               "leave segment_id out, or use a metric over records with an account: opportunity, lead");
}

std::string goal_hash(Change& change, const Row& row) {
  const EntityInfo &periods = change.entity(kPeriod), &metrics = change.entity(kMetric),
                   &segments = change.entity(kSegment);
  const Row stretch_of_time = change.get(periods, id_of(row, kGoal["period_id"]));
  const Row measured = change.get(metrics, id_of(row, kGoal["metric_id"]));
  std::vector<SignedChildren> parts = {{&periods, {&stretch_of_time}}, {&metrics, {&measured}}};
  Row market;
  if (has(row, kGoal["segment_id"])) {
    market = change.get(segments, id_of(row, kGoal["segment_id"]));
    parts.push_back({&segments, {&market}});
  }
  return model::content_hash(goals(change), row, parts);
}

void add_goal_rules(Catalogue& catalogue) {
  catalogue.edit("goal").before_write.push_back(before_goal);
  catalogue.edit("period").before_write.push_back(before_period);
  catalogue.edit("metric").before_write.push_back(before_metric);
  catalogue.edit("segment").before_write.push_back(before_segment);
}

}  // namespace tandem::domain
