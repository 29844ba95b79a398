// SPDX-License-Identifier: Apache-2.0
// All parts of hand-offs, each in the file of its subject.
#include "domain/practice.hpp"

namespace tandem::domain {

Part add_handoff_verbs, add_handoff_windows, add_definition_changes;

void add_handoffs(Catalogue& catalogue) {
  for (Part* const add : {add_handoff_verbs, add_handoff_windows, add_definition_changes}) add(catalogue);
}

}  // namespace tandem::domain
