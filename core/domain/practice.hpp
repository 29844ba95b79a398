// SPDX-License-Identifier: Apache-2.0
// What each practice area adds to the catalogue: its verbs, its rules, its queries.
#pragma once

#include "model/catalogue.hpp"

namespace tandem::domain {

void add_people(model::Catalogue& catalogue);
void add_archiving(model::Catalogue& catalogue);
void add_leads(model::Catalogue& catalogue);
void add_handoffs(model::Catalogue& catalogue);
void add_handoff_windows(model::Catalogue& catalogue);
void add_opportunities(model::Catalogue& catalogue);
void add_goals(model::Catalogue& catalogue);
void add_goal_endings(model::Catalogue& catalogue);
void add_goal_statuses(model::Catalogue& catalogue);
void add_currency_rates(model::Catalogue& catalogue);
void add_funnel_models(model::Catalogue& catalogue);
void add_cascade_plans(model::Catalogue& catalogue);
void add_agreements(model::Catalogue& catalogue);
void add_drafting(model::Catalogue& catalogue);
void add_language(model::Catalogue& catalogue);
void add_clause_reviews(model::Catalogue& catalogue);
void add_scoring(model::Catalogue& catalogue);
void add_lead_merges(model::Catalogue& catalogue);
void add_misalignment(model::Catalogue& catalogue);
void add_feedback(model::Catalogue& catalogue);
void add_irregularities(model::Catalogue& catalogue);
void add_requests(model::Catalogue& catalogue);
void add_request_answers(model::Catalogue& catalogue);
void add_request_times(model::Catalogue& catalogue);
void add_voices(model::Catalogue& catalogue);
void add_insights(model::Catalogue& catalogue);
void add_win_loss(model::Catalogue& catalogue);
void add_signals(model::Catalogue& catalogue);
void add_ideas(model::Catalogue& catalogue);
void add_definition_changes(model::Catalogue& catalogue);
void add_calendars(model::Catalogue& catalogue);
void add_clocks(model::Catalogue& catalogue);
void add_clock_steps(model::Catalogue& catalogue);
void add_clock_verbs(model::Catalogue& catalogue);
void add_cadences(model::Catalogue& catalogue);
void add_credit(model::Catalogue& catalogue);
void add_field_events(model::Catalogue& catalogue);
void add_field_event_times(model::Catalogue& catalogue);

void add_goal_queries(model::Catalogue& catalogue);
void add_planning_queries(model::Catalogue& catalogue);
void add_velocity_queries(model::Catalogue& catalogue);
void add_funnel_queries(model::Catalogue& catalogue);
void add_lead_queries(model::Catalogue& catalogue);
void add_clock_queries(model::Catalogue& catalogue);
void add_speed_queries(model::Catalogue& catalogue);
void add_open_work_queries(model::Catalogue& catalogue);
void add_language_queries(model::Catalogue& catalogue);
void add_agreement_queries(model::Catalogue& catalogue);
void add_score_queries(model::Catalogue& catalogue);
void add_lead_quality_queries(model::Catalogue& catalogue);
void add_request_queries(model::Catalogue& catalogue);
void add_voice_queries(model::Catalogue& catalogue);
void add_credit_queries(model::Catalogue& catalogue);
void add_field_event_queries(model::Catalogue& catalogue);
void add_cost_queries(model::Catalogue& catalogue);

}  // namespace tandem::domain
