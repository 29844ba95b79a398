// SPDX-License-Identifier: Apache-2.0
#include "domain/goals/funnel_models.hpp"

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/agreements/signoffs.hpp"
#include "domain/arguments.hpp"
#include "domain/goals/exchange.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"
#include "model/signed_content.hpp"

namespace tandem::domain {
namespace {

constexpr std::int64_t kLongestLag = 3'650;  // days
constexpr std::size_t kMostSteps = 20;
constexpr std::string_view kStepKeys[] = {"from", "to", "side", "num", "den", "lag_days"};

const EntityInfo& models(Change& change) { return change.entity(kFunnelModel); }

// --- reading ---------------------------------------------------------------------------------------

std::vector<FunnelStep> read_steps(std::string_view text) {
  std::vector<FunnelStep> steps;
  for (const Json& one : parse_json(text, "steps")) {
    steps.push_back({text_of(one, "from"), text_of(one, "to"), text_of(one, "side"),
                     number_of(one, "num").value_or(0), number_of(one, "den").value_or(1),
                     number_of(one, "lag_days").value_or(0)});
  }
  return steps;
}

FunnelModel read_model(const store::Statement& rows) {
  return {rows.id(0),      rows.integer(1),         std::string(rows.text(2)), std::string(rows.text(3)),
          rows.integer(4), read_steps(rows.text(5))};
}

// --- rules -----------------------------------------------------------------------------------------

[[noreturn]] void refuse_step(std::size_t at, std::string_view what, std::string advice) {
  throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_steps", concat({"steps[", std::to_string(at), "] ", what}),
                std::move(advice));
}

void check_shape(const Json& step, std::size_t at) {
  if (!step.is_object()) refuse_step(at, "is no object", "write {from, to, side, num, den, lag_days}");
  for (const auto& [name, value] : step.items()) {
    if (std::find(std::begin(kStepKeys), std::end(kStepKeys), name) != std::end(kStepKeys)) continue;
    refuse_step(at, "has an unknown part", "it takes from, to, side, num, den and lag_days");
  }
  for (const char* name : {"from", "to", "side"}) {
    if (!step.contains(name) || !step.at(name).is_string()) {
      refuse_step(at, concat({"has no ", name}),
                  "name metric keys as from and to, and the side that owns from");
    }
  }
  for (const char* name : {"num", "den", "lag_days"}) {
    if (!step.contains(name) || !step.at(name).is_number_integer()) {
      refuse_step(at, concat({name, " is no whole number"}), "give num, den and lag_days as whole numbers");
    }
  }
}

void check_numbers(const FunnelStep& step, std::size_t at) {
  if (step.num <= 0 || step.num > step.den) {
    refuse_step(at, "has a rate that is no share", "give num and den with 0 < num <= den");
  }
  if (step.lag_days < 0 || step.lag_days > kLongestLag) {
    refuse_step(at, "has a lag that cannot be", "give lag_days between 0 and 3650");
  }
  if (step.side != "marketing" && step.side != "sales") {
    refuse_step(at, "belongs to neither side", "give side as marketing or sales");
  }
}

void check_metric(store::Database& database, const std::string& key, std::size_t at) {
  auto find = database.prepare("SELECT unit FROM metric WHERE key = ? AND archived_at IS NULL");
  find.bind(1, key);
  if (!find.step())
    refuse_step(at, "names no metric", "use the key of a metric that is there, or add it first");
  if (find.text(0) != "count")
    refuse_step(at, "names a metric that counts nothing", "use metrics of unit count");
}

void check_steps(store::Database& database, const Json& json) {
  if (!json.is_array() || json.empty() || json.size() > kMostSteps) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_steps", "a funnel model has 1 to 20 steps",
                  "write [{from, to, side, num, den, lag_days}, …] from the first stage to won deals");
  }
  for (std::size_t i = 0; i < json.size(); ++i) check_shape(json[i], i);
  const std::vector<FunnelStep> steps = read_steps(json.dump());
  std::set<std::string> seen{steps.front().from};
  check_metric(database, steps.front().from, 0);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    check_numbers(steps[i], i);
    check_metric(database, steps[i].to, i);
    if (!seen.insert(steps[i].to).second)
      refuse_step(i, "comes back to a stage", "let each stage stand once");
    if (i > 0 && steps[i].from != steps[i - 1].to) {
      refuse_step(i, "does not begin where the step before ends",
                  "chain the steps: to of one is from of the next");
    }
  }
}

void before_model(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  bool content = before == nullptr;
  for (std::size_t i = kCommonFields; i < entity.size(); ++i) {
    content = content || (entity.field(i).is(kSigned) && changed(before, after, i));
  }
  if (!content) return;
  if (before != nullptr && !is(*before, kFunnelModel["state"]["draft"])) {
    throw Refusal(TANDEM_INVALID_STATE, "not_a_draft", "only a draft of a funnel model can be changed",
                  "make a new model with replaces_id, and let both sides sign it");
  }
  if (has(after, kFunnelModel["steps"])) {
    check_steps(change.database(), parse_json(text_of(after, kFunnelModel["steps"]), "steps"));
  }
  if (before != nullptr) return;
  std::int64_t number = 1;
  if (has(after, kFunnelModel["replaces_id"])) {
    number +=
        number_of(change.get(entity, id_of(after, kFunnelModel["replaces_id"])), kFunnelModel["number"]);
  }
  set_number(entity, after, kFunnelModel["number"], number);
}

// --- verbs -----------------------------------------------------------------------------------------

