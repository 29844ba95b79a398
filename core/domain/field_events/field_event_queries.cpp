// SPDX-License-Identifier: Apache-2.0
// How far field events are prepared, and what became of their leads.
#include "domain/field_events/event_policies.hpp"
#include "domain/goals/attainment.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

/// Leads of an event: all, with a contact by a person, unsold without one, of these told as uncontacted.
constexpr const char* kLeadsOfEvent =
    "SELECT count(*), count(first_human_touch_at), coalesce(sum(first_human_touch_at IS NULL AND closed_at "
    "IS NULL), 0), count(follow_up_missed_at) FROM lead WHERE field_event_id = ? AND archived_at IS NULL";

Table list_field_events(store::Database& database, const Json&, Instant now) {
  TableBuilder table({{"field_event_id", Type::id},
                      {"name", Type::text},
                      {"campaign_id", Type::id},
                      {"state", Type::text},
                      {"starts_at", Type::instant},
                      {"ends_at", Type::instant},
                      {"is_message_signed", Type::boolean},
                      {"is_message_late", Type::boolean},
                      {"follow_up_by", Type::instant},
                      {"staff", Type::integer},
                      {"unbriefed", Type::integer},
                      {"sales_staff_ppm", Type::ppm},
                      {"sales_staff_min_ppm", Type::ppm},
                      {"is_policy_signed", Type::boolean},
                      {"leads", Type::integer},
                      {"contacted", Type::integer},
                      {"uncontacted", Type::integer},
                      {"missed", Type::integer}});
  const auto policy = event_policy(database, now);
  auto rows = database.prepare(
      "SELECT id, name, campaign_id, state, starts_at, ends_at, content_hash IS NOT NULL, message_late_at IS "
      "NOT NULL, follow_up_by FROM field_event WHERE archived_at IS NULL ORDER BY starts_at, id");
  while (rows.step()) {
    const EventStaff staff = staff_of(database, rows.id(0));
    table.row().columns(rows, 0, 9).number(staff.all).number(staff.unbriefed);
    table.number(ratio_ppm(staff.of_sales, staff.all));
    table.number(policy ? std::optional(policy->sales_staff_min_ppm) : std::nullopt);
    table.flag(policy && policy->is_signed);
    auto leads = database.prepare(kLeadsOfEvent);
    leads.bind(1, rows.id(0));
    leads.step();
    table.columns(leads, 0, 4);
  }
  return table.take();
}

constexpr Query kFieldEventQueries[] = {
    {.name = "field_events",
     .doc = "each field event with its state, the share of sales among its staff, and which of its leads a "
            "person has contacted",
     .run = list_field_events},
};

}  // namespace

void add_field_event_queries(Catalogue& catalogue) { catalogue.add(kFieldEventQueries); }

}  // namespace tandem::domain
