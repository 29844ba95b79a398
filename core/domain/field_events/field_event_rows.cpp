// SPDX-License-Identifier: Apache-2.0
// What holds for every write of a field event and of its staff, whoever writes.
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/clocks/sla_clocks.hpp"
#include "domain/field_events/field_event_guards.hpp"
#include "domain/practice.hpp"
#include "domain/rows.hpp"

namespace tandem::domain {
namespace {

constexpr std::int64_t kLongestWindow = 366 * 86'400;  // in seconds, as of the policy

void require_span(const Row& after) {
  if (!has(after, kFieldEvent["starts_at"])) return;  // both are required, and the pipeline says so
  if (number_of(after, kFieldEvent["ends_at"]) < number_of(after, kFieldEvent["starts_at"])) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "ends_before_start", "the field event ends before it starts",
                  "give an ends_at that is not before starts_at");
  }
}

void require_window(const Row& after) {
  if (!has(after, kFieldEvent["followup_window_s"])) return;
  const std::int64_t window_s = number_of(after, kFieldEvent["followup_window_s"]);
  if (window_s >= 1 && window_s <= kLongestWindow) return;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "window_out_of_range",
                "the follow-up window is longer than 366 days, or no time at all",
                "give followup_window_s in seconds of working time, or leave it out for the policy's");
}

/// In the working time of its calendar; by one that is not there or never opens, round the clock.
Instant follow_up_end(Change& change, const Row& row, std::int64_t window_s) {
  const Instant end = number_of(row, kFieldEvent["ends_at"]);
  try {
    return PolicyBook::of(change).calendar(change, id_of(row, kFieldEvent["calendar_id"])).due(end, window_s);
  } catch (const Error& e) {
    if (e.status() != TANDEM_NOT_FOUND && e.status() != TANDEM_INVALID_ARGUMENT) throw;
    return WorkingTime::round_the_clock().due(end, window_s);
  }
}

void derive_follow_up(Change& change, const EntityInfo& entity, Row& after) {
  std::int64_t window_s = number_of(after, kFieldEvent["followup_window_s"]);
  if (window_s <= 0) {
    const auto policy = event_policy(change.database(), change.now());
    if (!policy) return;
    window_s = policy->followup_window_s;
  }
  set_number(entity, after, kFieldEvent["follow_up_by"], follow_up_end(change, after, window_s));
}

void keep_what_is_signed(const EntityInfo& entity, const Row& before, const Row& after) {
  if (is(before, kFieldEvent["state"]["planned"])) return;
  for (std::size_t i = kCommonFields; i < entity.size(); ++i) {
    if (!entity.field(i).is(kSigned) || !changed(&before, after, i)) continue;
    refuse_field_event(id_of(before, kId), "signed_content",
                       concat({"both sides have signed the ", entity.field(i).name, " of this field event"}),
                       "cancel it with field_event.cancel and plan it anew");
  }
}

/// The end of the window is a promise to the leads once the window runs.
void keep_the_window(const Row& before, const Row& after) {
  const std::string_view state = text_of(before, kFieldEvent["state"]);
  if (state != "follow_up" && state != "closed") return;
  if (!changed(&before, after, kFieldEvent["ends_at"]) &&
      !changed(&before, after, kFieldEvent["calendar_id"]))
    return;
  refuse_field_event(id_of(before, kId), "follow_up_begun",
                     "the leads of this field event are being followed up: its end and its calendar stand",
                     "leave ends_at and calendar_id as they are");
}

/// A start moved back after the signing must leave the time before it that the policy wants.
void keep_message_in_time(Change& change, const Row& before, const Row& after) {
  if (!has(before, kFieldEvent["content_hash"])) return;
  const Instant start = number_of(after, kFieldEvent["starts_at"]);
  if (start >= number_of(before, kFieldEvent["starts_at"])) return;
  const auto policy = event_policy(change.database(), change.now());
  auto signed_at = change.database().prepare(
      "SELECT max(created_at) FROM signoff WHERE subject_id = ? AND content_hash = ? AND decision = 'yes'");
  signed_at.bind(1, id_of(before, kId)).bind(2, text_of(before, kFieldEvent["content_hash"]));
  if (!policy || !signed_at.step() || signed_at.is_null(0)) return;
  const Instant earliest = signed_at.integer(0) + policy->message_before_s * kSecond;
  if (earliest <= start) return;
  refuse_field_event(id_of(before, kId), "message_late",
                     "the message would have been signed too late for this start",
                     concat({"let it start at ", format_instant(earliest),
                             " or later; the event_policy says ", "how long before the message is signed"}));
}

void before_field_event(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  if (before != nullptr) {
    keep_what_is_signed(entity, *before, after);
    keep_the_window(*before, after);
    keep_message_in_time(change, *before, after);
  }
  if (!has(after, kFieldEvent["ends_at"])) return;  // it is required, and the pipeline says so
  require_span(after);
  require_window(after);
  for (const std::size_t cause :
       {kFieldEvent["ends_at"], kFieldEvent["followup_window_s"], kFieldEvent["calendar_id"]}) {
    if (changed(before, after, cause)) return derive_follow_up(change, entity, after);
  }
}

// --- its staff ------------------------------------------------------------------------------------

void before_staff(Change& change, const EntityInfo&, const Row* before, Row& after) {
  if (!changed(before, after, kFieldEventStaff["briefed_at"]) ||
      !has(after, kFieldEventStaff["briefed_at"])) {
    return;
  }
  if (number_of(after, kFieldEventStaff["briefed_at"]) <= change.now()) return;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "briefed_in_future", "briefed_at lies in the future",
                "put briefed_at when the person has learned the message");
}

/// What is ready stays ready: with its share of sales, everybody briefed.
void after_staff(Change& change, const EntityInfo&, const Row*, Row& after) {
  const Id record = id_of(after, kFieldEventStaff["field_event_id"]);
  const auto event = change.find(change.entity(kFieldEvent), record);
  if (!event || !is(*event, kFieldEvent["state"]["ready"])) return;
  const auto policy = event_policy(change.database(), change.now());
  if (policy) require_briefed(record, require_staff(change.database(), record, *policy));
}

}  // namespace

void add_field_event_rows(Catalogue& catalogue) {
  catalogue.edit("field_event").before_write.push_back(before_field_event);
  EntityInfo& staff = catalogue.edit("field_event_staff");
  staff.before_write.push_back(before_staff);
  staff.after_write.push_back(after_staff);
}

}  // namespace tandem::domain
