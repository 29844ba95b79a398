// SPDX-License-Identifier: Apache-2.0
#include "domain/field_events/event_policies.hpp"

#include "domain/arguments.hpp"

namespace tandem::domain {

std::optional<EventPolicy> event_policy(store::Database& database, Instant at) {
  const auto clause = clause_in_force(database, "event_policy", "", at);
  if (!clause) return std::nullopt;
  return EventPolicy{clause->version, clause->is_signed,
                     clause->body.at("sales_staff_min_ppm").get<std::int64_t>(),
                     clause->body.at("followup_window_s").get<std::int64_t>(),
                     number_of(clause->body, "message_before_s").value_or(0)};
}

EventStaff staff_of(store::Database& database, const Id& field_event) {
  auto row = database.prepare(
      "SELECT count(*), coalesce(sum(p.side = 'sales'), 0), coalesce(sum(s.briefed_at IS NULL), 0) FROM "
      "field_event_staff s JOIN person p ON p.id = s.person_id WHERE s.field_event_id = ? AND s.archived_at "
      "IS NULL");
  row.bind(1, field_event);
  row.step();
  return {row.integer(0), row.integer(1), row.integer(2)};
}

}  // namespace tandem::domain
