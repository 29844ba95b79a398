// SPDX-License-Identifier: Apache-2.0
// One running promise: what its row says, and all that can happen to it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/clocks/sla_policies.hpp"

namespace tandem::domain {

/// How working time passes for one clock.
struct ClockTime {
  const WorkingTime* calendar = nullptr;
  Instant start = 0;
  std::vector<Stretch> pauses;  ///< in order; one that lasts ends at the greatest instant
  /// The instant by which so much working time has passed; a pause that lasts moves it only once it ends.
  /// Nothing where the calendar never opens again for so long.
  std::optional<Instant> after(std::int64_t seconds) const;
  std::int64_t worked_s(Instant until) const;
  std::int64_t paused_s() const;
};

/// What a promise is made about, and by whom.
struct PromiseOf {
  std::string_view entity;
  Id record;
  Side side = Side::shared;
  Id calendar;
};

/// Starts a clock and tells of it. Never refuses the subject: by a calendar that is not there, or never
/// opens for so long, nobody can count, and the clock runs round the clock.
void start_clock(Change& change, const SlaPolicy& policy, const PromiseOf& of, Instant at);

class SlaClock {
 public:
  SlaClock(Change& change, const Id& id);

  std::string_view state() const { return text_of(row_, kSlaClock["state"]); }
  bool is_open() const { return !has(row_, kSlaClock["stopped_at"]); }
  const SlaPolicy& policy() const { return *policy_; }
  const Row& row() const { return row_; }
  ClockTime time();

  /// An event keeps the promise. News of an earlier one than is known, or of one before the subject was
  /// closed, corrects the verdict; the entry of a breach stays (model 8.2).
  void stop(std::string_view event, Instant at);
  /// Nobody waits any more: cancelled, or abandoned where the promise was broken before.
  void end(std::string_view reason, Instant at);
  /// Nobody answered, and a rule ended the wait: broken, even where it was not due yet.
  void end_in_silence(std::string_view reason, Instant at);
  /// A touch no longer counts: judges a kept promise by those that remain; without one it runs on, or ends
  /// as its lead has ended.
  void judge_again();
  /// A signer takes it away. The reason is the signer's own words: it stays out of the journal.
  void pause(std::string_view reason, const Id& person, Instant at);
  void resume(Instant at);
  void cancel(std::string_view reason, Instant at);
  /// The same buyer stands under another record: the promise goes on there.
  void move_to(const Id& subject, Instant at);
  /// Works out again when it is due: after a pause, or where its calendar has changed.
  void reckon();
  /// Stops it by the first touch that the lead has had since it began, where that keeps the promise.
  void stop_by_touch();
  /// Does what has fallen due, in order; counts into `done`.
  void act_on_time(Instant now, Json& done);

 private:
  void update(Draft draft);
  void tell(std::string_view kind, Json more, Instant at);
  void end_pause(Instant at);
  void breach(Instant since);
  void finish(std::string_view state, std::string_view reason, Instant at);
  void stop_open(std::string_view event, Instant at, std::string_view corrects = {});
  void correct(std::string_view event, Instant at);
  void reopen();
  const ClockStep* next_step() const;
  void take_steps(Instant at, Json& done);
  void set_stopped(Draft& draft, std::string_view state, Instant at);
  void take_step(const ClockStep& step, Instant at, Json& done);
  Draft draft() { return Draft(change_->entity(kSlaClock)); }

  Change* change_;
  Id id_;
  Row row_;
  const SlaPolicy* policy_;
};

/// Two leads turn out to be one buyer: of two open promises the stricter goes on for the survivor, the other
/// ends as merged, and so does one that was kept there since it began (model 8.3).
void merge_clocks(Change& change, const Id& from, const Id& into, Instant at);

/// Clocks of a record, open ones only or all.
std::vector<Id> clocks_of(store::Database& database, const Id& subject, bool only_open);

}  // namespace tandem::domain
