// SPDX-License-Identifier: Apache-2.0
// The colour of running goals: looked at once a day of their zone, told when it turns amber or red.
#include "base/time.hpp"
#include "domain/goals/goal_reading.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

const EntityInfo& statuses(Change& change) { return change.entity(kGoalStatus); }

/// A goal that begins to run is looked at by the next tick.
void watch_started(Change& change, const Happening& happening) {
  const bool started = happening.kind == "goal.activated" ||
                       (happening.kind == "goal.agreed" && happening.payload.value("state", "") == "active");
  if (!started) return;
  Draft draft(statuses(change));
  draft.id(kGoalStatus["goal_id"], happening.record).number(kGoalStatus["due_at"], change.now());
  draft.create(change, SetBy::derived);
}

struct Due {
  Id status, goal;
  std::string was;
};

std::vector<Due> due_statuses(Change& change, Instant now, Portion& portion) {
  auto rows = change.database().prepare(
      "SELECT id FROM goal_status WHERE due_at <= ? AND archived_at IS NULL ORDER BY due_at, id");
  rows.bind(1, now);
  std::vector<Due> due;
  for (const Id& id : due_ids(std::move(rows), portion)) {
    const Row row = change.get(statuses(change), id);
    due.push_back({id, id_of(row, kGoalStatus["goal_id"]), std::string(text_of(row, kGoalStatus["status"]))});
  }
  return due;
}

void tell(Change& change, const Due& due, const GoalRow& goal, const GoalReading& reading) {
  if (reading.progress.status != "amber" && reading.progress.status != "red") return;
  change.event("goal.at_risk", "goal", goal.id,
               {{"status", reading.progress.status},
                {"was", due.was.empty() ? Json() : Json(due.was)},
                {"pace_ppm", *reading.progress.pace_ppm}},
               {});
}

/// The colour at `now`; true where it changed.
bool look(Change& change, const Due& due, Instant now, const Thresholds& thresholds) {
  const auto goal = standing_goal(change.database(), due.goal);
  Draft fields(statuses(change));
  if (!goal || goal->state != "active") {
    fields.null(kGoalStatus["due_at"]).update(change, due.status, SetBy::derived);
    return false;
  }
  const GoalReading reading = read_goal(change.database(), *goal, now, thresholds);
  const std::string& zone = goal->stretch.time_zone;
  fields.number(kGoalStatus["due_at"], local_midnight(date_in_zone(now, zone) + 1, zone));
  const bool turned = reading.progress.status != due.was;
  if (turned) {
    fields.number(kGoalStatus["since"], now);
    if (reading.progress.status.empty()) {
      fields.null(kGoalStatus["status"]);
    } else {
      fields.text(kGoalStatus["status"], reading.progress.status);
    }
    tell(change, due, *goal, reading);
  }
  fields.update(change, due.status, SetBy::derived);
  return turned;
}

Json judge_due(Change& change, Instant now, Portion& portion) {
  std::int64_t turned = 0;
  const std::vector<Due> due = due_statuses(change, now, portion);
  const Thresholds thresholds = due.empty() ? Thresholds{} : thresholds_in_force(change.database(), now);
  for (const Due& one : due) turned += look(change, one, now, thresholds) ? 1 : 0;
  return Json{{"goals_turned", turned}};
}

constexpr TimeRule kGoalStatusesTimeRules[] = {
    {"goal.status", "judges running goals once a day of their zone and tells when one turns amber or red",
     judge_due},
};
constexpr DefaultClause kClauses[] = {
    {"judging_policy", "goal_status", R"({"green_ppm": 900000, "amber_ppm": 750000})"},
};

}  // namespace

void add_goal_statuses(Catalogue& catalogue) {
  catalogue.add(kGoalStatusesTimeRules);
  catalogue.add(kClauses);
  catalogue.on_event(watch_started);
}

}  // namespace tandem::domain
