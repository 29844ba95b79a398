// SPDX-License-Identifier: Apache-2.0
// All parts of goals, each in the file of its subject.
#include "domain/practice.hpp"

namespace tandem::domain {

Part add_goal_verbs, add_goal_endings, add_goal_statuses, add_currency_rates, add_funnel_models,
    add_cascade_plans, add_goal_queries, add_planning_queries, add_velocity_queries;

void add_goals(Catalogue& catalogue) {
  for (Part* const add :
       {add_goal_verbs, add_goal_endings, add_goal_statuses, add_currency_rates, add_funnel_models,
        add_cascade_plans, add_goal_queries, add_planning_queries, add_velocity_queries})
    add(catalogue);
}

}  // namespace tandem::domain
