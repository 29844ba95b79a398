// SPDX-License-Identifier: Apache-2.0
#include "sync/inbound/merger.hpp"

#include "domain/domain.hpp"
#include "sync/inbound/agreement.hpp"
#include "sync/inbound/merge.hpp"

namespace tandem::sync {
namespace {

/// What the remote showed at the last agreement: the agreed value, unless it is lossy there.
Value base_remote(const Base& base, const Field& field, std::size_t position, Arena& arena) {
  const auto lossy = base.shown.find(field.name);
  if (lossy != base.shown.end()) return model::from_json(field, lossy->second, arena);
  return base.local[position];
}

}  // namespace

Applied Merger::merge(Target& t, const Row& mapped) {
  const EntityInfo& entity = *t.rule.entity;
  if (t.fresh_match) {
    t.base.emplace();
    t.base->local.reset(entity.size());
    for (const FieldPlan& plan : t.rule.fields) {
      if (plan.position == model::kId) continue;
      // What only we had goes out; what only the remote may say is taken.
      t.base->local.set(plan.position, plan.out ? model::null() : t.current[plan.position]);
    }
    t.base_changed = true;
  } else {
    t.base = session_.ledger.bases.find(entity, t.link);
  }
  t.update.reset(entity.size());
  for (const FieldPlan& plan : t.rule.fields) {
    if (plan.position == model::kId || !plan.in || plan.only_create) continue;
    if (!model::given(mapped[plan.position])) continue;
    merge_one(t, plan, mapped[plan.position]);
  }
  bool changed = t.fresh_match;
  if (t.update_any) {
    {
      const CanonicalValues mark(context_.change());
      context_.change().update(entity, t.current, t.update, model::SetBy::sync);
    }
    ++session_.counters.updated;
    session_.told_in("update", entity.name(), t.rule.remote_type, t.row.id);
    changed = true;
  }
  if (t.link.state == LinkState::gone_remote && model::has(t.current[model::kArchivedAt]) &&
      t.rule.archive_in) {
    context_.change().restore(entity, t.link.local);  // it was brought back there
    changed = true;
  }
  if (!t.rule.verbs.empty()) verbs_.run(t);
  keep_base(t);
  return keep_link(t, changed);
}

void Merger::merge_one(Target& t, const FieldPlan& plan, const Value& remote) {
  const Field& field = t.rule.entity->field(plan.position);
  const Value& local = t.current[plan.position];
  Arena arena;
  Value agreed = local;
  Value shown = local;
  if (t.base && is_first_look(t, plan, remote)) return;
  if (t.base && model::given(t.base->local[plan.position])) {
    agreed = t.base->local[plan.position];
    shown = base_remote(*t.base, field, plan.position, arena);
  }
  const FieldMerge result = merge_field(local, remote, agreed, shown);
  const auto set_base = [&](const Value& value) {
    if (!t.base) return;
    t.base->local.set(plan.position, value);
    t.base->shown_as_agreed(field.name);
    t.base_changed = true;
  };
  if (t.base && result != FieldMerge::conflict) session_.ledger.conflicts.close_moot(t.link, field.name);
  switch (result) {
    case FieldMerge::nothing:
      return;
    case FieldMerge::keep_local:
      return;
    case FieldMerge::agree:
      return set_base(local);
    case FieldMerge::take_remote: {
      const bool own_echo = t.link.own_write_at != 0 && !t.row.version.empty() &&
                            t.row.version == t.link.version && !context_.by_somebody_else(t.row) &&
                            session_.ledger.attempts.last_acked_sent(t.link, field.name);
      if (own_echo) {  // the remote keeps our value in its own way: lossy, not an edit
        if (!t.base) {
          t.base.emplace();
          t.base->local = t.current;
        }
        t.base->shown[std::string(field.name)] = model::to_json(field, remote);
        t.base_changed = true;
        return;
      }
      t.update.set(plan.position, remote);
      t.update_any = true;
      return set_base(remote);
    }
    case FieldMerge::conflict:
      return settle_conflict(t, plan, remote, agreed);
  }
}

/// What the remote filled in by itself where a create left a field out, the login as the owner say, is no
/// edit. Somebody else's value is: then the field counts as empty till now.
bool Merger::is_first_look(Target& t, const FieldPlan& plan, const Value& remote) {
  const std::string name(t.rule.entity->field(plan.position).name);
  const bool unseen = plan.transform.reference() != nullptr && t.base->left_out.count(name) > 0;
  if (!unseen || !model::given(remote)) return false;
  t.base_changed = true;
  const bool by_itself =
      !context_.by_somebody_else(t.row) || plain_text(t.values[plan.remote.front()]) == session_.remote_user;
  t.base->left_out.erase(name);
  if (!by_itself) return false;
  t.base->shown[name] = model::to_json(t.rule.entity->field(plan.position), remote);
  return true;
}

void Merger::settle_conflict(Target& t, const FieldPlan& plan, const Value& remote, const Value& agreed) {
  const Field& field = t.rule.entity->field(plan.position);
  if (!t.base) return;  // no base: nothing was edited here
  Claim claim;
  claim.authority = plan.authority;
  claim.tie = plan.tie;
  if (plan.authority == Authority::activity) {
    claim.accountable = accountable(field);
    claim.local = domain::side_of_last_edit(session_.db, t.link.local, field.name);
    claim.remote = context_.change().actor().side;
  }
  const Winner winner = decide(claim);
  ++session_.counters.conflicts;
  if (winner == Winner::ask) {
    record_conflict(t, plan, agreed, remote, {});
    t.forget_hash = true;
    return;
  }
  record_conflict(t, plan, agreed, remote, winner == Winner::local ? "local" : "remote");
  t.base->local.set(plan.position, remote);
  t.base->shown_as_agreed(field.name);
  t.base_changed = true;
  if (winner == Winner::remote) {
    t.update.set(plan.position, remote);
    t.update_any = true;
  } else if (plan.out) {
    session_.ledger.outbox.owe(t.rule.entity_number, t.link.local);
  }
}

/// Drops the base once all agrees; a link found by matching owes the remote what only we had.
void Merger::keep_base(Target& t) {
  if (!t.base || !t.base_changed) return;
  Row now;
  if (!session_.db.read(*t.rule.entity, t.link.local, now)) return;
  if (agrees(t.rule, now, *t.base)) {
    session_.ledger.bases.drop(t.link);
    return;
  }
  session_.ledger.bases.put(*t.rule.entity, t.link, *t.base);
  if (t.fresh_match && t.rule.writes_out()) {
    session_.ledger.outbox.owe(t.rule.entity_number, t.link.local);
  }
}

model::Side Merger::accountable(const Field& field) {
  if (field.activity.empty()) return field.side;
  auto known = accountable_.find(field.activity);
  if (known == accountable_.end()) {
    const model::Side side = domain::accountable_side(session_.db, field.activity, context_.change().now());
    known = accountable_.emplace(std::string(field.activity), side).first;
  }
  return known->second == model::Side::none ? field.side : known->second;
}

void Merger::record_conflict(const Target& t, const FieldPlan& plan, const Value& base, const Value& remote,
                             std::string_view decision) {
  const Field& field = t.rule.entity->field(plan.position);
  const auto text = [&](const Value& v) {
    return model::has(v) ? model::to_json(field, v).dump() : std::string("null");
  };
  Conflict conflict;
  conflict.entity = t.rule.entity->name();
  conflict.record = t.link.local;
  conflict.remote_type = t.link.remote_type;
  conflict.field = field.name;
  conflict.base = text(base);
  conflict.local = text(t.current[plan.position]);
  conflict.remote = text(remote);
  conflict.at = context_.change().now();
  conflict.policy = decision.empty() ? "ask" : "automatic";
  if (decision.empty()) return session_.ledger.conflicts.ask(conflict);
  conflict.decision = decision;
  session_.ledger.conflicts.decided(conflict);
}

/// The link stands for what the row says now.
Applied Merger::keep_link(const Target& t, bool changed) {
  if (t.rule.into_type) return changed ? Applied::changed : Applied::same;
  Link link = t.link;
  link.state = LinkState::linked;
  link.version = t.row.version;
  link.own_write_at = 0;
  link.hash = t.row.hash;
  if (t.forget_hash) link.hash.reset();  // look at it again: something is open
  if (t.fresh_match) {
    session_.ledger.links.put(link);
  } else if (link.state != t.link.state || link.version != t.link.version || link.hash != t.link.hash ||
             link.own_write_at != t.link.own_write_at) {
    session_.ledger.links.note(link);
  }
  return changed ? Applied::changed : Applied::same;
}

}  // namespace tandem::sync
