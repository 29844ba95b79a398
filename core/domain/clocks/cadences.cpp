// SPDX-License-Identifier: Apache-2.0
// Follow-up of a lead by a plan: its steps fall due one after the other, then at long intervals, until there
// is an outcome. It never ends because the steps ran out.
#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/agreements/clauses.hpp"
#include "domain/arguments.hpp"
#include "domain/clocks/sla_policies.hpp"
#include "domain/guards.hpp"
#include "domain/happened_at.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

const EntityInfo& runs(Change& change) { return change.entity(kCadenceRun); }

/// The plan as it read when the run began.
Json plan_body(store::Database& database, const Row& run) {
  return body_at(database, id_of(run, kCadenceRun["plan_id"]), number_of(run, kCadenceRun["started_at"]));
}

bool ends_on(const Json& plan, std::string_view outcome) {
  if (!given(plan, "ends_on")) return true;
  const Json& ends = plan.at("ends_on");
  return std::find(ends.begin(), ends.end(), outcome) != ends.end();
}

/// The run of a plan that has no outcome yet.
Id open_run_of(store::Database& database, const Id& lead_id, const Id& plan) {
  auto row = database.prepare(
      "SELECT id FROM cadence_run WHERE lead_id = ? AND plan_id = ? AND state <> 'ended' LIMIT 1");
  row.bind(1, lead_id).bind(2, plan);
  return row.step() ? row.id(0) : Id{};
}

void tell(Change& change, std::string_view kind, const Row& run, Json payload, Instant at) {
  payload["lead_id"] = id_of(run, kCadenceRun["lead_id"]).text();
  const HappenedAt journalled(change, at);
  change.event(kind, "cadence_run", id_of(run, kId), payload, id_of(run, kCadenceRun["version_id"]));
}

// --- beginning ------------------------------------------------------------------------------------

Instant first_due(const Json& plan, Instant start) {
  return start + plan.at("steps").front().at("after_s").get<std::int64_t>() * kSecond;
}

void end_run(Change& change, const Id& record, std::string_view outcome, Instant at);

/// The rules have a new version: the same plan is followed once, as it reads now.
void supersede(Change& change, const ClauseInForce& plan, const Id& lead_id, Instant at) {
  std::vector<Id> old;
  {
    auto rows = change.database().prepare(
        "SELECT r.id FROM cadence_run r JOIN clause was ON was.id = r.plan_id JOIN clause now ON now.id = ?2 "
        "WHERE r.lead_id = ?1 AND r.state <> 'ended' AND was.key = now.key AND was.id <> now.id ORDER BY "
        "r.id");
    rows.bind(1, lead_id).bind(2, plan.clause);
    while (rows.step()) old.push_back(rows.id(0));
  }
  for (const Id& id : old) end_run(change, id, "superseded", at);
}

void begin(Change& change, const ClauseInForce& plan, const Id& lead_id, Instant at) {
  Draft fields(runs(change));
  fields.set(kCadenceRun["state"]["active"])
      .number(kCadenceRun["started_at"], at)
      .number(kCadenceRun["step"], 0)
      .null(kCadenceRun["step_due_at"])
      .number(kCadenceRun["next_due_at"], first_due(plan.body, at));
  Id record = open_run_of(change.database(), lead_id, plan.clause);
  if (!record.empty()) {
    if (text_of(change.get(runs(change), record), kCadenceRun["state"]) == "active") return;
    fields.update(change, record, SetBy::derived);  // begun anew out of its tail
  } else {
    fields.id(kCadenceRun["lead_id"], lead_id)
        .id(kCadenceRun["plan_id"], plan.clause)
        .id(kCadenceRun["version_id"], plan.version)
        .number(kCadenceRun["tail_interval_s"], plan.body.at("tail_interval_s").get<std::int64_t>());
    record = fields.create(change, SetBy::derived);
  }
  tell(change, "cadence.started", change.get(runs(change), record), Json::object(), at);
}

bool is_live_lead(Change& change, const Id& record) {
  const auto row = change.find(change.entity(kLead), record);
  return row && !is_true(*row, kLead["is_history"]) && !has(*row, kLead["closed_at"]) &&
         !has(*row, kArchivedAt);
}

// --- the end --------------------------------------------------------------------------------------

void end_run(Change& change, const Id& record, std::string_view outcome, Instant at) {
  Draft fields(runs(change));
  fields.set(kCadenceRun["state"]["ended"])
      .text(kCadenceRun["outcome"], outcome)
      .number(kCadenceRun["ended_at"], at)
      .null(kCadenceRun["next_due_at"]);
  fields.update(change, record, SetBy::derived);
  tell(change, "cadence.ended", change.get(runs(change), record), {{"outcome", outcome}}, at);
}

