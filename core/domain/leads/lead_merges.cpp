// SPDX-License-Identifier: Apache-2.0
#include "domain/leads/lead_merges.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/arguments.hpp"
#include "domain/clocks/sla_clocks.hpp"
#include "domain/guards.hpp"
#include "domain/leads/leads.hpp"
#include "domain/practice.hpp"
#include "store/ledger/links.hpp"

namespace tandem::domain {
namespace {

std::vector<Id> ids_of(store::Statement rows, const Id& lead) {
  rows.bind(1, lead);
  std::vector<Id> ids;
  while (rows.step()) ids.push_back(rows.id(0));
  return ids;
}

/// The open stay ends here; the survivor's own goes on.
void move_stays(Change& change, const Id& from, const Id& into, Instant at) {
  const EntityInfo& entity = change.entity(kStageEntry);
  for (const Id& id :
       ids_of(change.database().prepare("SELECT id FROM stage_entry WHERE lead_id = ?"), from)) {
    const Row stay = change.get(entity, id);
    Draft draft(entity);
    draft.id(kStageEntry["lead_id"], into);
    if (!has(stay, kStageEntry["left_at"])) {
      draft.number(kStageEntry["left_at"], std::max(at, number_of(stay, kStageEntry["entered_at"])));
    }
    draft.update(change, id);
  }
}

/// A lead is offered once: the survivor's offer stands, the other one ends unanswered.
void end_offer(Change& change, const Id& id, const Row& row, Instant at) {
  Draft(change.entity(kHandoff))
      .set(kHandoff["state"]["expired"])
      .number(kHandoff["decided_at"], at)
      .update(change, id);
  change.event("handoff.expired", "handoff", id,
               {{"lead_id", id_of(row, kHandoff["lead_id"]).text()}, {"cause", kMerged}},
               id_of(row, kHandoff["version_id"]));
}

void move_handoffs(Change& change, const Id& from, const Id& into, Instant at) {
  const EntityInfo& entity = change.entity(kHandoff);
  const auto offered = [&] {
    auto find = change.database().prepare("SELECT 1 FROM handoff WHERE lead_id = ? AND state = 'offered'");
    return find.bind(1, into).step();
  };
  for (const Id& id : ids_of(change.database().prepare("SELECT id FROM handoff WHERE lead_id = ?"), from)) {
    const Row row = change.get(entity, id);
    if (is(row, kHandoff["state"]["offered"]) && offered()) end_offer(change, id, row, at);
    Draft(entity).id(kHandoff["lead_id"], into).update(change, id);
  }
}

void move_facts(Change& change, const Id& from, const Id& into) {
  for (const Id& id : ids_of(change.database().prepare("SELECT id FROM touch WHERE lead_id = ?"), from)) {
    Draft(change.entity(kTouch)).id(kTouch["lead_id"], into).update(change, id);
  }
  for (const Id& id :
       ids_of(change.database().prepare("SELECT id FROM opportunity WHERE lead_id = ?"), from)) {
    Draft(change.entity(kOpportunity)).id(kOpportunity["lead_id"], into).update(change, id);
  }
}

constexpr std::size_t kFilledIn[] = {
    kLead["account_id"], kLead["given_name"],          kLead["family_name"],    kLead["email"],
    kLead["phone"],      kLead["company_name"],        kLead["title"],          kLead["country"],
    kLead["consent"],    kLead["developer_person_id"], kLead["owner_person_id"]};
constexpr std::size_t kOfCapture[] = {kLead["captured_at"], kLead["origin"], kLead["capture_point_id"],
                                      kLead["campaign_id"], kLead["field_event_id"]};

/// Of the same field event, or one that comes over with the merged lead, it is told once that nobody followed
/// up: the earlier mark stays.
bool keeps_missed(const Row& merged, const Row& survivor) {
  if (!has(merged, kLead["follow_up_missed_at"])) return false;
  const bool earlier = number_of(merged, kLead["captured_at"]) < number_of(survivor, kLead["captured_at"]);
  if (!earlier && has(survivor, kLead["field_event_id"]) &&
      id_of(survivor, kLead["field_event_id"]) != id_of(merged, kLead["field_event_id"])) {
    return false;
  }
  return !has(survivor, kLead["follow_up_missed_at"]) ||
         number_of(merged, kLead["follow_up_missed_at"]) < number_of(survivor, kLead["follow_up_missed_at"]);
}

/// What the survivor gains: blanks are filled in, and how it was captured comes from the earlier capture.
Draft gains(const EntityInfo& entity, const Row& merged, const Row& survivor) {
  Draft fields(entity);
  for (const std::size_t field : kFilledIn) {
    if (!has(survivor, field) && has(merged, field)) fields.value(field, merged[field]);
  }
  const bool earlier = number_of(merged, kLead["captured_at"]) < number_of(survivor, kLead["captured_at"]);
  for (const std::size_t field : kOfCapture) {
    if (has(merged, field) && (earlier || !has(survivor, field))) fields.value(field, merged[field]);
  }
  if (keeps_missed(merged, survivor)) {
    fields.value(kLead["follow_up_missed_at"], merged[kLead["follow_up_missed_at"]]);
  }
  return fields;
}

void fill_survivor(Change& change, const Row& merged, const Id& into, Instant at) {
  const EntityInfo& entity = change.entity(kLead);
  const Row survivor = change.get(entity, into);
  const std::string mine(text_of(survivor, kLead["stage"])), other(text_of(merged, kLead["stage"]));
  const std::string& furthest = stage_index(other) > stage_index(mine) ? other : mine;
  move_lead(change, into, {mine, furthest, kMerged, at, change.actor().person()},
            gains(entity, merged, survivor));
}

constexpr Argument kMergeArguments[] = {
    {.name = "into_lead_id",
     .type = Type::ref,
     .required = true,
     .target = "lead",
     .doc = "the lead that goes on"},
};

Json merge(Change& change, const VerbCall& call) {
  confirmed_person(change, call.verb.name);
  const EntityInfo& entity = change.entity(kLead);
  const Id into = id_of(call.args, "into_lead_id");
  if (into == call.record) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "merged_into_itself", "a lead is not merged into itself",
                  "name the lead that goes on");
  }
  if (has(change.get(entity, into), kArchivedAt)) {
    throw Refusal(TANDEM_INVALID_STATE, "archived", "the lead that should go on is archived",
                  "merge into the lead it was merged into, or restore it first");
  }
  store::ledger::relink(change.database(), call.record, into);
  merge_lead(change, call.record, into, call.at);
  const Row survivor = change.get(entity, into);
  return answer(entity, into, number_of(survivor, kRevision), text_of(survivor, kLead["stage"]));
}

