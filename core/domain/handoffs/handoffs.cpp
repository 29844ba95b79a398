// SPDX-License-Identifier: Apache-2.0
// Responsibility passes from one side to the other, with a yes or a no.
#include "domain/handoffs/handoffs.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/agreements/clauses.hpp"
#include "domain/arguments.hpp"
#include "domain/asking/asking.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

HandoffPoint require_point(Change& change, const VerbCall& call, const Row& lead_row) {
  const std::string key = text_of(call.args, "point");
  const std::string stage(text_of(lead_row, kLead["stage"]));
  auto point = point_in_force(change.database(), stage, key, call.at);
  if (!point) {
    throw Refusal(TANDEM_INVALID_STATE, "no_rule_in_force",
                  "no hand-off point in force starts at stage " + stage,
                  "move the lead to the stage the guideline hands over from, or agree on a point");
  }
  if (point->from_stage != stage) {
    throw Refusal(TANDEM_INVALID_STATE, "wrong_stage",
                  "this hand-off starts at " + point->from_stage + ", and the lead is at " + stage,
                  "use lead.move first");
  }
  return std::move(*point);
}

/// What the receiving side was promised to find in a lead.
void require_fields(Change& change, const HandoffPoint& point, const Row& lead_row) {
  const EntityInfo& leads = change.entity(kLead);
  std::string missing;
  for (const std::string& field : point.required_fields) {
    const auto position = leads.find(field);
    if (position && has(lead_row, *position) &&
        (!model::is_bytes(lead_row[*position]) || !text_of(lead_row, *position).empty())) {
      continue;
    }
    missing += (missing.empty() ? "" : ",") + field;
  }
  if (missing.empty()) return;
  throw Refusal(TANDEM_INVALID_STATE, "missing_fields",
                "the hand-off needs fields that the lead has not: " + missing,
                "fill them in with a put on the lead, then offer again")
      .with("missing_fields", missing);
}

Id receiver(Change& change, const VerbCall& call, const HandoffPoint& point) {
  const Id wanted = id_of(call.args, "to_person_id");
  if (wanted.empty()) {
    const Queue queue = queue_of(change, point.to_side);
    if (!queue.lead.empty()) return queue.lead;
    throw Refusal(TANDEM_INVALID_STATE, "no_queue", "the receiving side has no queue with a lead person",
                  "name to_person_id, or make a team with is_queue and lead_person_id");
  }
  const Row row = change.get(change.entity(kPerson), wanted);
  if (!is_true(row, kPerson["active"]) || text_of(row, kPerson["side"]) != side_name(point.to_side)) {
    throw Refusal(TANDEM_INVALID_STATE, "unsuitable_person",
                  "the receiver must be an active person of " + std::string(side_name(point.to_side)),
                  "name another to_person_id, or leave it out for the queue's lead");
  }
  return wanted;
}

/// A hand-off of this lead that waits (`offered`) or ran out (`expired`).
Id handoff_in_state(Change& change, const Id& lead_id, std::string_view state) {
  auto find = change.database().prepare(
      "SELECT id FROM handoff WHERE lead_id = ? AND state = ? AND archived_at IS NULL ORDER BY offered_at "
      "DESC "
      "LIMIT 1");
  find.bind(1, lead_id);
  find.bind(2, state);
  return find.step() ? find.id(0) : Id{};
}

constexpr Argument kOfferArguments[] = {
    {.name = "lead_id",
     .type = Type::ref,
     .required = true,
     .target = "lead",
     .doc = "the lead to hand over"},
    {.name = "to_person_id",
     .type = Type::ref,
     .target = "person",
     .doc = "who should take it; absent: the queue's lead"},
    {.name = "point",
     .type = Type::text,
     .doc = "key of the hand-off point; absent: the one at the lead's stage"},
};

Json offer(Change& change, const VerbCall& call) {
  const Id lead_id = id_of(call.args, "lead_id");
  const Row lead_row = change.get(change.entity(kLead), lead_id);
  const HandoffPoint point = require_point(change, call, lead_row);
  const Who who = confirmed_of_side(change, call.verb.name, point.from_side);
  if (!handoff_in_state(change, lead_id, "offered").empty()) {
    throw Refusal(TANDEM_INVALID_STATE, "offered_already", "this lead is offered already",
                  "wait for the answer, or let it expire");
  }
  require_fields(change, point, lead_row);
  const Instant due = call.at + point.accept_window_s * kSecond;
  Draft draft(handoffs(change));
  draft.number(kHandoff["offered_at"], call.at)
      .id(kHandoff["offered_by"], who.id)
      .id(kHandoff["to_person_id"], receiver(change, call, point))
      .set(kHandoff["state"]["offered"])
      .number(kHandoff["due_at"], due);
  Id record = handoff_in_state(change, lead_id, "expired");
  std::int64_t revision = 1;
  const bool again =
      !record.empty() && id_of(change.get(handoffs(change), record), kHandoff["point_id"]) == point.clause;
  if (again) {
    revision = draft.null(kHandoff["decided_at"]).null(kHandoff["decided_by"]).update(change, record);
  } else {
    draft.id(kHandoff["lead_id"], lead_id)
        .id(kHandoff["point_id"], point.clause)
        .id(kHandoff["version_id"], point.version);
    record = draft.create(change);
  }
  change.event("handoff.offered", "handoff", record,
               {{"lead_id", lead_id.text()}, {"due_at", due}, {"signed", point.is_signed}}, point.version);
  Json result = answer(handoffs(change), record, revision, "offered");
  result["due_at"] = due;
  return result;
}

