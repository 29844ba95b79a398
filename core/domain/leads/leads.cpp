// SPDX-License-Identifier: Apache-2.0
// What people do with leads: capture, touch, move, assign.
#include "domain/leads/leads.hpp"

#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "domain/domain.hpp"
#include "domain/guards.hpp"
#include "domain/leads/lead_merges.hpp"
#include "domain/leads/lead_rules.hpp"
#include "domain/leads/stage_definitions.hpp"
#include "domain/practice.hpp"
#include "model/document.hpp"

namespace tandem::domain {

namespace {

/// The lead as it would be after the move, against the definition of the stage it enters. A merge only
/// brings together what entered its stages before.
Id require_entry(Change& change, const Id& record, const StageMove& move, const Row& fields) {
  if (stage_index(move.to) < stage_index(move.from) || move.cause == kMerged) return {};
  Row after = change.get(change.entity(kLead), record);
  for (std::size_t i = kCommonFields; i < fields.size(); ++i) {
    if (model::given(fields[i])) after.borrow(i, fields[i]);
  }
  return require_fulfilled(change, after, move.to, move.at);
}

}  // namespace

std::int64_t move_lead(Change& change, const Id& record, const StageMove& move, Draft fields) {
  if (move.from != move.to) {
    const Id version = require_entry(change, record, move, fields.row());
    enter_lead_stage(change, record, move);  // first, so that the rule for facts finds the trail written
    change.event("lead.stage_changed", "lead", record,
                 {{"from", move.from}, {"to", move.to}, {"cause", move.cause}}, version);
    fields.text(kLead["stage"], move.to);
  }
  return fields.update(change, record);
}

namespace {

Json lead_answer(Change& change, const Id& record) {
  const EntityInfo& entity = change.entity(kLead);
  const Row row = change.get(entity, record);
  return answer(entity, record, number_of(row, kRevision), text_of(row, kLead["stage"]));
}

constexpr Argument kCaptureArguments[] = {
    {.name = "given_name", .type = Type::text, .doc = "first name"},
    {.name = "family_name", .type = Type::text, .doc = "last name"},
    {.name = "email", .type = Type::email, .doc = "mail address"},
    {.name = "phone", .type = Type::phone, .doc = "telephone"},
    {.name = "company_name", .type = Type::text, .doc = "the buyer's company"},
    {.name = "title", .type = Type::text, .doc = "job title"},
    {.name = "country", .type = Type::country, .doc = "country"},
    {.name = "origin", .type = Type::text, .doc = "channel the lead came from"},
    {.name = "consent", .type = Type::json, .doc = "{channel: {purpose, given, proof, at}}"},
    {.name = "account_id", .type = Type::ref, .target = "account", .doc = "the buyer's account"},
    {.name = "campaign_id",
     .type = Type::ref,
     .target = "campaign",
     .doc = "the campaign that brought the lead"},
    {.name = "capture_point_id", .type = Type::ref, .target = "capture_point", .doc = "form, booth, store …"},
    {.name = "field_event_id",
     .type = Type::ref,
     .target = "field_event",
     .doc = "the trade show, seminar or webinar where it was met"},
    {.name = "owner_person_id",
     .type = Type::ref,
     .target = "person",
     .doc = "owner; absent: the side's queue"},
    {.name = "fit_score", .type = Type::integer, .doc = "0–100"},
    {.name = "stage", .type = Type::choice, .choices = kStages, .doc = "first stage; absent: lead"},
};

Json capture(Change& change, const VerbCall& call) {
  const EntityInfo& entity = change.entity(kLead);
  Draft draft(entity);
  Arena arena;
  bool known = false;
  for (const auto& [name, value] : call.args.items()) {
    if (value.is_null()) continue;
    const std::size_t field = entity.position(name);
    draft.value(field, model::from_json(entity.field(field), value, arena));
    known = known || entity.field(field).is(kPersonal) || name == "account_id";
  }
  if (!known) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_argument",
                  "lead.capture needs something to know the buyer by",
                  "give an email, a phone, a name, a company or an account");
  }
  draft.number(kLead["captured_at"], call.at);
  const Id made = draft.create(change);
  Json result = lead_answer(change, made);
  const std::vector<Id> twins = same_address(change.database(), draft.row());
  if (!twins.empty()) result["duplicate_of"] = twins.front().text();
  return result;
}

constexpr Argument kTouchArguments[] = {
    {.name = "channel", .type = Type::text, .required = true, .doc = "email, phone, meeting, web, event …"},
    {.name = "direction", .type = Type::choice, .choices = kDirections, .doc = "absent: outbound"},
    {.name = "person_id",
     .type = Type::ref,
     .target = "person",
     .doc = "who made the contact; absent: this session"},
    {.name = "is_automated", .type = Type::boolean, .doc = "a machine did it; absent: no"},
    {.name = "campaign_id", .type = Type::ref, .target = "campaign", .doc = "the campaign it belongs to"},
    {.name = "note", .type = Type::text, .doc = "what was said"},
};