constexpr Verb kLeadMergesVerbs[] = {
    {.name = "lead.merge",
     .entity = "lead",
     .arguments = kMergeArguments,
     .doc = "the same buyer twice: all that happened goes to the other lead, this one is archived",
     .run = merge},
};

}  // namespace

void merge_lead(Change& change, const Id& from, const Id& into, Instant at) {
  const EntityInfo& entity = change.entity(kLead);
  const Row merged = change.get(entity, from);
  Draft(entity)
      .id(kLead["merged_into_id"], into)
      .update(change, from);  // from now on touches are the survivor's
  move_stays(change, from, into, at);
  move_handoffs(change, from, into, at);
  move_facts(change, from, into);
  fill_survivor(change, merged, into, at);
  merge_clocks(change, from, into, at);
  change.archive(entity, from);
  change.event("lead.merged", "lead", from, {{"into", into.text()}});
}

std::vector<Id> same_address(store::Database& database, const Row& row) {
  std::vector<Id> found;
  if (!has(row, kLead["email"]) || text_of(row, kLead["email"]).empty()) return found;
  auto rows = database.prepare(
      "SELECT id FROM lead WHERE email = ?1 AND id <> ?2 AND archived_at IS NULL ORDER BY captured_at, id");
  rows.bind(1, text_of(row, kLead["email"])).bind(2, id_of(row, kId));
  while (rows.step()) found.push_back(rows.id(0));
  return found;
}

void add_lead_merges(Catalogue& catalogue) { catalogue.add(kLeadMergesVerbs); }

}  // namespace tandem::domain
