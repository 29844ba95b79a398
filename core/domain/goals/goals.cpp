// SPDX-License-Identifier: Apache-2.0
// Goals are signed by both sides, run, and are amended by a successor.
#include "domain/goals/goals.hpp"

#include "base/error.hpp"
#include "domain/agreements/signoffs.hpp"
#include "domain/arguments.hpp"
#include "domain/goals/goal_reading.hpp"
#include "domain/goals/goal_rules.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"
#include "model/document.hpp"

namespace tandem::domain {
namespace {

Row require(Change& change, const VerbCall& call, std::string_view to, std::string_view verb) {
  Row row = change.get(goals(change), call.record);
  require_move(goals(change), row, to, verb);
  return row;
}

/// Both sides have signed: the goal is agreed, or takes the place of the one it amends.
std::string settle(Change& change, const Row& row, const std::string& hash) {
  const Id record = id_of(row, kId), predecessor = id_of(row, kGoal["amends_goal_id"]);
  std::string state = "agreed";
  if (!predecessor.empty()) {
    const Row old = change.get(goals(change), predecessor);
    state = std::string(text_of(old, kGoal["state"]));
    require_move(goals(change), old, "retired", "goal.amend");
    Draft(goals(change)).set(kGoal["state"]["retired"]).update(change, predecessor);
    change.event("goal.retired", "goal", predecessor, {{"successor", record.text()}});
  }
  Draft fields(goals(change));
  fields.text(kGoal["state"], state).text(kGoal["content_hash"], hash).update(change, record);
  change.event("goal.agreed", "goal", record, {{"content_hash", hash}, {"state", state}});
  return state;
}

/// Signed by both in the knowledge that it was never yet reached.
void tell_realism(Change& change, const Id& record, Json& result) {
  const auto row = standing_goal(change.database(), record);
  const auto real = row ? realism_of(change.database(), *row, change.now()) : std::nullopt;
  if (!real) return;
  const Json ppm = real->ppm ? Json(*real->ppm) : Json();
  result["realism_ppm"] = ppm;
  result["unproven"] = real->unproven;
  if (real->unproven && result.at("state") != "draft") {
    change.event("goal.signed_unproven", "goal", record, {{"realism_ppm", ppm}});
  }
}

Json agree(Change& change, const VerbCall& call) {
  const Row row = require(change, call, "agreed", call.verb.name);
  const Who who = signer(change, call.verb.name);
  check_goal_links(change, row);
  require_countable(change, row);
  const std::string hash = goal_hash(change, row);
  give_signoff(change, who, {"goal", call.record, hash, true, {}, call.at});
  std::string state = "draft";
  if (both_sides_signed(change.database(), call.record, hash)) state = settle(change, row, hash);
  const Row now = change.get(goals(change), call.record);
  Json result = answer(goals(change), call.record, number_of(now, kRevision), state);
  result["content_hash"] = hash;
  tell_realism(change, call.record, result);
  return result;
}

constexpr Argument kReason[] = {
    {.name = "reason", .type = Type::text, .required = true, .doc = "why not"},
};

Json decline(Change& change, const VerbCall& call) {
  const Row row = require(change, call, "agreed", "goal.agree");
  const Who who = signer(change, call.verb.name);
  const std::string hash = goal_hash(change, row), reason = text_of(call.args, "reason");
  give_signoff(change, who, {"goal", call.record, hash, false, reason, call.at});
  change.event("goal.declined", "goal", call.record, {{"side", side_name(who.side)}, {"content_hash", hash}});
  return answer(goals(change), call.record, number_of(row, kRevision), "draft");
}

Json activate(Change& change, const VerbCall& call) {
  require(change, call, "active", call.verb.name);
  confirmed_person(change, call.verb.name);
  const auto revision = Draft(goals(change)).set(kGoal["state"]["active"]).update(change, call.record);
  change.event("goal.activated", "goal", call.record);
  return answer(goals(change), call.record, revision, "active");
}

Json withdraw(Change& change, const VerbCall& call) {
  require(change, call, "withdrawn", call.verb.name);
  confirmed_person(change, call.verb.name);
  require_nothing_below(change, call.record);
  const auto revision = Draft(goals(change)).set(kGoal["state"]["withdrawn"]).update(change, call.record);
  change.event("goal.withdrawn", "goal", call.record);
  return answer(goals(change), call.record, revision, "withdrawn");
}

constexpr Argument kAmendArguments[] = {
    {.name = "title", .type = Type::text, .doc = "new title"},
    {.name = "metric_id", .type = Type::ref, .target = "metric", .doc = "new metric"},
    {.name = "period_id", .type = Type::ref, .target = "period", .doc = "new period"},
    {.name = "baseline", .type = Type::integer, .doc = "new baseline"},
    {.name = "target", .type = Type::integer, .doc = "new target"},
    {.name = "stretch", .type = Type::integer, .doc = "new stretch; null: none"},
    {.name = "tolerance", .type = Type::integer, .doc = "new tolerance; null: none"},
    {.name = "currency", .type = Type::currency, .doc = "new currency"},
    {.name = "side", .type = Type::choice, .choices = kSides, .doc = "the side that owns it"},
    {.name = "owner_person_id", .type = Type::ref, .target = "person", .doc = "new owner; null: none"},
    {.name = "segment_id", .type = Type::ref, .target = "segment", .doc = "new segment; null: none"},
    {.name = "parent_goal_id", .type = Type::ref, .target = "goal", .doc = "new parent; null: none"},
    {.name = "link_kind", .type = Type::choice, .choices = kLinkKinds, .doc = "new kind of link; null: none"},
    {.name = "weight", .type = Type::integer, .doc = "new weight; null: none"},
};

Json amend(Change& change, const VerbCall& call) {
  const Row row = change.get(goals(change), call.record);
  confirmed_person(change, call.verb.name);
  Draft successor = successor_of(change, row);
  if (call.args.empty()) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "nothing_changes", "goal.amend changes nothing",
                  "give the fields to change");
  }
  const EntityInfo& entity = goals(change);
  Arena arena;
  for (const auto& [name, value] : call.args.items()) {
    const std::size_t field = entity.position(name);
    successor.value(field, model::from_json(entity.field(field), value, arena));
  }
  const Id record = store_successor(change, row, std::move(successor));
  Json result = answer(entity, record, 1, "draft");
  result["amends"] = call.record.text();
  return result;
}

