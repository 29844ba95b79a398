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
  add_goals(catalogue);
  add_agreements(catalogue);
  add_language(catalogue);
  add_asking(catalogue);
  add_clocks(catalogue);
  add_misalignment(catalogue);  // after the clocks: it counts the promises that time has broken by then
  add_credit(catalogue);        // after the deals: a split follows the event of winning
  add_field_events(catalogue);
  add_costs(catalogue);
  return catalogue;
}

}  // namespace tandem::domain
