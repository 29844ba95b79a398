// SPDX-License-Identifier: Apache-2.0
#include "domain/domain.hpp"

#include "domain/practice.hpp"

namespace tandem::domain {

Catalogue make_catalogue() {
  Catalogue catalogue;
  add_people(catalogue);
  add_archiving(catalogue);
  add_leads(catalogue);
  add_handoffs(catalogue);
  add_handoff_windows(catalogue);
  add_opportunities(catalogue);
  add_goals(catalogue);
  add_goal_endings(catalogue);
  add_goal_statuses(catalogue);
  add_currency_rates(catalogue);
  add_funnel_models(catalogue);
  add_cascade_plans(catalogue);
  add_agreements(catalogue);
  add_drafting(catalogue);
  add_language(catalogue);
  add_clause_reviews(catalogue);
  add_scoring(catalogue);
  add_lead_merges(catalogue);
  add_feedback(catalogue);
  add_irregularities(catalogue);
  add_requests(catalogue);
  add_request_answers(catalogue);
  add_request_times(catalogue);
  add_voices(catalogue);
  add_insights(catalogue);
  add_win_loss(catalogue);
  add_signals(catalogue);
  add_ideas(catalogue);
  add_definition_changes(catalogue);
  add_calendars(catalogue);
  add_clocks(catalogue);
  add_clock_steps(catalogue);
  add_clock_verbs(catalogue);
  add_cadences(catalogue);
  add_misalignment(catalogue);  // after the clocks: it counts the promises that time has broken by then
  add_credit(catalogue);        // after the deals: a split follows the event of winning
  add_field_events(catalogue);
  add_field_event_times(catalogue);
  add_goal_queries(catalogue);
  add_planning_queries(catalogue);
  add_velocity_queries(catalogue);
  add_funnel_queries(catalogue);
  add_lead_queries(catalogue);
  add_clock_queries(catalogue);
  add_speed_queries(catalogue);
  add_open_work_queries(catalogue);
  add_language_queries(catalogue);
  add_agreement_queries(catalogue);
  add_score_queries(catalogue);
  add_lead_quality_queries(catalogue);
  add_request_queries(catalogue);
  add_voice_queries(catalogue);
  add_credit_queries(catalogue);
  add_field_event_queries(catalogue);
  add_cost_queries(catalogue);
  return catalogue;
}

}  // namespace tandem::domain
