// SPDX-License-Identifier: Apache-2.0
// What time alone decides about requests: a needed_by passed with nothing delivered.
#include "domain/practice.hpp"
#include "domain/rows.hpp"

namespace tandem::domain {
namespace {

/// Reads the index `awaited`: costs by what has become late since the last tick.
std::vector<Id> undelivered(store::Database& database, Instant now, Portion& portion) {
  auto rows = database.prepare(
      "SELECT id FROM request WHERE needed_by < ? AND delivered_at IS NULL AND closed_at IS NULL AND "
      "overdue_at IS NULL AND needed_by IS NOT NULL AND archived_at IS NULL ORDER BY needed_by, id");
  rows.bind(1, now);
  return due_ids(std::move(rows), portion);
}

Json find_overdue(Change& change, Instant now, Portion& portion) {
  const EntityInfo& requests = change.entity(kRequest);
  const std::vector<Id> late = undelivered(change.database(), now, portion);
  for (const Id& record : late) {
    const Row row = change.get(requests, record);
    Draft(requests).number(kRequest["overdue_at"], now).update(change, record, SetBy::derived);
    change.event("request.overdue", "request", record,
                 {{"from_side", text_of(row, kRequest["from_side"])},
                  {"to_side", text_of(row, kRequest["to_side"])},
                  {"kind", text_of(row, kRequest["kind"])},
                  {"needed_by", number_of(row, kRequest["needed_by"])}});
  }
  return Json{{"requests_overdue", late.size()}};
}

constexpr TimeRule kRequestTimesTimeRules[] = {
    {"request.overdue", "tells once of each request that was not delivered when it was needed", find_overdue},
};

}  // namespace

void add_request_times(Catalogue& catalogue) { catalogue.add(kRequestTimesTimeRules); }

}  // namespace tandem::domain
