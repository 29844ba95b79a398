// SPDX-License-Identifier: Apache-2.0
// A rule that nobody looks at again grows old: on its review date the sides are told, once.
#include <vector>

#include "base/time.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

/// Clauses that apply, signed or by default; what is over or still a draft needs no review.
std::vector<Id> due_clauses(store::Database& database, Instant now, Portion& portion) {
  auto rows = database.prepare(
      "SELECT c.id FROM clause c JOIN guideline_version v ON v.id = c.version_id WHERE c.review_on IS NOT "
      "NULL "
      "AND c.review_told = 0 AND c.review_on <= ?1 AND c.archived_at IS NULL AND ((v.effective_from <= ?2 "
      "AND "
      "(v.effective_to IS NULL OR v.effective_to > ?2)) OR (v.is_house_default = 1 AND v.state <> "
      "'withdrawn')) ORDER BY c.review_on, c.id");
  rows.bind(1, now / kDay).bind(2, now);
  return due_ids(std::move(rows), portion);
}

Json tell_reviews(Change& change, Instant now, Portion& portion) {
  const EntityInfo& clauses = change.entity(kClause);
  const std::vector<Id> due = due_clauses(change.database(), now, portion);
  for (const Id& id : due) {
    Draft(clauses).flag(kClause["review_told"], true).update(change, id, SetBy::derived);
    const Row row = change.get(clauses, id);
    change.event("guideline.review_due", "clause", id,
                 {{"kind", text_of(row, kClause["kind"])},
                  {"key", text_of(row, kClause["key"])},
                  {"review_on", format_date(number_of(row, kClause["review_on"]))}},
                 id_of(row, kClause["version_id"]));
  }
  return Json{{"reviews_due", due.size()}};
}

constexpr TimeRule kClauseReviewsTimeRules[] = {
    {"guideline.review", "tells once, on its review date, that a clause wants to be looked at", tell_reviews},
};

}  // namespace

void add_clause_reviews(Catalogue& catalogue) { catalogue.add(kClauseReviewsTimeRules); }

}  // namespace tandem::domain
