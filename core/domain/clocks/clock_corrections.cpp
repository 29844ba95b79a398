// SPDX-License-Identifier: Apache-2.0
// What becomes of a promise when touches are taken back, or when its lead goes on as another.
#include "domain/clocks/sla_clocks.hpp"
#include "domain/guards.hpp"
#include "domain/leads/leads.hpp"

namespace tandem::domain {

void SlaClock::stop_by_touch() {
  if (!policy_->stops(kContact)) return;
  const Id lead_id = id_of(row_, kSlaClock["subject_id"]);
  const auto at = first_human_touch(change_->database(), lead_id, number_of(row_, kSlaClock["started_at"]));
  if (at) stop(kContact, *at);
}

void SlaClock::judge_again() {
  const std::string event(text_of(row_, kSlaClock["stopped_by"]));
  if (event != "lead.first_touched" && event != kContact) return;
  const bool may_precede = policy_->starts_on == "lead.captured" && event == "lead.first_touched";
  const Id lead_id = id_of(row_, kSlaClock["subject_id"]);
  const auto at = first_human_touch(change_->database(), lead_id,
                                    may_precede ? INT64_MIN : number_of(row_, kSlaClock["started_at"]));
  if (at && *at == number_of(row_, kSlaClock["stopped_at"])) return;
  const std::string before(state());
  reopen();
  if (at) return stop_open(event, *at, before);
  tell("clock.reopened", {{"from", before}, {"to", state()}}, change_->now());
  const Row row = change_->get(change_->entity(kLead), lead_id);
  if (has(row, kArchivedAt)) return end("archived", number_of(row, kArchivedAt));
  if (has(row, kLead["closed_at"])) end("closed", number_of(row, kLead["closed_at"]));
}

namespace {

/// The same promise to another record: an open one, else one that was decided after this one began.
std::optional<SlaClock> same_promise(Change& change, const SlaClock& clock, const Id& to) {
  std::optional<SlaClock> found;
  for (const Id& id : clocks_of(change.database(), to, false)) {
    SlaClock one(change, id);
    const SlaPolicy &theirs = one.policy(), &ours = clock.policy();
    if (theirs.starts_on != ours.starts_on || theirs.stops_on != ours.stops_on) continue;
    const Instant begun = number_of(clock.row(), kSlaClock["started_at"]);
    if (!one.is_open() && number_of(one.row(), kSlaClock["stopped_at"]) < begun) continue;
    found.emplace(std::move(one));
    if (found->is_open()) break;
  }
  return found;
}

}  // namespace

void merge_clocks(Change& change, const Id& from, const Id& into, Instant at) {
  for (const Id& id : clocks_of(change.database(), from, true)) {
    SlaClock clock(change, id);
    auto theirs = same_promise(change, clock, into);
    const bool is_stricter =
        theirs && theirs->is_open() &&
        number_of(clock.row(), kSlaClock["due_at"]) < number_of(theirs->row(), kSlaClock["due_at"]);
    if (is_stricter) theirs->end("merged", at);
    if (!theirs || is_stricter) {
      clock.move_to(into, at);
      clock.stop_by_touch();
    } else {
      clock.end("merged", at);
    }
  }
}

}  // namespace tandem::domain
