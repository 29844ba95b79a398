// SPDX-License-Identifier: Apache-2.0
#include "domain/field_events/field_event_guards.hpp"

#include "base/text.hpp"

namespace tandem::domain {

void refuse_field_event(const Id& record, RefusalCode code, std::string message, std::string advice) {
  throw Refusal(TANDEM_INVALID_STATE, code, std::move(message), std::move(advice))
      .about("field_event", record.text());
}

EventStaff require_staff(store::Database& database, const Id& field_event, const EventPolicy& policy) {
  const EventStaff staff = staff_of(database, field_event);
  if (staff.has_share(policy.sales_staff_min_ppm)) return staff;
  const char* advice = "put field_event_staff, people of sales among them";
  if (staff.all == 0) refuse_field_event(field_event, "no_staff", "nobody works at this field event", advice);
  refuse_field_event(field_event, "too_few_of_sales",
                     concat({std::to_string(staff.of_sales), " of ", std::to_string(staff.all),
                             " at this field event are of sales, and the policy wants ",
                             std::to_string(policy.sales_staff_min_ppm), " ppm"}),
                     advice);
}

void require_briefed(const Id& field_event, const EventStaff& staff) {
  if (staff.unbriefed == 0) return;
  refuse_field_event(field_event, "unbriefed_staff",
                     concat({std::to_string(staff.unbriefed), " of the staff do not know the message yet"}),
                     "brief them and put briefed_at of each field_event_staff");
}

}  // namespace tandem::domain
