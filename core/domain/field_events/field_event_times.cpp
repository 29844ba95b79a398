// SPDX-License-Identifier: Apache-2.0
// What time alone decides about field events: a message that comes too late, beginning and end, and leads
// that nobody has contacted by the end of the follow-up window. What was over when it was written down is
// history, of which nothing is told.
#include <vector>

#include "base/time.hpp"
#include "domain/field_events/event_policies.hpp"
#include "domain/field_events/field_event_guards.hpp"
#include "domain/happened_at.hpp"
#include "domain/practice.hpp"
#include "domain/rows.hpp"

namespace tandem::domain {
namespace {

/// A field event with an instant at which something was due, and perhaps a lead of it.
struct Due {
  Id record;
  Instant at = 0;
  Id lead;
};

/// As many as the portion has left.
std::vector<Due> due_rows(store::Database& database, const char* sql, Instant until, Portion& portion) {
  auto rows = database.prepare(sql);
  rows.bind(1, until);
  std::vector<Due> due;
  while (rows.step() && portion.take()) due.push_back({rows.id(0), rows.integer(1), rows.id(2)});
  return due;
}

Json tell_late_messages(Change& change, Instant now, Portion& portion) {
  const auto policy = event_policy(change.database(), now);
  if (!policy) return Json::object();
  const Instant before = policy->message_before_s * kSecond;
  const auto late = due_rows(
      change.database(),
      "SELECT id, starts_at, NULL FROM field_event WHERE state = 'planned' AND "
      "message_late_at IS NULL AND starts_at < ?1 AND archived_at IS NULL AND ends_at >= created_at ORDER BY "
      "starts_at, id",
      now + before, portion);
  for (const Due& one : late) {
    Draft(field_events(change))
        .number(kFieldEvent["message_late_at"], now)
        .update(change, one.record, SetBy::derived);
    change.event("field_event.message_late", "field_event", one.record,
                 {{"starts_at", one.at}, {"due_at", one.at - before}}, policy->version);
  }
  return Json{{"messages_late", late.size()}};
}

std::size_t turn(Change& change, const std::vector<Due>& due, const char* state, const char* told) {
  for (const Due& one : due) {
    Draft(field_events(change)).text(kFieldEvent["state"], state).update(change, one.record);
    const HappenedAt journalled(change, one.at);
    change.event(told, "field_event", one.record, {{"at", one.at}});
  }
  return due.size();
}

Json begin_and_end(Change& change, Instant now, Portion& portion) {
  const std::size_t begun = turn(
      change,
      due_rows(change.database(),
               "SELECT id, starts_at, NULL FROM field_event WHERE state = 'ready' AND starts_at <= ?1 AND "
               "archived_at IS NULL AND ends_at >= created_at ORDER BY starts_at, id",
               now, portion),
      "live", "field_event.begun");
  const std::size_t ended =
      turn(change,
           due_rows(change.database(),
                    "SELECT id, ends_at, NULL FROM field_event WHERE state = 'live' AND ends_at <= ?1 AND "
                    "archived_at IS NULL AND ends_at >= created_at ORDER BY ends_at, id",
                    now, portion),
           "follow_up", "field_event.ended");
  return Json{{"field_events_begun", begun}, {"field_events_ended", ended}};
}

/// Once a lead: the mark stays on it. Reads the indexes `to_follow_up` and `uncontacted`.
Json tell_uncontacted(Change& change, Instant now, Portion& portion) {
  const auto policy = event_policy(change.database(), now);
  const auto missed = due_rows(
      change.database(),
      "SELECT e.id, e.follow_up_by, l.id FROM field_event e JOIN lead l ON l.field_event_id = e.id WHERE "
      "e.follow_up_by < ?1 AND e.state <> 'closed' AND e.state <> 'cancelled' AND e.archived_at IS NULL AND "
      "e.ends_at >= e.created_at AND l.field_event_id IS NOT NULL AND l.first_human_touch_at IS NULL AND "
      "l.follow_up_missed_at IS NULL AND "
      "l.closed_at IS NULL AND l.archived_at IS NULL AND l.is_history = 0 ORDER BY e.follow_up_by, l.id",
      now, portion);
  for (const Due& one : missed) {
    Draft(change.entity(kLead))
        .number(kLead["follow_up_missed_at"], now)
        .update(change, one.lead, SetBy::derived);
    change.event("field_event.lead_uncontacted", "field_event", one.record,
                 {{"lead_id", one.lead.text()}, {"due_at", one.at}}, policy ? policy->version : Id{});
  }
  return Json{{"event_leads_uncontacted", missed.size()}};
}

constexpr TimeRule kFieldEventTimesTimeRules[] = {
    {"field_event.message_late", "tells once of each field event whose message is not signed in time",
     tell_late_messages},
    {"field_event.begin_and_end", "a field event that is ready begins, and ends, when its time comes",
     begin_and_end},
    {"field_event.lead_uncontacted",
     "tells once of each lead that no person has contacted by the end of the follow-up window",
     tell_uncontacted},
};

}  // namespace

void add_field_event_times(Catalogue& catalogue) { catalogue.add(kFieldEventTimesTimeRules); }

}  // namespace tandem::domain
