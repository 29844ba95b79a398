// SPDX-License-Identifier: Apache-2.0
// What each practice area adds to the catalogue: its verbs, its rules, its queries.
#pragma once

#include "domain/words.hpp"

namespace tandem::domain {

void add_people(Catalogue& catalogue);
void add_archiving(Catalogue& catalogue);
void add_leads(Catalogue& catalogue);
void add_handoffs(Catalogue& catalogue);
void add_handoff_windows(Catalogue& catalogue);
void add_opportunities(Catalogue& catalogue);
void add_goals(Catalogue& catalogue);
void add_goal_endings(Catalogue& catalogue);
void add_goal_statuses(Catalogue& catalogue);
void add_currency_rates(Catalogue& catalogue);
void add_funnel_models(Catalogue& catalogue);
void add_cascade_plans(Catalogue& catalogue);
void add_agreements(Catalogue& catalogue);
void add_drafting(Catalogue& catalogue);
void add_language(Catalogue& catalogue);
void add_clause_reviews(Catalogue& catalogue);
void add_scoring(Catalogue& catalogue);
void add_lead_merges(Catalogue& catalogue);
void add_misalignment(Catalogue& catalogue);
void add_feedback(Catalogue& catalogue);
void add_irregularities(Catalogue& catalogue);
void add_requests(Catalogue& catalogue);
void add_request_answers(Catalogue& catalogue);
void add_request_times(Catalogue& catalogue);
void add_voices(Catalogue& catalogue);
void add_insights(Catalogue& catalogue);
void add_win_loss(Catalogue& catalogue);
void add_signals(Catalogue& catalogue);
void add_ideas(Catalogue& catalogue);
void add_definition_changes(Catalogue& catalogue);
void add_calendars(Catalogue& catalogue);
void add_clocks(Catalogue& catalogue);
void add_clock_steps(Catalogue& catalogue);
void add_clock_verbs(Catalogue& catalogue);
void add_cadences(Catalogue& catalogue);
void add_credit(Catalogue& catalogue);
void add_field_events(Catalogue& catalogue);
void add_field_event_times(Catalogue& catalogue);

void add_goal_queries(Catalogue& catalogue);
void add_planning_queries(Catalogue& catalogue);
void add_velocity_queries(Catalogue& catalogue);
void add_funnel_queries(Catalogue& catalogue);
void add_lead_queries(Catalogue& catalogue);
void add_clock_queries(Catalogue& catalogue);
void add_speed_queries(Catalogue& catalogue);
void add_open_work_queries(Catalogue& catalogue);
void add_language_queries(Catalogue& catalogue);
void add_agreement_queries(Catalogue& catalogue);
void add_score_queries(Catalogue& catalogue);
void add_lead_quality_queries(Catalogue& catalogue);
void add_request_queries(Catalogue& catalogue);
void add_voice_queries(Catalogue& catalogue);
void add_credit_queries(Catalogue& catalogue);
void add_field_event_queries(Catalogue& catalogue);
void add_cost_queries(Catalogue& catalogue);

}  // namespace tandem::domain