constexpr Argument kSignArguments[] = {
    {.name = "decision", .type = Type::choice, .choices = kDecisions, .doc = "yes or no; absent: yes"},
    {.name = "reason", .type = Type::text, .doc = "why not; needed for a no"},
};

/// The model that this one replaces gives way.
void supersede(Change& change, const Id& replaced, const Id& by) {
  if (replaced.empty()) return;
  const Row old = change.get(models(change), replaced);
  require_move(models(change), old, "superseded", "funnel_model.sign");
  Draft(models(change)).set(kFunnelModel["state"]["superseded"]).update(change, replaced);
  change.event("funnel_model.superseded", "funnel_model", replaced, {{"successor", by.text()}});
}

Json sign(Change& change, const VerbCall& call) {
  const Row row = change.get(models(change), call.record);
  require_move(models(change), row, "signed", call.verb.name);
  const Who who = signer(change, call.verb.name);
  const std::string hash = model::content_hash(models(change), row), reason = text_of(call.args, "reason");
  const bool yes = text_of(call.args, "decision") != "no";
  if (!yes && reason.empty()) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_reason", "a no needs its reason",
                  "give the argument reason");
  }
  give_signoff(change, who, {"funnel_model", call.record, hash, yes, reason, call.at});
  Json result;
  if (both_sides_signed(change.database(), call.record, hash)) {
    supersede(change, id_of(row, kFunnelModel["replaces_id"]), call.record);
    Draft fields(models(change));
    fields.set(kFunnelModel["state"]["signed"]).text(kFunnelModel["content_hash"], hash);
    result = answer(models(change), call.record, fields.update(change, call.record), "signed");
    change.event("funnel_model.signed", "funnel_model", call.record,
                 {{"content_hash", hash}, {"number", number_of(row, kFunnelModel["number"])}});
  } else {
    result = answer(models(change), call.record, number_of(row, kRevision), "draft");
  }
  result["content_hash"] = hash;
  return result;
}

Json withdraw_model(Change& change, const VerbCall& call) {
  const Row row = change.get(models(change), call.record);
  require_move(models(change), row, "withdrawn", call.verb.name);
  confirmed_person(change, call.verb.name);
  const auto revision =
      Draft(models(change)).set(kFunnelModel["state"]["withdrawn"]).update(change, call.record);
  change.event("funnel_model.withdrawn", "funnel_model", call.record);
  return answer(models(change), call.record, revision, "withdrawn");
}

constexpr Verb kFunnelModelsVerbs[] = {
    {.name = "funnel_model.sign",
     .entity = "funnel_model",
     .arguments = kSignArguments,
     .doc =
         "a signer's answer as their side; with a yes of both it is signed and takes the place of the one it "
         "replaces",
     .run = sign},
    {.name = "funnel_model.withdraw",
     .entity = "funnel_model",
     .doc = "the draft will not be signed",
     .run = withdraw_model},
};

}  // namespace

FunnelModel read_funnel_model(store::Database& database, const Id& id) {
  auto rows = database.prepare(
      "SELECT id, number, state, currency, average_deal_minor, steps FROM funnel_model WHERE id = ? AND "
      "archived_at IS NULL");
  rows.bind(1, id);
  if (rows.step()) return read_model(rows);
  throw Refusal(TANDEM_NOT_FOUND, "unknown_record", "no such funnel model",
                "list the funnel models, or put one and sign it");
}

std::optional<FunnelModel> funnel_model_in_force(store::Database& database) {
  auto rows = database.prepare(
      "SELECT id, number, state, currency, average_deal_minor, steps FROM funnel_model WHERE state = "
      "'signed' "
      "AND archived_at IS NULL ORDER BY as_of DESC, id DESC LIMIT 1");
  if (!rows.step()) return std::nullopt;
  return read_model(rows);
}

std::vector<StageNeed> needs_of(store::Database& database, const GoalRow& goal, const FunnelModel& model) {
  if (goal.unit != "money") {
    throw Refusal(TANDEM_INVALID_STATE, "not_in_money", "only a goal in money is cascaded",
                  "name the root goal");
  }
  const std::string& from = goal.currency.empty() ? model.currency : goal.currency;
  const auto revenue = convert_on(database, goal.aim.target, from, model.currency, goal.stretch.starts_on);
  if (!revenue) refuse_mixed_currencies(model.currency);
  return cascade(deals_for(*revenue, model.average_deal_minor), model.steps);
}

std::optional<std::int64_t> need_of_child(store::Database& database, const GoalRow& parent,
                                          const GoalRow& child) {
  if (child.link != "funnel" || child.funnel_model.empty()) return std::nullopt;
  const FunnelModel model = read_funnel_model(database, child.funnel_model);
  if (parent.unit == "money") {
    const std::string& from = parent.currency.empty() ? model.currency : parent.currency;
    const auto revenue =
        convert_on(database, parent.aim.target, from, model.currency, parent.stretch.starts_on);
    if (!revenue || *revenue <= 0 || model.steps.back().to != child.metric_key) return std::nullopt;
    return deals_for(*revenue, model.average_deal_minor);
  }
  for (const FunnelStep& step : model.steps) {
    if (step.from == child.metric_key && step.to == parent.metric_key) {
      return need_before(parent.aim.target, step);
    }
  }
  return std::nullopt;
}

void add_funnel_models(Catalogue& catalogue) {
  catalogue.add(kFunnelModelsVerbs);
  catalogue.edit("funnel_model").before_write.push_back(before_model);
}

}  // namespace tandem::domain
