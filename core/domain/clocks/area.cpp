// SPDX-License-Identifier: Apache-2.0
// All parts of promises, each in the file of its subject.
#include "domain/practice.hpp"

namespace tandem::domain {

Part add_calendars, add_promises, add_clock_steps, add_clock_verbs, add_cadences, add_clock_queries,
    add_speed_queries;

void add_clocks(Catalogue& catalogue) {
  for (Part* const add : {add_calendars, add_promises, add_clock_steps, add_clock_verbs, add_cadences,
                          add_clock_queries, add_speed_queries})
    add(catalogue);
}

}  // namespace tandem::domain
