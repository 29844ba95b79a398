// SPDX-License-Identifier: Apache-2.0
// All parts of working rules, each in the file of its subject.
#include "domain/practice.hpp"

namespace tandem::domain {

Part add_guidelines, add_drafting, add_clause_reviews, add_irregularities, add_agreement_queries;

void add_agreements(Catalogue& catalogue) {
  for (Part* const add :
       {add_guidelines, add_drafting, add_clause_reviews, add_irregularities, add_agreement_queries})
    add(catalogue);
}

}  // namespace tandem::domain
