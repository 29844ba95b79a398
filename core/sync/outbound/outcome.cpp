// SPDX-License-Identifier: Apache-2.0
// What the remote's verdict on one attempt means for link, base and outbox.
#include <algorithm>

#include "base/time.hpp"
#include "sync/inbound/agreement.hpp"
#include "sync/inbound/merge.hpp"
#include "sync/outbound/push.hpp"

namespace tandem::sync {

std::string_view class_name(tandem_error_class error_class) {
  static constexpr std::string_view kNames[] = {"none",     "transient", "throttled", "locked",   "auth",
                                                "denied",   "invalid",   "duplicate", "conflict", "not_found",
                                                "gone",     "merged",    "hidden",    "terminal", "unknown",
                                                "contract", "reset"};
  const auto index = static_cast<std::size_t>(error_class);
  return index < std::size(kNames) ? kNames[index] : "unknown";
}

void Pusher::finish(std::int64_t attempt, AttemptState state, tandem_error_class error_class,
                    std::string_view remote_code, std::string_view message) {
  const std::string line = escape_controls(cut(message, 500));
  const std::string_view name =
      error_class == TANDEM_CLASS_NONE ? std::string_view() : class_name(error_class);
  session_.ledger.attempts.finish(attempt, state, name, remote_code, line);
}

Instant Pusher::backoff(std::int64_t tries, std::int64_t retry_after_ms) const {
  std::uint32_t chance = 0;
  session_.db.random().fill(&chance, sizeof chance);
  const std::int64_t steps = std::min<std::int64_t>(tries, 10);
  const std::int64_t wait = std::min<std::int64_t>(kHour, (10 * kSecond) << steps);
  const std::int64_t jitter = wait / 2 * static_cast<std::int64_t>(chance % 1000) / 1000;
  return session_.db.clock().now() + std::max(retry_after_ms * 1000, wait / 2 + jitter);
}

/// True when the remote has moved on: something was applied, or the record is elsewhere now.
bool Pusher::judge(store::Change& change, const RulePlan& rule, const Attempt& attempt,
                   const PushResult& result) {
  if (!result.answered || result.error_class == TANDEM_CLASS_UNKNOWN) {
    unknown(attempt, TANDEM_CLASS_UNKNOWN, "no verdict came");
    return false;
  }
  const bool create = attempt.op == Op::create;
  if (result.error_class == TANDEM_CLASS_NONE) {
    if (create && result.id.empty()) {
      unknown(attempt, TANDEM_CLASS_UNKNOWN, "applied, but the answer names no id");
      return false;
    }
    ++session_.counters.acked;
    finish(attempt.id, AttemptState::acked, TANDEM_CLASS_NONE, {}, {});
    acked(change, rule, attempt, create ? result.id : attempt.remote_id, result.version);
    return true;
  }
  const bool absent = result.error_class == TANDEM_CLASS_NOT_FOUND || result.error_class == TANDEM_CLASS_GONE;
  if (absent && attempt.op == Op::erase) {
    ++session_.counters.acked;
    finish(attempt.id, AttemptState::acked, result.error_class, result.remote_code, result.message);
    acked(change, rule, attempt, attempt.remote_id, {});
    return true;
  }
  if (result.error_class == TANDEM_CLASS_DUPLICATE && create && session_.remote.can(TANDEM_CAP_FIND) &&
      !session_.traits_of(rule.remote_type).key_field.empty()) {
    unknown(attempt, TANDEM_CLASS_DUPLICATE, result.message);  // ours from an earlier try? the key tells
    return false;
  }
  ++session_.counters.failed;
  finish(attempt.id, AttemptState::failed, result.error_class, result.remote_code, result.message);
  const auto pending = session_.ledger.outbox.find(attempt.entity, attempt.local);
  Link link;
  link.entity = attempt.entity;
  link.remote_type = attempt.remote_type;
  link.remote_id = attempt.remote_id;
  link.local = attempt.local;
  back_to_outbox(attempt);
  switch (result.error_class) {
    case TANDEM_CLASS_TRANSIENT:
    case TANDEM_CLASS_THROTTLED:
    case TANDEM_CLASS_LOCKED:
      session_.ledger.outbox.postpone(attempt.entity, attempt.local,
                                      backoff(pending ? pending->tries : 0, result.retry_after_ms));
      return false;
    case TANDEM_CLASS_CONFLICT:
      if (session_.remote.can(TANDEM_CAP_GET)) {
        moved_[session_.mapping->stream_of(rule).name].push_back(attempt.remote_id);
      } else {
        session_.ledger.outbox.postpone(attempt.entity, attempt.local,
                                        backoff(pending ? pending->tries : 0, 0));
      }
      return false;
    case TANDEM_CLASS_NOT_FOUND:
    case TANDEM_CLASS_GONE:
      gone(change, rule, attempt);
      return false;
    case TANDEM_CLASS_MERGED:
      if (auto old = session_.ledger.links.by_remote(rule.remote_type, attempt.remote_id, attempt.entity);
          old && !result.id.empty() &&
          !session_.ledger.links.by_remote(rule.remote_type, result.id, attempt.entity)) {
        session_.ledger.links.remove(*old);
        old->remote_id = result.id;
        old->version.clear();
        old->hash.reset();
        session_.ledger.links.put(*old);
        return true;
      }
      break;
    default:
      break;
  }
  const std::string field = result.field.empty() ? std::string{} : " (field " + result.field + ")";
  quarantine(rule, link, attempt.covers_seq, class_name(result.error_class), result.message + field,
             "correct the record here, or the rule at the remote; any edit tries again at once");
  return false;
}

void Pusher::unknown(const Attempt& attempt, tandem_error_class error_class, std::string_view message) {
  ++session_.counters.unknown;
  finish(attempt.id, AttemptState::unknown, error_class, {}, message);
  if (attempt.op != Op::create) return;
  if (auto link = session_.ledger.links.by_remote(attempt.remote_type, attempt.remote_id, attempt.entity)) {
    link->state = LinkState::in_doubt;
    session_.ledger.links.put(*link);
  }
}

/// The outbox row is still there; only the reservation goes.
void Pusher::back_to_outbox(const Attempt& attempt) {
  if (attempt.op == Op::create) session_.ledger.links.remove(reservation(attempt));
}

void Pusher::acked(store::Change& change, const RulePlan& rule, const Attempt& attempt,
                   std::string_view remote_id, std::string_view version) {
  const bool created = attempt.op == Op::create;
  if (created) back_to_outbox(attempt);
  Link link;
  if (auto known = session_.ledger.links.by_remote(attempt.remote_type, remote_id, attempt.entity)) {
    if (known->local != attempt.local) {
      Link reserved = *known;
      reserved.remote_id = Links::reserved_id(attempt.local);
      reserved.local = attempt.local;
      quarantine(rule, reserved, attempt.covers_seq, "duplicate",
                 "the remote answered with a record that is linked to another one here",
                 "merge the two records here, then replay");
      return;
    }
    link = std::move(*known);
  }
  link.entity = attempt.entity;
  link.remote_type = attempt.remote_type;
  link.remote_id = remote_id;
  link.local = attempt.local;
  link.state = attempt.op == Op::erase ? LinkState::gone_remote : LinkState::linked;
  link.version = version;
  link.own_write_at = change.now();
  link.hash.reset();  // the next pull compares values, not hashes
  link.covered_seq = std::max(link.covered_seq, attempt.covers_seq);
  session_.ledger.links.put(link);
  session_.ledger.parked.remove(Direction::out, session_.mapping->stream_of(rule).name, rule.remote_type,
                                created ? Links::reserved_id(attempt.local) : std::string(remote_id));
  if (attempt.op == Op::erase) {
    session_.ledger.bases.drop(link);
  } else {
    base_after(rule, attempt, link, created);
  }
  if (!outbound_.owes(attempt.entity, attempt.local)) {
    session_.ledger.outbox.drop(attempt.entity, attempt.local, attempt.covers_seq);
  }
}

/// The sent fields are agreed on now, as they were sent; the others are not touched.
void Pusher::base_after(const RulePlan& rule, const Attempt& attempt, const Link& link, bool created) {
  Row current;
  if (!session_.db.read(*rule.entity, attempt.local, current)) return;
  Base base;
  if (created) {
    base.local.reset(rule.entity->size());
    for (const FieldPlan& plan : rule.fields) {
      if (!plan.out || plan.position == model::kId) continue;
      base.local.set(plan.position, model::null());
      const std::string name(rule.entity->field(plan.position).name);
      const bool left_out = plan.in && plan.transform.reference() != nullptr &&
                            !attempt.sent.contains(name) && model::has(current[plan.position]);
      if (left_out) base.left_out.insert(name);
    }
  } else if (auto kept = session_.ledger.bases.find(*rule.entity, link)) {
    base = std::move(*kept);
  } else {
    base.local = current;
  }
  Arena arena;
  for (const auto& [name, value] : attempt.sent.items()) {
    const auto position = rule.entity->find(name);
    if (!position || *position == model::kId) continue;
    base.local.set(*position, model::from_json(rule.entity->field(*position), value, arena));
    base.shown_as_agreed(name);
  }
  const StreamPlan& stream = session_.mapping->stream_of(rule);
  if (rule.refusal && attempt.remote.contains(stream.fields[*rule.refusal])) base.refusal.clear();  // told
  note_lossy(rule, attempt, base);
  if (agrees(rule, current, base)) {
    session_.ledger.bases.drop(link);
  } else {
    session_.ledger.bases.put(*rule.entity, link, base);
  }
}

/// A transform that loses something on the way out: the remote will show less than we sent.
void Pusher::note_lossy(const RulePlan& rule, const Attempt& attempt, Base& base) {
  const StreamPlan& stream = session_.mapping->stream_of(rule);
  for (const FieldPlan& plan : rule.fields) {
    const Field& field = rule.entity->field(plan.position);
    if (!plan.in || plan.remote.size() != 1 || plan.transform.split || plan.transform.reference() != nullptr)
      continue;
    const auto sent = attempt.sent.find(std::string(field.name));
    const auto raw = attempt.remote.find(stream.fields[plan.remote.front()]);
    if (sent == attempt.sent.end() || raw == attempt.remote.end() || plan.position == model::kId) continue;
    Arena arena;
    std::vector<Value> values;
    unpack(Json::array({*raw}), values, arena);
    const std::string currency = session_.mapping->default_currency;
    std::string code = currency;
    if (const auto position = rule.entity->find("currency"); position && model::has(base.local[*position])) {
      code = model::view(base.local[*position]);
    }
    try {
      const Value shown =
          coerce(field, plan.transform.in(values.front(), {field, arena, nullptr, code}), arena);
      if (!equal_values(shown, base.local[plan.position])) {
        base.shown[std::string(field.name)] = model::has(shown) ? model::to_json(field, shown) : Json();
      }
    } catch (const Error&) {  // one-way: nothing comes back by which to judge
    }
  }
}

void Pusher::quarantine(const RulePlan& rule, const Link& link, std::int64_t covers_seq,
                        std::string_view error_class, std::string_view message, std::string_view advice) {
  Parked item;
  item.stream = session_.mapping->stream_of(rule).name;
  item.direction = Direction::out;
  item.entity = rule.entity->name();
  item.local = link.local;
  item.remote_type = rule.remote_type;
  item.remote_id = link.remote_id;
  item.version = std::to_string(covers_seq);
  item.payload = "{}";
  item.observed_at = session_.db.clock().now();
  item.state = ParkedState::quarantined;
  item.error_class = error_class;
  item.message = escape_controls(cut(message, 500));
  item.advice = advice;
  session_.ledger.parked.put(item);
}

/// The record is gone there and was edited here: the edit is kept, the decision recorded.
void Pusher::gone(store::Change& change, const RulePlan& rule, const Attempt& attempt) {
  auto link = session_.ledger.links.by_remote(rule.remote_type, attempt.remote_id, attempt.entity);
  if (!link) return;
  link->state = LinkState::gone_remote;
  link->hash.reset();
  session_.ledger.links.put(*link);
  session_.ledger.bases.drop(*link);
  session_.ledger.outbox.drop(attempt.entity, attempt.local, attempt.covers_seq);
  session_.ledger.conflicts.edit_wins(rule.entity->name(), attempt.local, rule.remote_type, change.now());
  ++session_.counters.conflicts;
}

}  // namespace tandem::sync