constexpr Verb kGoalsVerbs[] = {
    {.name = "goal.agree",
     .entity = "goal",
     .doc = "a signer's yes as their side; with a yes of both sides over the same content it is agreed",
     .run = agree},
    {.name = "goal.decline",
     .entity = "goal",
     .arguments = kReason,
     .doc = "a signer's no with its reason; the goal stays a draft",
     .run = decline},
    {.name = "goal.activate", .entity = "goal", .doc = "work on the agreed goal begins", .run = activate},
    {.name = "goal.amend",
     .entity = "goal",
     .arguments = kAmendArguments,
     .doc = "makes a successor with changed fields; it takes the goal's place when both sides have signed",
     .run = amend},
    {.name = "goal.withdraw", .entity = "goal", .doc = "the draft will not be signed", .run = withdraw},
};

void require_no_other_successor(Change& change, const Id& record) {
  auto find = change.database().prepare(
      "SELECT 1 FROM goal WHERE amends_goal_id = ? AND state = 'draft' AND archived_at IS NULL");
  find.bind(1, record);
  if (!find.step()) return;
  throw Refusal(TANDEM_ALREADY_EXISTS, "successor_waits", "this goal has a successor that waits to be signed",
                "agree to it, change it or withdraw it");
}

}  // namespace

Draft successor_of(Change& change, const Row& row) {
  const EntityInfo& entity = goals(change);
  require_move(entity, row, "retired", "goal.amend");
  require_no_other_successor(change, id_of(row, kId));
  Draft successor(entity);
  for (std::size_t i = kCommonFields; i < entity.size(); ++i) {
    if (entity.field(i).is(kSigned) && has(row, i)) successor.value(i, row[i]);
  }
  return successor;
}

Id store_successor(Change& change, const Row& row, Draft successor, Json payload) {
  const Id amended = id_of(row, kId);
  const Id record =
      successor.set(kGoal["state"]["draft"]).id(kGoal["amends_goal_id"], amended).create(change);
  payload["successor"] = record.text();
  change.event("goal.amended", "goal", amended, payload);
  return record;
}

void add_goal_verbs(Catalogue& catalogue) {
  catalogue.add(kGoalsVerbs);
  add_goal_rules(catalogue);
}

}  // namespace tandem::domain
