// SPDX-License-Identifier: Apache-2.0
// What an acceptance, a return and silence do to the lead and to those who answer for it.
#include "base/error.hpp"
#include "domain/guards.hpp"
#include "domain/handoffs/handoffs.hpp"
#include "domain/leads/leads.hpp"

namespace tandem::domain {
namespace {

bool is_active(Change& change, const Id& who) {
  const auto row = who.empty() ? std::nullopt : change.find(change.entity(kPerson), who);
  return row && is_true(*row, kPerson["active"]) && !has(*row, kArchivedAt);
}

/// Nobody answered in time: who leads the receiving side's queue hears of it.
void escalate(Change& change, const Row& row, const HandoffPoint& point) {
  Json payload = {{"lead_id", id_of(row, kHandoff["lead_id"]).text()},
                  {"responsible_side", side_name(point.to_side)}};
  const Queue queue = queue_of(change, point.to_side);
  if (!queue.lead.empty()) payload["to_person_id"] = queue.lead.text();
  change.event("handoff.escalated", "handoff", id_of(row, kId), payload, id_of(row, kHandoff["version_id"]));
}

}  // namespace

Json accept_handoff(Change& change, const Row& row, const HandoffPoint& point, const Id& by, const Id& owner,
                    Instant at, EndedBy ended_by) {
  const Id record = id_of(row, kId), lead_id = id_of(row, kHandoff["lead_id"]);
  if (!is_active(change, owner)) {
    throw Refusal(TANDEM_INVALID_STATE, "person_inactive", "the lead's new owner is not an active person",
                  "name an active person as owner_person_id");
  }
  const auto revision = Draft(handoffs(change))
                            .set(kHandoff["state"]["accepted"])
                            .number(kHandoff["decided_at"], at)
                            .id(kHandoff["decided_by"], by)
                            .flag(kHandoff["was_accepted"], true)
                            .update(change, record);
  const EntityInfo& leads = change.entity(kLead);
  const Row lead_row = change.get(leads, lead_id);
  const std::string from(text_of(lead_row, kLead["stage"]));
  // A lead that has meanwhile gone further stays there.
  const std::string& to = stage_index(from) < stage_index(point.to_stage) ? point.to_stage : from;
  Draft fields(leads);
  fields.id(kLead["owner_person_id"], owner).null(kLead["queue_team_id"]).number(kLead["assigned_at"], at);
  move_lead(change, lead_id, {from, to, "handoff.accepted", at, by}, std::move(fields));
  Json payload = {{"lead_id", lead_id.text()}, {"owner_person_id", owner.text()}};
  if (ended_by == EndedBy::silence) payload["by_silence"] = true;
  change.event("handoff.accepted", "handoff", record, payload, id_of(row, kHandoff["version_id"]));
  return answer(handoffs(change), record, revision, "accepted");
}

Json return_handoff(Change& change, const Row& row, const HandoffPoint& point, const Id& by,
                    const std::string& reason, const std::string& note, Instant at, EndedBy ended_by) {
  const Id record = id_of(row, kId), lead_id = id_of(row, kHandoff["lead_id"]);
  const bool dispute = is_true(row, kHandoff["was_accepted"]);
  Draft decision(handoffs(change));
  decision.set(kHandoff["state"]["returned"])
      .text(kHandoff["reason"], reason)
      .number(kHandoff["decided_at"], at)
      .id(kHandoff["decided_by"], by);
  if (!note.empty()) decision.text(kHandoff["note"], note);
  const auto revision = decision.update(change, record);

  const EntityInfo& leads = change.entity(kLead);
  const Row lead_row = change.get(leads, lead_id);
  Id owner = id_of(row, kHandoff["offered_by"]);
  if (!is_active(change, owner)) owner = queue_of(change, point.from_side).lead;
  if (!is_active(change, owner)) {
    throw Refusal(TANDEM_INVALID_STATE, "no_queue", "the giving side has nobody to take the lead back",
                  "make a queue with an active lead person for " + std::string(side_name(point.from_side)));
  }
  Draft fields(leads);
  fields.id(kLead["owner_person_id"], owner).null(kLead["queue_team_id"]).number(kLead["assigned_at"], at);
  const std::string from(text_of(lead_row, kLead["stage"]));
  const std::string& to = stage_index(from) > stage_index(point.from_stage) ? point.from_stage : from;
  move_lead(change, lead_id, {from, to, "handoff.returned", at, by}, std::move(fields));
  Json payload = {{"lead_id", lead_id.text()},
                  {"reason", reason},
                  {"dispute", dispute},
                  {"owner_person_id", owner.text()}};
  if (ended_by == EndedBy::silence) payload["by_silence"] = true;
  change.event("handoff.returned", "handoff", record, payload, id_of(row, kHandoff["version_id"]));
  Json result = answer(handoffs(change), record, revision, "returned");
  result["dispute"] = dispute;
  return result;
}

Json expire_handoff(Change& change, const Row& row, const HandoffPoint& point, Instant at) {
  const Id record = id_of(row, kId);
  const auto revision = Draft(handoffs(change))
                            .set(kHandoff["state"]["expired"])
                            .number(kHandoff["decided_at"], at)
                            .update(change, record);
  change.event("handoff.expired", "handoff", record,
               {{"lead_id", id_of(row, kHandoff["lead_id"]).text()},
                {"on_timeout", point.on_timeout},
                {"responsible_side", side_name(point.to_side)}},
               id_of(row, kHandoff["version_id"]));
  escalate(change, row, point);
  return answer(handoffs(change), record, revision, "expired");
}

}  // namespace tandem::domain
