// SPDX-License-Identifier: Apache-2.0
// A field event is prepared by both sides: the message is signed, sales is there, everybody knows what is
// said; and it is closed only when every lead of it has been answered.
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/agreements/signoffs.hpp"
#include "domain/arguments.hpp"
#include "domain/field_events/field_event_guards.hpp"
#include "domain/practice.hpp"
#include "model/signed_content.hpp"

namespace tandem::domain {
namespace {

// --- verbs ----------------------------------------------------------------------------------------

EventPolicy policy_for(Change& change, const VerbCall& call) {
  const auto policy = event_policy(change.database(), change.now());
  if (policy) return *policy;
  refuse_field_event(call.record, "no_policy", "no event policy is in force",
                     "agree on a guideline with an event_policy clause");
}

Row require(Change& change, const VerbCall& call, std::string_view to, std::string_view verb) {
  Row row = change.get(field_events(change), call.record);
  require_move(field_events(change), row, to, verb);
  return row;
}

/// Moves it and tells `field_event.<what>`, by the policy's version.
Json turn(Change& change, const VerbCall& call, Draft fields, std::string_view state, std::string_view told,
          const Json& payload, const Id& version = {}) {
  const auto revision = fields.text(kFieldEvent["state"], state).update(change, call.record);
  change.event(concat({"field_event.", told}), "field_event", call.record, payload, version);
  return answer(field_events(change), call.record, revision, state);
}

constexpr Argument kSignArguments[] = {
    {.name = "decision", .type = Type::choice, .choices = kDecisions, .doc = "yes or no; absent: yes"},
    {.name = "reason", .type = Type::text, .doc = "why not; needed for a no"},
};

/// Counted by the clock, whatever instant the signer names: what is agreed on too late helps nobody prepare.
void require_message_in_time(Change& change, const VerbCall& call, const Row& row) {
  if (trim(text_of(row, kFieldEvent["message"])).empty()) {
    refuse_field_event(call.record, "no_message", "this field event has no message yet",
                       "put what is said there into message");
  }
  const Instant latest =
      number_of(row, kFieldEvent["starts_at"]) - policy_for(change, call).message_before_s * kSecond;
  if (change.now() <= latest) return;
  refuse_field_event(call.record, "message_late",
                     concat({"the message was to be signed until ", format_instant(latest)}),
                     "move starts_at, or cancel the event; the event_policy says how long before");
}

Json sign(Change& change, const VerbCall& call) {
  const Row row = require(change, call, "message_agreed", call.verb.name);
  const Who who = signer(change, call.verb.name);
  require_message_in_time(change, call, row);
  const bool yes = text_of(call.args, "decision") != "no";
  const std::string reason = text_of(call.args, "reason");
  if (!yes && trim(reason).empty()) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "no_reason", "a no needs its reason", "give the argument reason");
  }
  const std::string hash = model::content_hash(field_events(change), row);
  give_signoff(change, who, {"field_event", call.record, hash, yes, reason, call.at});
  Json result = answer(field_events(change), call.record, number_of(row, kRevision), "planned");
  if (both_sides_signed(change.database(), call.record, hash)) {
    Draft fields(field_events(change));
    fields.text(kFieldEvent["content_hash"], hash);
    result = turn(change, call, std::move(fields), "message_agreed", "message_agreed",
                  {{"content_hash", hash}}, policy_for(change, call).version);
  }
  result["content_hash"] = hash;
  return result;
}

Json staff(Change& change, const VerbCall& call) {
  require(change, call, "staffed", call.verb.name);
  confirmed_person(change, call.verb.name);
  const EventPolicy policy = policy_for(change, call);
  const EventStaff there = require_staff(change.database(), call.record, policy);
  return turn(change, call, Draft(field_events(change)), "staffed", "staffed",
              {{"staff", there.all}, {"sales_staff", there.of_sales}}, policy.version);
}

