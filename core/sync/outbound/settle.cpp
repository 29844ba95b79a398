// SPDX-License-Identifier: Apache-2.0
// What became of writes whose answer never came: read back, each item alone.
#include <algorithm>

#include "sync/outbound/push.hpp"

namespace tandem::sync {

void Pusher::recover() {
  const auto prepared = session_.ledger.attempts.in(AttemptState::prepared);
  const auto sent = session_.ledger.attempts.in(AttemptState::sent);
  if (prepared.empty() && sent.empty()) return;
  Transaction transaction(session_);
  for (const Attempt& attempt : prepared) {
    finish(attempt.id, AttemptState::failed, TANDEM_CLASS_TRANSIENT, {}, "the run ended before it was sent");
    back_to_outbox(attempt);
  }
  for (const Attempt& attempt : sent) {
    unknown(attempt, TANDEM_CLASS_UNKNOWN, "the run ended before an answer was stored");
    --session_.counters.unknown;  // counted in the run that planned it
  }
  transaction.commit();
}

void Pusher::settle() {
  const auto open = session_.ledger.attempts.in(AttemptState::unknown);
  if (open.empty()) return;
  session_.progress("settle", {}, 0, static_cast<std::int64_t>(open.size()));
  std::map<const RulePlan*, std::pair<std::vector<Attempt>, std::vector<Attempt>>> by_rule;
  for (const Attempt& attempt : open) {
    const RulePlan* rule = session_.mapping->out_rule(attempt.entity, attempt.remote_type);
    if (rule == nullptr) {  // no longer mapped: nothing can be sent for it either
      Transaction transaction(session_);
      finish(attempt.id, AttemptState::failed, TANDEM_CLASS_UNKNOWN, {}, "no longer mapped");
      back_to_outbox(attempt);
      transaction.commit();
      continue;
    }
    auto& lists = by_rule[rule];
    (attempt.op == Op::create ? lists.first : lists.second).push_back(attempt);
  }
  for (const auto& [rule, lists] : by_rule) {
    try {
      if (!lists.first.empty()) settle_creates(*rule, lists.first);
      if (!lists.second.empty()) settle_updates(*rule, lists.second);
    } catch (const RemoteError& e) {
      // What is unsettled holds back its own records only.
      if (e.error_class() == TANDEM_CLASS_AUTH || e.error_class() == TANDEM_CLASS_CONTRACT ||
          e.status() == TANDEM_CANCELLED) {
        throw;
      }
      session_.note("what became of earlier writes of '" + rule->remote_type +
                    "' is still open: " + e.message());
    }
  }
}

/// The place of a record that has no row there yet.
Link Pusher::reservation(const Attempt& attempt) {
  Link link;
  link.entity = attempt.entity;
  link.remote_type = attempt.remote_type;
  link.remote_id = Links::reserved_id(attempt.local);
  link.local = attempt.local;
  return link;
}

void Pusher::settle_creates(const RulePlan& rule, const std::vector<Attempt>& open) {
  const Traits& traits = session_.traits_of(rule.remote_type);
  const bool find = session_.remote.can(TANDEM_CAP_FIND) && !traits.key_field.empty();
  std::map<std::string, std::string> found;  // key → remote id
  if (find) {
    std::vector<std::string> keys;
    keys.reserve(open.size());
    for (const Attempt& attempt : open) keys.push_back(attempt.local.text());
    session_.remote.find(rule.remote_type, traits.key_field, keys, {traits.key_field},
                         [&](const tandem_row& row) {
                           if (row.kind != TANDEM_ROW_LIVE || row.value_count == 0) return;
                           found[plain_text(row.values[0])] = std::string(view(row.id));
                         });
    ++session_.counters.calls;
  }
  const bool repeatable = traits.create == "upsert_by_key" || traits.create == "client_id";
  for (const Attempt& attempt : open) {
    Transaction transaction(session_);
    const auto hit = found.find(attempt.local.text());
    // A pull may have brought our own row meanwhile and linked it by its Tandem id.
    const auto linked = session_.ledger.links.by_local(attempt.local, attempt.entity, attempt.remote_type);
    ++session_.counters.settled;
    if (hit != found.end()) {
      finish(attempt.id, AttemptState::acked, TANDEM_CLASS_NONE, {}, "found by its key");
      // Its version may be somebody else's later edit: the next pull compares values.
      acked(transaction.change(), rule, attempt, hit->second, {});
    } else if (linked && linked->live()) {
      finish(attempt.id, AttemptState::acked, TANDEM_CLASS_NONE, {}, "came back with a pull");
    } else if (attempt.error_class == "duplicate") {  // of somebody else's record, then
      finish(attempt.id, AttemptState::failed, TANDEM_CLASS_DUPLICATE, {}, attempt.message);
      back_to_outbox(attempt);
      quarantine(rule, reservation(attempt), attempt.covers_seq, "duplicate", attempt.message,
                 "merge or link the two records at the remote, then replay");
    } else if (find || repeatable) {
      finish(attempt.id, AttemptState::failed, TANDEM_CLASS_UNKNOWN, {},
             "it had not been applied, or may be repeated safely");
      back_to_outbox(attempt);
    } else {
      finish(attempt.id, AttemptState::failed, TANDEM_CLASS_UNKNOWN, {},
             "nobody knows whether it was applied");
      back_to_outbox(attempt);
      const auto pending = session_.ledger.outbox.find(attempt.entity, attempt.local);
      quarantine(rule, reservation(attempt), pending ? pending->upto_seq : attempt.covers_seq, "unknown",
                 "the answer to a create was lost and the remote cannot be asked by key",
                 "look for the record at the remote; replay to create it again, or discard");
    }
    transaction.commit();
  }
}

/// True when the row shows every value that the attempt sent.
bool Pusher::shows(const RulePlan& rule, const Attempt& attempt, const std::vector<Value>& row) const {
  const StreamPlan& stream = session_.mapping->stream_of(rule);
  for (const auto& [name, packed] : attempt.remote.items()) {
    const auto at = std::find(stream.fields.begin(), stream.fields.end(), name);
    if (at == stream.fields.end()) continue;
    Arena arena;
    std::vector<Value> sent;
    unpack(Json::array({packed}), sent, arena);
    const Value& shown = row[static_cast<std::size_t>(at - stream.fields.begin())];
    const bool blank = plain_text(sent.front()).empty() && plain_text(shown).empty();
    if (!blank && plain_text(sent.front()) != plain_text(shown)) return false;
  }
  return true;
}

void Pusher::settle_updates(const RulePlan& rule, const std::vector<Attempt>& open) {
  const StreamPlan& stream = session_.mapping->stream_of(rule);
  Page page;
  page.clear(stream.fields.size());
  const bool readable = session_.remote.can(TANDEM_CAP_GET);
  if (readable) {
    std::vector<std::string> ids;
    ids.reserve(open.size());
    for (const Attempt& attempt : open) ids.push_back(attempt.remote_id);
    session_.remote.get(rule.remote_type, ids, stream.fields,
                        [&](const tandem_row& row) { page.add(row, {}); });
    ++session_.counters.calls;
  }
  for (const Attempt& attempt : open) {
    const auto row = std::find_if(page.rows().begin(), page.rows().end(),
                                  [&](const PulledRow& r) { return r.id == attempt.remote_id; });
    const bool there = row != page.rows().end() && row->kind == TANDEM_ROW_LIVE;
    bool applied = false;
    if (attempt.op == Op::erase) {
      applied = readable && !there;
    } else if (there) {
      const Value* first = page.values(*row);
      applied = shows(rule, attempt, {first, first + stream.fields.size()});
    }
    Transaction transaction(session_);
    ++session_.counters.settled;
    if (applied) {
      finish(attempt.id, AttemptState::acked, TANDEM_CLASS_NONE, {}, "read back");
      acked(transaction.change(), rule, attempt, attempt.remote_id,
            there ? row->version : std::string_view{});
    } else {  // sending the same values again changes nothing twice
      finish(attempt.id, AttemptState::failed, TANDEM_CLASS_UNKNOWN, {},
             "not applied, or it may be repeated safely");
    }
    transaction.commit();
  }
}

}  // namespace tandem::sync
