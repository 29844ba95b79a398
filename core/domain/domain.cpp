// SPDX-License-Identifier: Apache-2.0
#include "domain/domain.hpp"

#include "domain/practice.hpp"

namespace tandem::domain {

model::Catalogue make_catalogue() {
  model::Catalogue catalogue;
  add_people(catalogue);
  add_leads(catalogue);
  add_handoffs(catalogue);
  add_handoff_windows(catalogue);
  add_opportunities(catalogue);
  add_goals(catalogue);
  add_agreements(catalogue);
  add_feedback(catalogue);
  add_irregularities(catalogue);
  add_calendars(catalogue);
  add_clocks(catalogue);
  add_clock_steps(catalogue);
  add_clock_verbs(catalogue);
  add_cadences(catalogue);
  add_goal_queries(catalogue);
  add_funnel_queries(catalogue);
  add_lead_queries(catalogue);
  add_clock_queries(catalogue);
  add_speed_queries(catalogue);
  add_open_work_queries(catalogue);
  return catalogue;
}

}  // namespace tandem::domain
