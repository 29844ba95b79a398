// SPDX-License-Identifier: Apache-2.0
// The rates and lags from lead to deal that both sides signed, version by version.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/goals/cascade.hpp"
#include "domain/goals/goal_reading.hpp"
#include "domain/rows.hpp"

namespace tandem::domain {

struct FunnelModel {
  Id id;
  std::int64_t number = 0;
  std::string state, currency;
  std::int64_t average_deal_minor = 0;
  std::vector<FunnelStep> steps;  ///< from the first stage to won deals
};
FunnelModel read_funnel_model(store::Database& database, const Id& model);  ///< or not found
/// The newest signed model; nothing when none is signed.
std::optional<FunnelModel> funnel_model_in_force(store::Database& database);

/// What every stage must bring for a money goal, the deals first. Invalid state where the goal is not money
/// or stands in another currency without a dated rate.
std::vector<StageNeed> needs_of(store::Database& database, const GoalRow& goal, const FunnelModel& model);
/// What a parent needs of the metric of a `funnel` child, by the model the child was planned with.
std::optional<std::int64_t> need_of_child(store::Database& database, const GoalRow& parent,
                                          const GoalRow& child);

}  // namespace tandem::domain
