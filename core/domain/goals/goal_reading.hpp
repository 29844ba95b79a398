// SPDX-License-Identifier: Apache-2.0
// The goals that stand, how they hang together, and how each is doing at an instant.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/goals/attainment.hpp"
#include "domain/goals/metrics.hpp"
#include "domain/goals/realism.hpp"
#include "domain/goals/rollup.hpp"

namespace tandem::domain {

/// A goal with its metric and period. It stands unless withdrawn, retired or archived.
struct GoalRow {
  Id id, parent, metric_id, period_id, amends, funnel_model, segment;
  std::string title, metric, metric_key, unit, currency, source, side, state, period, link;
  Aim aim;
  std::optional<std::int64_t> stretch_target;
  std::int64_t weight = 0;
  bool lower_is_better = false;
  PeriodSpan stretch;
  int level = 0;
  /// A draft that wants another goal's place: shown, never added up.
  bool is_proposal() const { return state == "draft" && !amends.empty(); }
  bool has_source() const { return !source.empty() && source != "null"; }
  ChildGoal as_child() const { return {link, aim.target, weight, {}, {}}; }
};

/// First instant of a civil day in a zone; the first one after it where midnight is skipped.
Instant local_midnight(std::int64_t day, const std::string& zone);

/// Parents before their children; a child of a goal that was amended hangs from its successor. Goals that no
/// root is reached from are left out (`tandem verify` names them).
std::vector<GoalRow> standing_goals(store::Database& database);
std::optional<GoalRow> standing_goal(store::Database& database, const Id& goal);
/// Positions of the children of a goal, proposals left out.
std::vector<std::size_t> children_of(const std::vector<GoalRow>& goals, const Id& parent);

/// Of the signed judging policy in force, else the house's.
Thresholds thresholds_in_force(store::Database& database, Instant at);

struct GoalReading {
  Measured actual;
  Progress progress;
  std::string_view zone;                           ///< empty without a stretch
  std::optional<std::int64_t> score;               ///< by the metric's scale
  std::optional<std::int64_t> forecast, coverage;  ///< of goals in won money; coverage in ppm
  std::string_view status() const { return actual.mixed_currencies ? "mixed_currencies" : progress.status; }
};
GoalReading read_goal(store::Database& database, const GoalRow& goal, Instant as_of,
                      const Thresholds& thresholds);

/// Whether the metric has ever done what the goal asks for, over windows as long as its period. Nothing
/// for goals that want less of what is counted: doing nothing would prove them.
std::optional<Realism> realism_of(store::Database& database, const GoalRow& goal, Instant now);

}  // namespace tandem::domain
