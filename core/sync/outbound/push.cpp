// SPDX-License-Identifier: Apache-2.0
#include "sync/outbound/push.hpp"

#include <algorithm>

#include "sync/inbound/agreement.hpp"

namespace tandem::sync {
namespace {

constexpr int kRounds = 10;

bool outcome_unclear(const RemoteError& e) {
  return e.error_class() == TANDEM_CLASS_UNKNOWN || e.error_class() == TANDEM_CLASS_TRANSIENT ||
         e.error_class() == TANDEM_CLASS_NONE || e.status() == TANDEM_CANCELLED ||
         e.status() == TANDEM_TIMEOUT;
}

/// What a class tells of one record, it cannot tell of a batch: that is left for another try.
tandem_error_class of_whole_batch(tandem_error_class error_class) {
  switch (error_class) {
    case TANDEM_CLASS_NOT_FOUND:
    case TANDEM_CLASS_GONE:
    case TANDEM_CLASS_MERGED:
    case TANDEM_CLASS_HIDDEN:
    case TANDEM_CLASS_DUPLICATE:
    case TANDEM_CLASS_CONFLICT:
      return TANDEM_CLASS_TRANSIENT;
    case TANDEM_CLASS_AUTH:
      return TANDEM_CLASS_THROTTLED;
    default:
      return error_class;
  }
}

std::vector<std::size_t> used_positions(const std::vector<OutOp>& batch) {
  std::set<std::size_t> used;
  for (const OutOp& op : batch) {
    for (std::size_t i = 0; i < op.remote.size(); ++i) {
      if (model::given(op.remote[i])) used.insert(i);
    }
  }
  return {used.begin(), used.end()};
}

}  // namespace

void Pusher::run() {
  bool cut = false;
  for (int round = 0; round < kRounds && !stop_ && !session_.cancelled(); ++round) {
    skipped_ = 0;
    bool progress = false;
    for (const RulePlan* rule : session_.mapping->push_order()) {
      if (stop_ || session_.cancelled()) break;
      progress = push_rule(*rule, cut) || progress;
    }
    drop_idle();
    for (auto& [stream_name, ids] : moved_) {
      for (const StreamPlan& stream : session_.mapping->streams) {
        if (stream.name == stream_name && session_.remote.can(TANDEM_CAP_GET)) {
          puller_.fetch(stream, ids);
          progress = true;
        }
      }
    }
    moved_.clear();
    if (session_.dry) break;
    if (progress) continue;
    if (cut || skipped_ == 0) break;
    cut = true;  // nothing moves: cut cycles by leaving open references out
  }
  session_.counters.skipped += skipped_;
  session_.counters.planned += skipped_;
}

bool Pusher::push_rule(const RulePlan& rule, bool cut) {
  const Traits& traits = session_.traits_of(rule.remote_type);
  const bool can = session_.remote.can(TANDEM_CAP_PUSH) && traits.write;
  const std::size_t size = std::max<std::size_t>(1, traits.batch_items);
  const auto order = session_.mapping->push_order();
  const auto first = std::find_if(order.begin(), order.end(), [&](const RulePlan* other) {
    return other->entity_number == rule.entity_number;
  });
  const bool first_rule = *first == &rule;
  bool progress = false;
  std::vector<OutOp> batch;
  Id after;
  for (;;) {
    const auto rows = session_.ledger.outbox.next(rule.entity_number, after, 500);
    if (rows.empty()) break;
    after = rows.back().local;
    for (const Pending& row : rows) {
      if (stop_ || session_.cancelled()) return progress;
      if (!can) {
        if (first_rule) ++skipped_;
        continue;
      }
      take(rule, row, cut, first_rule, batch);
      if (batch.size() >= size) {
        progress = send(rule, std::move(batch)) || progress;
        batch.clear();
      }
    }
  }
  if (!batch.empty()) progress = send(rule, std::move(batch)) || progress;
  return progress;
}

/// Adds the record's operation for this rule to the batch, if there is one to send now.
bool Pusher::take(const RulePlan& rule, const Pending& pending, bool cut, bool first_rule,
                  std::vector<OutOp>& batch) {
  if (pending.not_before > session_.db.clock().now()) {
    if (first_rule) ++skipped_;
    return false;
  }
  Owed owed = outbound_.owed(pending, cut);
  switch (owed.state) {
    case Owed::State::nothing:
      if (first_rule) idle_.push_back(pending);
      return false;
    case Owed::State::refused: {
      if (owed.rule != &rule) return false;
      Transaction transaction(session_);
      quarantine(*owed.rule, owed.link, pending.upto_seq, "invalid", owed.message, owed.advice);
      transaction.commit();
      if (first_rule) ++skipped_;
      return false;
    }
    case Owed::State::ready:
      break;
    default:
      if (first_rule) ++skipped_;
      return false;
  }
  for (OutOp& op : owed.ops) {
    if (op.rule == &rule) batch.push_back(std::move(op));
  }
  return true;
}

/// Outbox rows with nothing to send: the change did not touch what this connection carries.
void Pusher::drop_idle() {
  if (idle_.empty()) return;
  Transaction transaction(session_);
  for (const Pending& row : idle_) {
    session_.ledger.outbox.drop(row.entity, row.local, row.upto_seq);
    for (const Link& link : session_.ledger.links.of_local(row.local, row.entity)) {
      const RulePlan* rule = session_.mapping->out_rule(row.entity, link.remote_type);
      Row current;
      if (rule == nullptr || !session_.db.read(*rule->entity, row.local, current)) continue;
      const auto base = session_.ledger.bases.find(*rule->entity, link);
      if (base && agrees(*rule, current, *base)) session_.ledger.bases.drop(link);
    }
  }
  transaction.commit();
  idle_.clear();
}

Attempt Pusher::attempt_of(const OutOp& op, std::int64_t id) const {
  Attempt attempt;
  attempt.id = id;
  attempt.entity = op.link.entity;
  attempt.covers_seq = op.covers_seq;
  attempt.local = op.local;
  attempt.op = op.op;
  attempt.remote_type = op.link.remote_type;
  attempt.remote_id = op.link.remote_id;
  attempt.sent = op.sent;
  const StreamPlan& stream = session_.mapping->stream_of(*op.rule);
  const Json packed = pack(op.remote.data(), op.remote.size());
  for (std::size_t i = 0; i < packed.size(); ++i) {
    if (model::given(op.remote[i])) attempt.remote[stream.fields[i]] = packed[i];
  }
  return attempt;
}

std::vector<std::int64_t> Pusher::prepare(const std::vector<OutOp>& batch) {
  std::vector<std::int64_t> ids;
  Transaction transaction(session_);
  const Instant now = transaction.change().now();
  for (const OutOp& op : batch) {
    if (op.op == Op::create) session_.ledger.links.put(op.link);
    ids.push_back(session_.ledger.attempts.prepare(attempt_of(op, 0), session_.run, now));
  }
  transaction.commit();
  return ids;
}

void Pusher::mark_sent(const std::vector<std::int64_t>& attempts) {
  Transaction transaction(session_);
  for (const std::int64_t id : attempts) {
    session_.ledger.attempts.sent(id);
  }
  transaction.commit();
}

std::vector<PushItem> Pusher::items(const std::vector<OutOp>& batch,
                                    const std::vector<std::size_t>& positions) const {
  std::vector<PushItem> list;
  list.reserve(batch.size());
  for (const OutOp& op : batch) {
    PushItem item;
    item.op = op.op == Op::create   ? TANDEM_PUSH_CREATE
              : op.op == Op::update ? TANDEM_PUSH_UPDATE
                                    : TANDEM_PUSH_DELETE;
    if (op.op != Op::create) item.id = op.link.remote_id;
    item.idem_key = op.local.text();
    item.version = op.link.version;
    for (const std::size_t position : positions) item.values.push_back(op.remote[position]);
    list.push_back(std::move(item));
  }
  return list;
}

/// True when something was applied there.
bool Pusher::send(const RulePlan& rule, std::vector<OutOp> batch) {
  session_.progress("push", rule.remote_type, session_.counters.acked);
  if (session_.dry) {
    for (const OutOp& op : batch) {
      ++session_.counters.planned;
      session_.told_out(to_text(op.op), rule.entity->name(), rule.remote_type, op.local,
                        op.op == Op::create ? std::string{} : op.link.remote_id);
    }
    return false;
  }
  const auto attempts = prepare(batch);
  session_.counters.planned += static_cast<std::int64_t>(batch.size());
  session_.point(TestPoint::attempts_prepared);
  mark_sent(attempts);
  session_.point(TestPoint::attempts_sent);
  const StreamPlan& stream = session_.mapping->stream_of(rule);
  const auto positions = used_positions(batch);
  std::vector<std::string> fields;
  fields.reserve(positions.size());
  for (const std::size_t position : positions) fields.push_back(stream.fields[position]);
  std::vector<PushResult> results;
  ++session_.counters.calls;
  try {
    results = session_.remote.push(rule.remote_type, fields, items(batch, positions));
  } catch (const RemoteError& e) {
    session_.point(TestPoint::verdicts_received);
    return whole_batch_failed(rule, batch, attempts, e);
  }
  session_.point(TestPoint::verdicts_received);
  results.resize(batch.size());  // a missing verdict is unknown
  const bool progress = store_results(rule, batch, attempts, results);
  session_.point(TestPoint::verdicts_stored);
  return progress;
}

bool Pusher::store_results(const RulePlan& rule, const std::vector<OutOp>& batch,
                           const std::vector<std::int64_t>& attempts,
                           const std::vector<PushResult>& results) {
  bool progress = false, contract = false;
  {
    Transaction transaction(session_);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      progress = judge(transaction.change(), rule, attempt_of(batch[i], attempts[i]), results[i]) || progress;
      contract = contract || results[i].error_class == TANDEM_CLASS_CONTRACT;
    }
    transaction.commit();
  }
  if (contract) {
    throw RemoteError(TANDEM_ADAPTER_FAILURE, TANDEM_CLASS_CONTRACT,
                      "the remote's answer to a write makes no sense");
  }
  return progress;
}

