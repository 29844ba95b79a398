// SPDX-License-Identifier: Apache-2.0
// Phases recover, settle and push: the intent is committed before a call, the outcome right after it.
#pragma once

#include "sync/inbound/pull.hpp"
#include "sync/outbound/owed.hpp"

namespace tandem::sync {

class Pusher {
 public:
  Pusher(Session& session, Puller& puller, References& references)
      : session_(session), puller_(puller), outbound_(session, references) {}
  /// What an earlier run left: prepared goes back to the outbox, sent becomes unknown.
  void recover();
  /// Finds out what became of every unknown, each item alone.
  void settle();
  /// Sends what is owed, references first, again while it helps.
  void run();

 private:
  // push.cpp
  bool push_rule(const RulePlan& rule, bool cut);
  bool take(const RulePlan& rule, const Pending& pending, bool cut, bool first_rule,
            std::vector<OutOp>& batch);
  bool send(const RulePlan& rule, std::vector<OutOp> batch);
  void drop_idle();
  std::vector<std::int64_t> prepare(const std::vector<OutOp>& batch);
  void mark_sent(const std::vector<std::int64_t>& attempts);
  std::vector<PushItem> items(const std::vector<OutOp>& batch,
                              const std::vector<std::size_t>& positions) const;
  bool whole_batch_failed(const RulePlan& rule, std::vector<OutOp>& batch,
                          const std::vector<std::int64_t>& attempts, const RemoteError& error);
  bool store_results(const RulePlan& rule, const std::vector<OutOp>& batch,
                     const std::vector<std::int64_t>& attempts, const std::vector<PushResult>& results);
  Attempt attempt_of(const OutOp& op, std::int64_t id) const;
  // outcome.cpp
  void finish(std::int64_t attempt, AttemptState state, tandem_error_class error_class,
              std::string_view remote_code, std::string_view message);
  bool judge(store::Change& change, const RulePlan& rule, const Attempt& attempt, const PushResult& result);
  void acked(store::Change& change, const RulePlan& rule, const Attempt& attempt, std::string_view remote_id,
             std::string_view version);
  void base_after(const RulePlan& rule, const Attempt& attempt, const Link& link, bool created);
  void note_lossy(const RulePlan& rule, const Attempt& attempt, Base& base);
  void unknown(const Attempt& attempt, tandem_error_class error_class, std::string_view message);
  void back_to_outbox(const Attempt& attempt);
  static Link reservation(const Attempt& attempt);
  void quarantine(const RulePlan& rule, const Link& link, std::int64_t covers_seq,
                  std::string_view error_class, std::string_view message, std::string_view advice);
  void gone(store::Change& change, const RulePlan& rule, const Attempt& attempt);
  Instant backoff(std::int64_t tries, std::int64_t retry_after_ms) const;
  // settle.cpp
  void settle_creates(const RulePlan& rule, const std::vector<Attempt>& open);
  void settle_updates(const RulePlan& rule, const std::vector<Attempt>& open);
  bool shows(const RulePlan& rule, const Attempt& attempt, const std::vector<Value>& row) const;

  Session& session_;
  Puller& puller_;
  Outbound outbound_;
  std::vector<Pending> idle_;
  std::map<std::string, std::vector<std::string>> moved_;  // remote ids whose version moved, by stream
  std::int64_t skipped_ = 0;
  bool stop_ = false;
};

std::string_view class_name(tandem_error_class error_class);

}  // namespace tandem::sync