constexpr Argument kAcceptArguments[] = {
    {.name = "owner_person_id",
     .type = Type::ref,
     .target = "person",
     .doc = "who works the lead; absent: who accepts"},
};

Json accept(Change& change, const VerbCall& call) {
  const Row row = change.get(handoffs(change), call.record);
  require_move(handoffs(change), row, "accepted", call.verb.name);
  const HandoffPoint point = point_of(change.database(), row);
  const Who who = confirmed_of_side(change, call.verb.name, point.to_side);
  Id owner = id_of(call.args, "owner_person_id");
  if (owner.empty()) owner = who.system ? id_of(row, kHandoff["to_person_id"]) : who.id;
  return accept_handoff(change, row, point, who.id, owner, call.at);
}

constexpr Argument kReturnArguments[] = {
    {.name = "reason",
     .type = Type::text,
     .required = true,
     .doc = "code from the guideline's list of reasons"},
    {.name = "note", .type = Type::text, .doc = "what the other side should know"},
};

void require_listed(Change& change, const std::string& reason, Instant at) {
  const std::vector<std::string> listed = return_reasons(change.database(), at);
  if (std::find(listed.begin(), listed.end(), reason) != listed.end()) return;
  std::string list;
  for (const std::string& code : listed) list += (list.empty() ? "" : ", ") + code;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "reason_not_listed",
                "the reason is not in the list of return reasons in force",
                list.empty() ? "agree on a reject_reason_list first" : "use one of: " + list);
}

/// Of what was accepted, only a dispute can still be returned, and only for as long as the point says.
void require_dispute_open(Change& change, const Row& row, const HandoffPoint& point, Instant at) {
  if (!is_true(row, kHandoff["was_accepted"])) return;
  require_after(at, number_of(row, kHandoff["decided_at"]), "the hand-off was accepted");
  const Instant until = number_of(row, kHandoff["decided_at"]) + point.dispute_window_s * kSecond;
  if (at <= until) return;
  change.forbid(
      "handoff", id_of(row, kId), "dispute_window_passed",
      concat({"this hand-off was accepted, and its dispute window ended at ", format_instant(until)}),
      point.to_side, "keep the lead, close it with a reason, or send it back with lead.move as a recycle",
      point.clause);
}

Json give_back(Change& change, const VerbCall& call) {
  const Row row = change.get(handoffs(change), call.record);
  require_move(handoffs(change), row, "returned", call.verb.name);
  const HandoffPoint point = point_of(change.database(), row);
  const Who who = confirmed_of_side(change, call.verb.name, point.to_side);
  const std::string reason = text_of(call.args, "reason");
  require_listed(change, reason, call.at);
  require_dispute_open(change, row, point, call.at);
  return return_handoff(change, row, point, who.id, reason, text_of(call.args, "note"), call.at);
}

Json expire(Change& change, const VerbCall& call) {
  const Row row = change.get(handoffs(change), call.record);
  require_move(handoffs(change), row, "expired", call.verb.name);
  confirmed_person(change, call.verb.name);
  if (number_of(row, kHandoff["due_at"]) > call.at) {
    throw Refusal(TANDEM_INVALID_STATE, "accept_window_open", "the accept window is still open",
                  "wait until " + format_instant(number_of(row, kHandoff["due_at"])));
  }
  return expire_handoff(change, row, point_of(change.database(), row), call.at);
}

Json complete(Change& change, const VerbCall& call) {
  const Row row = change.get(handoffs(change), call.record);
  require_move(handoffs(change), row, "completed", call.verb.name);
  const HandoffPoint point = point_of(change.database(), row);
  confirmed_of_side(change, call.verb.name, point.to_side);
  const auto revision =
      Draft(handoffs(change)).set(kHandoff["state"]["completed"]).update(change, call.record);
  change.event("handoff.completed", "handoff", call.record);
  return answer(handoffs(change), call.record, revision, "completed");
}

constexpr Verb kHandoffsVerbs[] = {
    {.name = "handoff.offer",
     .entity = "handoff",
     .creates = true,
     .arguments = kOfferArguments,
     .doc = "the giving side offers a lead under the hand-off point in force; an expired offer is renewed",
     .run = offer},
    {.name = "handoff.accept",
     .entity = "handoff",
     .arguments = kAcceptArguments,
     .doc = "the receiving side takes the lead: one accountable owner from now on",
     .run = accept},
    {.name = "handoff.return",
     .entity = "handoff",
     .arguments = kReturnArguments,
     .doc = "the receiving side gives the lead back with a listed reason; after acceptance it is a dispute",
     .run = give_back},
    {.name = "handoff.expire",
     .entity = "handoff",
     .doc = "the accept window passed without an answer",
     .run = expire},
    {.name = "handoff.complete",
     .entity = "handoff",
     .doc = "the receiving side has taken the work up",
     .run = complete},
};

}  // namespace

void add_handoff_verbs(Catalogue& catalogue) { catalogue.add(kHandoffsVerbs); }

}  // namespace tandem::domain