/// The lead's runs that have no outcome yet and that this one ends.
void end_runs(Change& change, const Id& lead_id, std::string_view outcome, Instant at) {
  std::vector<Id> open;
  {
    auto rows = change.database().prepare(
        "SELECT id FROM cadence_run WHERE lead_id = ? AND state <> 'ended' ORDER BY id");
    rows.bind(1, lead_id);
    while (rows.step()) open.push_back(rows.id(0));
  }
  for (const Id& record : open) {
    const Row run = change.get(runs(change), record);
    if (outcome == "archived" || ends_on(plan_body(change.database(), run), outcome)) {
      end_run(change, record, outcome, at);
    }
  }
}

void end_by_closing(Change& change, const Happening& happening) {
  const auto row = change.find(change.entity(kLead), happening.record);
  if (!row) return;
  const bool opted_out =
      has(*row, kLead["close_reason"]) && text_of(*row, kLead["close_reason"]) == "opted_out";
  end_runs(change, happening.record, opted_out ? "opted_out" : text_of(*row, kLead["disposition"]),
           happening.at);
}

void follow_cadence(Change& change, const Happening& happening) {
  if (happening.entity != "lead") return;
  if (happening.kind == "lead.closed") end_by_closing(change, happening);
  if (!PolicyBook::of(change).begins_cadence(happening.kind)) return;
  for (const ClauseInForce& plan : clauses_in_force(change.database(), "cadence_plan", "", happening.at)) {
    if (plan.body.at("starts_on") != happening.kind || !is_live_lead(change, happening.record)) continue;
    supersede(change, plan, happening.record, happening.at);
    begin(change, plan, happening.record, happening.at);
  }
}

void after_lead(Change& change, const EntityInfo&, const Row* before, Row& after) {
  if (before == nullptr || has(*before, kArchivedAt) || !has(after, kArchivedAt)) return;
  end_runs(change, id_of(after, kId), "archived", number_of(after, kArchivedAt));
}

// --- what time decides ----------------------------------------------------------------------------

/// A person reached out while the step was the newest.
bool somebody_did(store::Database& database, const Id& lead_id, Instant from, Instant until) {
  auto touched = database.prepare(
      "SELECT 1 FROM touch WHERE lead_id = ?1 AND is_automated = 0 AND archived_at IS NULL AND at >= ?2 AND "
      "at < "
      "?3 UNION ALL SELECT 1 FROM opportunity o JOIN touch t ON t.opportunity_id = o.id WHERE o.lead_id = ?1 "
      "AND t.is_automated = 0 AND t.archived_at IS NULL AND t.at >= ?2 AND t.at < ?3 LIMIT 1");
  touched.bind(1, lead_id).bind(2, from).bind(3, until);
  return touched.step();
}

/// Intervals of `length` since `from`, `count` of them, in which a person reached out.
std::int64_t intervals_done(store::Database& database, const Id& lead_id, Instant from, std::int64_t length,
                            std::int64_t count) {
  auto done = database.prepare(
      "SELECT count(DISTINCT (at - ?2) / ?3) FROM (SELECT at FROM touch WHERE lead_id = ?1 AND is_automated "
      "= "
      "0 AND archived_at IS NULL UNION ALL SELECT t.at FROM opportunity o JOIN touch t ON t.opportunity_id = "
      "o.id WHERE o.lead_id = ?1 AND t.is_automated = 0 AND t.archived_at IS NULL) WHERE at >= ?2 AND at < "
      "?4");
  done.bind(1, lead_id).bind(2, from).bind(3, length).bind(4, from + count * length);
  return done.step() ? done.integer(0) : 0;
}

struct Stepped {
  std::int64_t due = 0, missed = 0;
};

void judge_last_step(Change& change, const Row& run, Instant due, Draft& fields, Stepped& done) {
  if (!has(run, kCadenceRun["step_due_at"])) return;
  const Id lead_id = id_of(run, kCadenceRun["lead_id"]);
  if (somebody_did(change.database(), lead_id, number_of(run, kCadenceRun["step_due_at"]), due)) return;
  fields.number(kCadenceRun["missed"], number_of(run, kCadenceRun["missed"]) + 1);
  tell(change, "cadence.step_missed", run, {{"step", number_of(run, kCadenceRun["step"])}}, due);
  ++done.missed;
}