Json prepare(Change& change, const VerbCall& call) {
  require(change, call, "ready", call.verb.name);
  confirmed_person(change, call.verb.name);
  const EventPolicy policy = policy_for(change, call);
  const EventStaff there = require_staff(change.database(), call.record, policy);
  require_briefed(call.record, there);
  return turn(change, call, Draft(field_events(change)), "ready", "ready", {{"staff", there.all}},
              policy.version);
}

/// Not sold, not given up, and yet neither contacted nor known as a broken promise; or, where a plan of
/// follow-up is in force, followed up no more though the buyer did not opt out.
std::int64_t unanswered_leads(store::Database& database, const Id& field_event, Instant now) {
  const bool has_plan = clause_in_force(database, "cadence_plan", "", now).has_value();
  auto row = database.prepare(
      "SELECT count(*) FROM lead l WHERE l.field_event_id = ?1 AND l.archived_at IS NULL AND l.closed_at IS "
      "NULL AND l.is_history = 0 AND l.stage NOT IN ('customer','advocate') AND ((l.first_human_touch_at IS "
      "NULL AND l.follow_up_missed_at IS NULL AND NOT EXISTS (SELECT 1 FROM sla_clock c WHERE c.subject_id = "
      "l.id AND c.breached_at IS NOT NULL)) OR (?2 AND NOT EXISTS (SELECT 1 FROM cadence_run r WHERE "
      "r.lead_id = l.id AND (r.state <> 'ended' OR r.outcome = 'opted_out'))))");
  row.bind(1, field_event).bind(2, std::int64_t{has_plan});
  row.step();
  return row.integer(0);
}

Json close(Change& change, const VerbCall& call) {
  require(change, call, "closed", call.verb.name);
  confirmed_person(change, call.verb.name);
  const std::int64_t waiting = unanswered_leads(change.database(), call.record, change.now());
  if (waiting > 0) {
    refuse_field_event(
        call.record, "unanswered_leads",
        concat({std::to_string(waiting),
                " unsold leads of this field event lack a contact by a person, or an active cadence"}),
        "contact them; a cadence_plan that starts on their capture follows them up");
  }
  return turn(change, call, Draft(field_events(change)), "closed", "closed", Json::object());
}

constexpr Argument kCancelArguments[] = {
    {.name = "reason", .type = Type::text, .required = true, .doc = "why it does not take place"},
};

Json cancel(Change& change, const VerbCall& call) {
  require(change, call, "cancelled", call.verb.name);
  confirmed_person(change, call.verb.name);
  const std::string reason = text_of(call.args, "reason");
  if (trim(reason).empty()) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "no_reason", "a cancellation needs its reason",
                  "say in reason why it does not take place");
  }
  Draft fields(field_events(change));
  fields.text(kFieldEvent["cancel_reason"], reason);
  return turn(change, call, std::move(fields), "cancelled", "cancelled", Json::object());
}

constexpr Verb kFieldEventsVerbs[] = {
    {.name = "field_event.sign",
     .entity = "field_event",
     .arguments = kSignArguments,
     .doc = "a signer's yes or no to the message, in time before it starts; both sides make it agreed",
     .run = sign},
    {.name = "field_event.staff",
     .entity = "field_event",
     .doc = "the staff is complete, with the share of sales that the policy wants",
     .run = staff},
    {.name = "field_event.prepare",
     .entity = "field_event",
     .doc = "everybody who works there knows the message: it is ready",
     .run = prepare},
    {.name = "field_event.close",
     .entity = "field_event",
     .doc = "every unsold lead of it has been contacted, or was told as uncontacted, and is followed up",
     .run = close},
    {.name = "field_event.cancel",
     .entity = "field_event",
     .arguments = kCancelArguments,
     .doc = "it does not take place; refused once its leads are being followed up",
     .run = cancel},
};

constexpr DefaultClause kDefaults[] = {
    {"event_policy", "default",
     R"({"sales_staff_min_ppm":300000,"followup_window_s":144000,"message_before_s":172800})"},
};

}  // namespace

void add_field_event_verbs(Catalogue& catalogue) {
  catalogue.add(kFieldEventsVerbs);
  catalogue.add(kDefaults);
  add_field_event_rows(catalogue);
}

}  // namespace tandem::domain