/// No item verdicts: either nothing was applied, or nobody knows.
bool Pusher::whole_batch_failed(const RulePlan& rule, std::vector<OutOp>& batch,
                                const std::vector<std::int64_t>& attempts, const RemoteError& error) {
  if (outcome_unclear(error)) {
    Transaction transaction(session_);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      unknown(attempt_of(batch[i], attempts[i]), error.error_class(), error.message());
    }
    transaction.commit();
    session_.note(error.message());
    stop_ = true;
    return false;
  }
  const bool bisect = error.error_class() == TANDEM_CLASS_INVALID && batch.size() > 1;
  {
    Transaction transaction(session_);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Attempt attempt = attempt_of(batch[i], attempts[i]);
      if (!bisect) {
        PushResult verdict;
        verdict.answered = true;
        verdict.error_class = of_whole_batch(error.error_class());
        verdict.message = error.message();
        verdict.remote_code = error.remote_code;
        verdict.retry_after_ms = error.retry_after_ms;
        judge(transaction.change(), rule, attempt, verdict);
        continue;
      }
      finish(attempt.id, AttemptState::failed, error.error_class(), error.remote_code,
             "the batch was refused as a whole");
      back_to_outbox(attempt);
      --session_.counters.planned;
    }
    transaction.commit();
  }
  if (error.error_class() == TANDEM_CLASS_AUTH || error.error_class() == TANDEM_CLASS_CONTRACT) throw error;
  if (!bisect) {
    session_.note(error.message());
    stop_ = error.error_class() != TANDEM_CLASS_INVALID;
    return false;
  }
  const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
  std::vector<OutOp> left(std::make_move_iterator(batch.begin()), std::make_move_iterator(middle));
  std::vector<OutOp> right(std::make_move_iterator(middle), std::make_move_iterator(batch.end()));
  const bool one = send(rule, std::move(left));
  const bool two = !stop_ && send(rule, std::move(right));
  return one || two;
}

}  // namespace tandem::sync