/// One step falls due, and the one after it is set.
void take_step(Change& change, const Row& run, const Json& plan, Stepped& done) {
  const Json& steps = plan.at("steps");
  const Instant due = number_of(run, kCadenceRun["next_due_at"]);
  const std::int64_t number = number_of(run, kCadenceRun["step"]) + 1;
  const auto index = static_cast<std::size_t>(number);
  const bool in_tail = index > steps.size();
  Draft fields(runs(change));
  judge_last_step(change, run, due, fields, done);
  fields.number(kCadenceRun["step"], number).number(kCadenceRun["step_due_at"], due);
  if (index < steps.size()) {
    const auto after_s = steps[index].at("after_s").get<std::int64_t>();
    fields.number(kCadenceRun["next_due_at"], number_of(run, kCadenceRun["started_at"]) + after_s * kSecond);
  } else {
    fields.set(kCadenceRun["state"]["tail"])
        .number(kCadenceRun["next_due_at"], due + number_of(run, kCadenceRun["tail_interval_s"]) * kSecond);
  }
  fields.update(change, id_of(run, kId), SetBy::derived);
  Json payload = {{"step", number}, {"tail", in_tail}};
  if (!in_tail) payload["channel"] = steps[index - 1].at("channel");
  tell(change, "cadence.step_due", run, std::move(payload), due);
  ++done.due;
}

/// Whole intervals of the tail have passed without a look: one step stands for all of them.
void skip_missed(Change& change, Row& run, Instant now, Stepped& done) {
  const Instant due = number_of(run, kCadenceRun["next_due_at"]);
  const std::int64_t length = number_of(run, kCadenceRun["tail_interval_s"]) * kSecond;
  const std::int64_t passed = (now - due) / length;
  if (!is(run, kCadenceRun["state"]["tail"]) || passed <= 0) return;
  const Id lead_id = id_of(run, kCadenceRun["lead_id"]), record = id_of(run, kId);
  const std::int64_t missed = passed - intervals_done(change.database(), lead_id, due, length, passed);
  Draft fields(runs(change));
  judge_last_step(change, run, due, fields, done);
  const std::int64_t before =
      number_of(has(fields.row(), kCadenceRun["missed"]) ? fields.row() : run, kCadenceRun["missed"]);
  const std::int64_t step = number_of(run, kCadenceRun["step"]) + passed;
  fields.number(kCadenceRun["missed"], before + missed)
      .number(kCadenceRun["step"], step)
      .null(kCadenceRun["step_due_at"])  // judged already
      .number(kCadenceRun["next_due_at"], due + passed * length);
  fields.update(change, record, SetBy::derived);
  run = change.get(runs(change), record);
  if (missed == 0) return;
  tell(change, "cadence.step_missed", run, {{"step", step}, {"times", missed}}, due + passed * length);
  done.missed += missed;
}

Json step_cadences(Change& change, Instant now, Portion& portion) {
  auto rows = change.database().prepare(
      "SELECT id FROM cadence_run WHERE next_due_at IS NOT NULL AND next_due_at <= ? ORDER BY next_due_at, "
      "id");
  rows.bind(1, now);
  Stepped done;
  for (const Id& id : due_ids(std::move(rows), portion)) {
    Row run = change.get(runs(change), id);
    const Json plan = plan_body(change.database(), run);
    while (has(run, kCadenceRun["next_due_at"]) && number_of(run, kCadenceRun["next_due_at"]) <= now) {
      skip_missed(change, run, now, done);
      take_step(change, run, plan, done);
      run = change.get(runs(change), id);
    }
  }
  return Json{{"steps_due", done.due}, {"steps_missed", done.missed}};
}

constexpr TimeRule kCadencesTimeRules[] = {
    {"cadence.steps", "lets the steps of follow-up fall due, and tells of those that nobody did",
     step_cadences},
};

// --- the verb -------------------------------------------------------------------------------------

constexpr std::string_view kEnds[] = {"converted", "disqualified", "opted_out"};
constexpr Argument kEndArguments[] = {
    {.name = "outcome", .type = Type::choice, .required = true, .choices = kEnds, .doc = "how it came out"},
};

Json end(Change& change, const VerbCall& call) {
  const Row run = change.get(runs(change), call.record);
  require_move(runs(change), run, "ended", call.verb.name);
  confirmed_person(change, call.verb.name);
  const std::string outcome = text_of(call.args, "outcome");
  if (!ends_on(plan_body(change.database(), run), outcome)) {
    throw Refusal(TANDEM_INVALID_STATE, "outcome_not_listed", concat({"the plan does not end on ", outcome}),
                  "name one of the plan's ends_on");
  }
  end_run(change, call.record, outcome, call.at);
  const Row now = change.get(runs(change), call.record);
  return answer(runs(change), call.record, number_of(now, kRevision), "ended");
}

constexpr Verb kCadencesVerbs[] = {
    {.name = "cadence.end",
     .entity = "cadence_run",
     .arguments = kEndArguments,
     .doc = "ends the follow-up with its outcome; closing the lead does so too",
     .run = end},
};

}  // namespace

void add_cadences(Catalogue& catalogue) {
  catalogue.add(kCadencesVerbs);
  catalogue.add(kCadencesTimeRules);
  catalogue.on_event(follow_cadence);
  catalogue.edit("lead").after_write.push_back(after_lead);
}

}  // namespace tandem::domain
