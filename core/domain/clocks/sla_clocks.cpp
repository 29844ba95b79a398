// SPDX-License-Identifier: Apache-2.0
#include "domain/clocks/sla_clocks.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/time.hpp"
#include "domain/happened_at.hpp"

namespace tandem::domain {
namespace {

constexpr Instant kForever = INT64_MAX;

std::vector<Stretch> pauses_of(store::Database& database, const Id& clock) {
  auto rows =
      database.prepare("SELECT from_at, to_at FROM clock_pause WHERE clock_id = ? ORDER BY from_at, id");
  rows.bind(1, clock);
  std::vector<Stretch> pauses;
  while (rows.step()) pauses.push_back({rows.integer(0), rows.is_null(1) ? kForever : rows.integer(1)});
  return pauses;
}

}  // namespace

std::optional<Instant> ClockTime::after(std::int64_t seconds) const {
  const bool lasts = !pauses.empty() && pauses.back().to == kForever;
  try {
    return calendar->due(start, seconds, std::span(pauses).first(pauses.size() - (lasts ? 1 : 0)));
  } catch (const Error& e) {
    if (e.status() != TANDEM_INVALID_ARGUMENT) throw;
    return std::nullopt;
  }
}

std::int64_t ClockTime::worked_s(Instant until) const {
  std::int64_t worked = calendar->between(start, until);
  for (const Stretch& pause : pauses) {
    worked -= calendar->between(std::max(pause.from, start), std::min(pause.to, until));
  }
  return worked / kSecond;
}

std::int64_t ClockTime::paused_s() const {
  std::int64_t paused = 0;
  for (const Stretch& pause : pauses) {
    if (pause.to != kForever) paused += calendar->between(std::max(pause.from, start), pause.to);
  }
  return paused / kSecond;
}

namespace {

/// Working time from `start` by this calendar; without a value where it is not there or never opens that
/// long.
std::optional<ClockTime> time_by(Change& change, const Id& calendar, Instant start, std::int64_t target_s) {
  try {
    ClockTime time{&PolicyBook::of(change).calendar(change, calendar), start, {}};
    if (time.after(target_s)) return time;
  } catch (const Error& e) {
    if (e.status() != TANDEM_NOT_FOUND && e.status() != TANDEM_INVALID_ARGUMENT) throw;
  }
  return std::nullopt;
}

}  // namespace

void start_clock(Change& change, const SlaPolicy& policy, const PromiseOf& of, Instant at) {
  const auto counted = time_by(change, of.calendar, at, policy.target_s);
  const ClockTime time = counted.value_or(ClockTime{&WorkingTime::round_the_clock(), at, {}});
  const Instant due = time.after(policy.target_s).value();
  const ClockStep* first = policy.step_after({});
  const bool waits = first == nullptr || first->after_s >= policy.target_s;
  Draft draft(change.entity(kSlaClock));
  draft.id(kSlaClock["clause_id"], policy.clause)
      .id(kSlaClock["version_id"], policy.version)
      .text(kSlaClock["subject_entity"], of.entity)
      .id(kSlaClock["subject_id"], of.record)
      .text(kSlaClock["responsible_side"], model::side_name(of.side))
      .id(kSlaClock["calendar_id"], counted ? of.calendar : Id{})
      .text(kSlaClock["zone_data"], zone_data_version())
      .number(kSlaClock["started_at"], at)
      .number(kSlaClock["target_s"], policy.target_s)
      .number(kSlaClock["due_at"], due)
      .set(kSlaClock["state"]["running"])
      .number(kSlaClock["next_at"], waits ? due : time.after(first->after_s).value_or(due));
  const Id made = draft.create(change, SetBy::derived);
  const HappenedAt journalled(change, at);
  change.event("clock.started", "sla_clock", made,
               {{"subject_entity", of.entity}, {"subject_id", of.record.text()}, {"due_at", due}},
               policy.version);
}

SlaClock::SlaClock(Change& change, const Id& id)
    : change_(&change),
      id_(id),
      row_(change.get(change.entity(kSlaClock), id)),
      policy_(&PolicyBook::of(change).policy(id_of(row_, kSlaClock["clause_id"]),
                                             number_of(row_, kSlaClock["started_at"]))) {}

ClockTime SlaClock::time() {
  return {&PolicyBook::of(*change_).calendar(*change_, id_of(row_, kSlaClock["calendar_id"])),
          number_of(row_, kSlaClock["started_at"]), pauses_of(change_->database(), id_)};
}

void SlaClock::update(Draft draft) {
  draft.update(*change_, id_, SetBy::derived);
  row_ = change_->get(change_->entity(kSlaClock), id_);
}

void SlaClock::tell(std::string_view kind, Json more, Instant at) {
  more["subject_entity"] = text_of(row_, kSlaClock["subject_entity"]);
  more["subject_id"] = id_of(row_, kSlaClock["subject_id"]).text();
  const HappenedAt journalled(*change_, at);
  change_->event(kind, "sla_clock", id_, more, id_of(row_, kSlaClock["version_id"]));
}

void SlaClock::set_stopped(Draft& fields, std::string_view state, Instant at) {
  fields.text(kSlaClock["state"], state)
      .number(kSlaClock["stopped_at"], at)
      .number(kSlaClock["worked_s"], time().worked_s(at))
      .null(kSlaClock["next_at"]);
}

void SlaClock::breach(Instant since) {
  const Instant due = number_of(row_, kSlaClock["due_at"]);
  update(std::move(draft().set(kSlaClock["state"]["breached"]).number(kSlaClock["breached_at"], since)));
  tell("clock.breached",
       {{"due_at", due}, {"responsible_side", text_of(row_, kSlaClock["responsible_side"])}}, since);
}

void SlaClock::stop(std::string_view event, Instant at) {
  // The contact of a capture may be told as older than the capture; every other promise is about what
  // follows.
  const bool may_precede = policy_->starts_on == "lead.captured" && event == "lead.first_touched";
  if (!may_precede && at < number_of(row_, kSlaClock["started_at"])) return;
  if (is_open()) return stop_open(event, at);
  const Instant stopped = number_of(row_, kSlaClock["stopped_at"]);
  if (state() == "met" || state() == "met_late") {
    if (at < stopped) correct(event, at);
  } else if (at <= stopped && text_of(row_, kSlaClock["reason"]) == "closed") {
    const std::string before(state());
    reopen();
    stop_open(event, at, before);
  }
}

void SlaClock::stop_open(std::string_view event, Instant at, std::string_view corrects) {
  if (state() == "paused") end_pause(at);
  const bool in_time = at <= number_of(row_, kSlaClock["due_at"]);
  if (!in_time && state() != "breached") breach(number_of(row_, kSlaClock["due_at"]));
  const std::string from(corrects.empty() && in_time && state() == "breached" ? "breached" : corrects);
  Draft fields = draft();
  set_stopped(fields, in_time ? "met" : "met_late", at);
  if (!from.empty()) fields.flag(kSlaClock["corrected"], true);
  update(std::move(fields.text(kSlaClock["stopped_by"], event)));
  const std::int64_t worked = number_of(row_, kSlaClock["worked_s"]);
  if (corrects.empty()) {
    tell("clock.stopped", {{"state", state()}, {"by", event}, {"worked_s", worked}}, at);
  }
  if (!from.empty()) tell("clock.corrected", {{"from", from}, {"to", state()}, {"worked_s", worked}}, at);
}

void SlaClock::correct(std::string_view event, Instant at) {
  const std::string before(state());
  const bool in_time = at <= number_of(row_, kSlaClock["due_at"]);
  Draft fields = draft();
  set_stopped(fields, in_time ? "met" : "met_late", at);
  if (in_time && before == "met_late") fields.flag(kSlaClock["corrected"], true);
  update(std::move(fields.text(kSlaClock["stopped_by"], event)));
  tell("clock.corrected",
       {{"from", before}, {"to", state()}, {"worked_s", number_of(row_, kSlaClock["worked_s"])}}, at);
}

/// What stopped it is no longer so: it is open again, as it was before.
void SlaClock::reopen() {
  Draft fields = draft();
  fields.text(kSlaClock["state"], has(row_, kSlaClock["breached_at"]) ? "breached" : "running")
      .null(kSlaClock["stopped_at"])
      .null(kSlaClock["stopped_by"])
      .null(kSlaClock["worked_s"])
      .null(kSlaClock["reason"]);
  update(std::move(fields));
  reckon();
}

void SlaClock::finish(std::string_view state, std::string_view reason, Instant at) {
  Draft fields = draft();
  set_stopped(fields, state, at);
  update(std::move(fields.text(kSlaClock["reason"], reason)));
}

void SlaClock::end(std::string_view reason, Instant at) {
  if (state() == "paused") end_pause(at);
  const Instant due = number_of(row_, kSlaClock["due_at"]);
  if (state() == "running" && at > due) breach(due);
  finish(state() == "breached" ? "abandoned" : "cancelled", reason, at);
  tell("clock.stopped", {{"state", state()}, {"reason", reason}}, at);
}

void SlaClock::end_in_silence(std::string_view reason, Instant at) {
  if (state() == "paused") end_pause(at);
  if (state() == "running") breach(std::min(at, number_of(row_, kSlaClock["due_at"])));
  end(reason, at);
}

void SlaClock::cancel(std::string_view reason, Instant at) {
  if (state() == "paused") end_pause(at);
  const Instant due = number_of(row_, kSlaClock["due_at"]);
  if (state() == "running" && at > due) breach(due);
  finish("cancelled", reason, at);
  tell("clock.stopped", {{"state", "cancelled"}}, at);
}

void SlaClock::pause(std::string_view reason, const Id& person, Instant at) {
  Draft made(change_->entity(kClockPause));
  made.id(kClockPause["clock_id"], id_)
      .number(kClockPause["from_at"], at)
      .text(kClockPause["reason"], reason)
      .id(kClockPause["person_id"], person);
  made.create(*change_);
  update(std::move(draft().set(kSlaClock["state"]["paused"]).null(kSlaClock["next_at"])));
  tell("clock.paused", {{"reason", reason}}, at);
}

/// The clock runs again. Its pause counts up to `at`, or not at all where `at` lies before it.
void SlaClock::end_pause(Instant at) {
  auto open =
      change_->database().prepare("SELECT id, from_at FROM clock_pause WHERE clock_id = ? AND to_at IS NULL");
  open.bind(1, id_);
  if (!open.step()) throw Error(TANDEM_CORRUPT, "a paused clock has no pause", "run `tandem verify`");
  const Id pause = open.id(0);
  const Instant to = std::max(at, open.integer(1));
  open.reset();
  Draft(change_->entity(kClockPause)).number(kClockPause["to_at"], to).update(*change_, pause);
  update(std::move(draft().set(kSlaClock["state"]["running"])));
  reckon();
}

void SlaClock::resume(Instant at) {
  end_pause(at);
  tell("clock.resumed", {{"due_at", number_of(row_, kSlaClock["due_at"])}}, at);
}

void SlaClock::move_to(const Id& subject, Instant at) {
  update(std::move(draft().id(kSlaClock["subject_id"], subject)));
  tell("clock.moved", Json::object(), at);
}

const ClockStep* SlaClock::next_step() const {
  return policy_->step_after(
      has(row_, kSlaClock["acted_s"]) ? std::optional(number_of(row_, kSlaClock["acted_s"])) : std::nullopt);
}

void SlaClock::reckon() {
  const ClockTime passing = time();
  const bool is_broken = has(row_, kSlaClock["breached_at"]);  // since then it is settled when it was due
  Instant due = number_of(row_, kSlaClock["due_at"]);
  if (!is_broken) due = passing.after(number_of(row_, kSlaClock["target_s"])).value_or(due);
  std::optional<Instant> next;
  if (const ClockStep* step = next_step()) next = passing.after(step->after_s);
  if (!is_broken) next = std::min(next.value_or(due), due);
  Draft fields = draft();
  fields.number(kSlaClock["due_at"], due).number(kSlaClock["paused_s"], passing.paused_s());
  if (next && state() != "paused") {
    fields.number(kSlaClock["next_at"], *next);
  } else {
    fields.null(kSlaClock["next_at"]);
  }
  update(std::move(fields));
}

std::vector<Id> clocks_of(store::Database& database, const Id& subject, bool only_open) {
  auto rows = database.prepare(
      "SELECT id FROM sla_clock WHERE subject_id = ?1 AND (?2 = 0 OR stopped_at IS NULL) ORDER BY id");
  rows.bind(1, subject).bind(2, std::int64_t{only_open});
  std::vector<Id> ids;
  while (rows.step()) ids.push_back(rows.id(0));
  return ids;
}

}  // namespace tandem::domain
