// SPDX-License-Identifier: Apache-2.0
// What each practice area adds to the catalogue: its verbs, its rules, its queries.
#pragma once

#include "domain/words.hpp"

namespace tandem::domain {

/// Adds a part of an area: the area's own list, in its area.cpp, names its parts.
using Part = void(Catalogue& catalogue);

Part add_people, add_archiving, add_leads, add_handoffs, add_goals, add_agreements, add_language, add_asking,
    add_clocks, add_misalignment, add_credit, add_field_events, add_costs;

}  // namespace tandem::domain
