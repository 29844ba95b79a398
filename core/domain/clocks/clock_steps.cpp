// SPDX-License-Identifier: Apache-2.0
// What time alone decides about promises: warnings, the breach, the steps of an escalation.
#include "base/time.hpp"
#include "domain/clocks/sla_clocks.hpp"
#include "domain/guards.hpp"
#include "domain/happened_at.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

/// Who leads the team of a lead's owner; nobody where that person has gone.
Id lead_of_owners_team(store::Database& database, const Row& lead_row) {
  auto row = database.prepare(
      "SELECT l.id FROM person p JOIN team t ON t.id = p.team_id JOIN person l ON l.id = t.lead_person_id "
      "WHERE p.id = ? AND t.archived_at IS NULL AND l.active = 1 AND l.archived_at IS NULL");
  row.bind_id_or_null(1, id_of(lead_row, kLead["owner_person_id"]));
  return row.step() ? row.id(0) : Id{};
}

/// Takes the lead from whoever did not answer: to who leads the owner's team, else to the queue.
void reassign(Change& change, const Id& record, std::string_view to_role, Instant at) {
  const EntityInfo& leads = change.entity(kLead);
  const Row row = change.get(leads, record);
  const Id receiver = to_role == "queue" ? Id{} : lead_of_owners_team(change.database(), row);
  Draft fields(leads);
  if (receiver.empty()) {
    const Queue queue = queue_of(change, side_of_stage(text_of(row, kLead["stage"])));
    if (queue.team.empty()) return;  // as at its capture: somebody owns it, and no queue could
    fields.id(kLead["queue_team_id"], queue.team).null(kLead["owner_person_id"]);
  } else {
    if (receiver == id_of(row, kLead["owner_person_id"])) return;
    fields.id(kLead["owner_person_id"], receiver).number(kLead["assigned_at"], at);
  }
  fields.update(change, record, SetBy::derived);
}

void count(Json& done, const char* what) { done[what] = done.value(what, std::int64_t{0}) + 1; }

/// Costs by what is due: the index holds only clocks that time has something to do with.
Json act_on_clocks(Change& change, Instant now, Portion& portion) {
  auto rows = change.database().prepare(
      "SELECT id FROM sla_clock WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at, id");
  rows.bind(1, now);
  Json done = {{"warned", 0}, {"breached", 0}, {"escalated", 0}};
  for (const Id& id : due_ids(std::move(rows), portion)) SlaClock(change, id).act_on_time(now, done);
  return done;
}

constexpr TimeRule kClockStepsTimeRules[] = {
    {"clock.steps", "warns, breaches and escalates by the policy of each clock that is due", act_on_clocks},
};

}  // namespace

void SlaClock::act_on_time(Instant now, Json& done) {
  while (has(row_, kSlaClock["next_at"]) && number_of(row_, kSlaClock["next_at"]) <= now) {
    const Instant at = number_of(row_, kSlaClock["next_at"]), due = number_of(row_, kSlaClock["due_at"]);
    if (state() == "running" && at >= due) {
      breach(due);
      count(done, "breached");
    }
    take_steps(at, done);
    if (is_open()) reckon();
  }
}

void SlaClock::take_steps(Instant at, Json& done) {
  const ClockStep* const first = next_step();
  const auto due = first == nullptr ? std::nullopt : time().after(first->after_s);
  if (!due || *due > at) return;
  const std::int64_t after_s = first->after_s;
  update(std::move(draft().number(kSlaClock["acted_s"], after_s)));
  for (const ClockStep& step : policy_->steps) {
    if (step.after_s == after_s && is_open()) take_step(step, at, done);
  }
}

void SlaClock::take_step(const ClockStep& step, Instant at, Json& done) {
  switch (step.kind) {
    case ClockStep::Kind::warn:
      tell("clock.warned", {{"part_ppm", step.ppm}, {"due_at", number_of(row_, kSlaClock["due_at"])}}, at);
      return count(done, "warned");
    case ClockStep::Kind::escalate:
      tell("clock.escalated", {{"action", step.action}, {"to_role", step.to_role}, {"after_s", step.after_s}},
           at);
      count(done, "escalated");
      if (step.action != "reassign") return;
      const HappenedAt journalled(*change_, at);
      reassign(*change_, id_of(row_, kSlaClock["subject_id"]), step.to_role, at);
      row_ = change_->get(change_->entity(kSlaClock), id_);  // an event may have ended it
  }
}

void add_clock_steps(Catalogue& catalogue) { catalogue.add(kClockStepsTimeRules); }

}  // namespace tandem::domain
