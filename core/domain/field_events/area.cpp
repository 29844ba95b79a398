// SPDX-License-Identifier: Apache-2.0
// All parts of field events, each in the file of its subject.
#include "domain/practice.hpp"

namespace tandem::domain {

Part add_field_event_verbs, add_field_event_times, add_field_event_queries;

void add_field_events(Catalogue& catalogue) {
  for (Part* const add : {add_field_event_verbs, add_field_event_times, add_field_event_queries})
    add(catalogue);
}

}  // namespace tandem::domain
