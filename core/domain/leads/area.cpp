// SPDX-License-Identifier: Apache-2.0
// All parts of leads and opportunities, each in the file of its subject.
#include "domain/practice.hpp"

namespace tandem::domain {

Part add_lead_verbs, add_opportunities, add_scoring, add_lead_merges, add_funnel_queries, add_lead_queries,
    add_score_queries, add_lead_quality_queries;

void add_leads(Catalogue& catalogue) {
  for (Part* const add : {add_lead_verbs, add_opportunities, add_scoring, add_lead_merges, add_funnel_queries,
                          add_lead_queries, add_score_queries, add_lead_quality_queries})
    add(catalogue);
}

}  // namespace tandem::domain
