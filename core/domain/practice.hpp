// SPDX-License-Identifier: Apache-2.0
// What each practice area adds to the catalogue: its verbs, its rules, its queries.
#pragma once

#include "model/catalogue.hpp"

namespace tandem::domain {

void add_people(model::Catalogue& catalogue);
void add_leads(model::Catalogue& catalogue);
void add_handoffs(model::Catalogue& catalogue);
void add_handoff_windows(model::Catalogue& catalogue);
void add_opportunities(model::Catalogue& catalogue);
void add_goals(model::Catalogue& catalogue);
void add_agreements(model::Catalogue& catalogue);
void add_feedback(model::Catalogue& catalogue);
void add_irregularities(model::Catalogue& catalogue);
void add_calendars(model::Catalogue& catalogue);
void add_clocks(model::Catalogue& catalogue);
void add_clock_steps(model::Catalogue& catalogue);
void add_clock_verbs(model::Catalogue& catalogue);
void add_cadences(model::Catalogue& catalogue);

void add_goal_queries(model::Catalogue& catalogue);
void add_funnel_queries(model::Catalogue& catalogue);
void add_lead_queries(model::Catalogue& catalogue);
void add_clock_queries(model::Catalogue& catalogue);
void add_speed_queries(model::Catalogue& catalogue);
void add_open_work_queries(model::Catalogue& catalogue);

}  // namespace tandem::domain