Json touch_lead(Change& change, const VerbCall& call) {
  const EntityInfo& entity = change.entity(kTouch);
  change.get(change.entity(kLead), call.record);
  const bool automated = flag_of(call.args, "is_automated");
  Id toucher = id_of(call.args, "person_id");
  if (toucher.empty() && !automated) toucher = change.actor().person();
  Draft draft(entity);
  draft.id(kTouch["lead_id"], call.record)
      .number(kTouch["at"], call.at)
      .text(kTouch["channel"], text_of(call.args, "channel"))
      .text(kTouch["direction"], given(call.args, "direction") ? text_of(call.args, "direction") : "outbound")
      .id(kTouch["person_id"], toucher)
      .flag(kTouch["is_automated"], automated)
      .id(kTouch["campaign_id"], id_of(call.args, "campaign_id"));
  if (given(call.args, "note")) draft.text(kTouch["note"], text_of(call.args, "note"));
  const Id made = draft.create(change);
  change.event("lead.touched", "lead", call.record,
               {{"touch_id", made.text()}, {"channel", text_of(call.args, "channel")}});
  Json result = lead_answer(change, call.record);
  result["touch_id"] = made.text();
  return result;
}

constexpr std::string_view kRecycle[] = {"recycle"};
constexpr Argument kMoveArguments[] = {
    {.name = "to_stage",
     .type = Type::choice,
     .required = true,
     .choices = kStages,
     .doc = "the stage it enters"},
    {.name = "reason", .type = Type::choice, .choices = kRecycle, .doc = "needed to move back: recycle"},
};

Json move(Change& change, const VerbCall& call) {
  const EntityInfo& entity = change.entity(kLead);
  const Row row = change.get(entity, call.record);
  const std::string from(text_of(row, kLead["stage"])), to = text_of(call.args, "to_stage");
  const int step = stage_index(to) - stage_index(from);
  if (step == 0) return lead_answer(change, call.record);
  const bool back = step < 0;
  if (back && text_of(call.args, "reason") != "recycle") {
    throw Refusal(TANDEM_INVALID_STATE, "only_by_recycle",
                  "a lead goes back from " + from + " to " + to + " only as a recycle",
                  "give the argument reason = recycle");
  }
  if (!back) require_handed_over(change, call.record, from, to, call.at);
  const std::string cause = back ? "recycle" : "move";
  move_lead(change, call.record, {from, to, cause, call.at, change.actor().person()}, Draft(entity));
  if (back) change.event("lead.recycled", "lead", call.record, {{"from", from}, {"to", to}});
  Json result = lead_answer(change, call.record);
  result["skipped"] = Json::array();
  for (int i = stage_index(from) + 1; i < stage_index(to); ++i) {
    result["skipped"].push_back(kStages[static_cast<std::size_t>(i)]);
  }
  return result;
}

constexpr Argument kAssignArguments[] = {
    {.name = "owner_person_id",
     .type = Type::ref,
     .target = "person",
     .doc = "the person who owns it from now on"},
    {.name = "queue_team_id", .type = Type::ref, .target = "team", .doc = "or the queue that does"},
};

Json assign(Change& change, const VerbCall& call) {
  const Id owner = id_of(call.args, "owner_person_id"), queue = id_of(call.args, "queue_team_id");
  if (owner.empty() == queue.empty()) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_argument",
                  "lead.assign needs a person or a queue, and only one of them",
                  "give owner_person_id or queue_team_id");
  }
  const EntityInfo& entity = change.entity(kLead);
  Draft fields(entity);
  if (!owner.empty()) {
    if (!is_true(change.get(change.entity(kPerson), owner), kPerson["active"])) {
      throw Refusal(TANDEM_INVALID_STATE, "person_inactive", "the new owner is not active",
                    "name somebody who is");
    }
    fields.id(kLead["owner_person_id"], owner).number(kLead["assigned_at"], call.at);
  } else {
    const Row row = change.get(change.entity(kTeam), queue);
    if (!is_true(row, kTeam["is_queue"]) || !has(row, kTeam["lead_person_id"])) {
      throw Refusal(TANDEM_INVALID_STATE, "no_queue", "the team is no queue with a lead person",
                    "set is_queue and lead_person_id on it");
    }
    fields.id(kLead["queue_team_id"], queue).null(kLead["owner_person_id"]);
  }
  fields.update(change, call.record);
  return lead_answer(change, call.record);
}

constexpr Verb kLeadsVerbs[] = {
    {.name = "lead.capture",
     .entity = "lead",
     .creates = true,
     .arguments = kCaptureArguments,
     .doc = "a buyer asked, visited or was captured",
     .run = capture},
    {.name = "lead.touch",
     .entity = "lead",
     .arguments = kTouchArguments,
     .doc = "one contact with the buyer",
     .run = touch_lead},
    {.name = "lead.move",
     .entity = "lead",
     .arguments = kMoveArguments,
     .doc = "enters a later stage (skipped ones are named in the answer), or an earlier one as a recycle",
     .run = move},
    {.name = "lead.assign",
     .entity = "lead",
     .arguments = kAssignArguments,
     .doc = "gives the lead an owner or a queue",
     .run = assign},
};

}  // namespace

void add_lead_verbs(Catalogue& catalogue) {
  catalogue.add(kLeadsVerbs);
  add_lead_rules(catalogue);
}

}  // namespace tandem::domain
