// SPDX-License-Identifier: Apache-2.0
// The merge of one linked record: field by field by the table, then its verbs, its base, its link.
#include <algorithm>

#include "base/text.hpp"
#include "domain/domain.hpp"
#include "sync/inbound/apply.hpp"

namespace tandem::sync {
namespace {

/// What the remote showed at the last agreement: the agreed value, unless it is lossy there.
Value base_remote(const Base& base, const Field& field, std::size_t position, Arena& arena) {
  const auto lossy = base.remote.find(std::string(field.name));
  if (lossy != base.remote.end()) return model::from_json(field, *lossy, arena);
  return base.local[position];
}

}  // namespace

Applied Applier::merge(Target& t, const Row& mapped) {
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
    t.base = session_.ledger.base(entity, t.link);
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
      const CanonicalValues mark(*change_);
      change_->update(entity, t.current, t.update, model::SetBy::sync);
    }
    ++session_.counters.updated;
    if (session_.recorder != nullptr) {
      session_.recorder->in("update", entity.name(), t.rule.remote_type, t.row.id);
    }
    changed = true;
  }
  if (t.link.state == "gone_remote" && model::has(t.current[model::kArchivedAt]) && t.rule.archive_in) {
    change_->restore(entity, t.link.local);  // it was brought back there
    changed = true;
  }
  if (!t.rule.verbs.empty()) run_verbs(t);
  keep_base(t);
  if (t.rule.into_type) return changed ? Applied::changed : Applied::same;
  Link link = t.link;
  link.state = "linked";
  link.version = t.row.version;
  link.own_write_at = 0;
  link.hash = t.row.hash;
  if (t.forget_hash) link.hash.reset();  // look at it again: something is open
  if (t.fresh_match) {
    session_.ledger.put(link);
  } else if (link.state != t.link.state || link.version != t.link.version || link.hash != t.link.hash ||
             link.own_write_at != t.link.own_write_at) {
    session_.ledger.note(link);
  }
  return changed ? Applied::changed : Applied::same;
}

void Applier::merge_one(Target& t, const FieldPlan& plan, const Value& remote) {
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
    t.base->remote.erase(std::string(field.name));
    t.base_changed = true;
  };
  if (t.base && result != FieldMerge::conflict) close_conflict(t, plan);
  switch (result) {
    case FieldMerge::nothing:
      return;
    case FieldMerge::keep_local:
      return;
    case FieldMerge::agree:
      return set_base(local);
    case FieldMerge::take_remote: {
      const bool own_echo = t.link.own_write_at != 0 && !t.row.version.empty() &&
                            t.row.version == t.link.version && !by_somebody_else(t.row) &&
                            wrote(t.link, field.name);
      if (own_echo) {  // the remote keeps our value in its own way: lossy, not an edit
        if (!t.base) {
          t.base.emplace();
          t.base->local = t.current;
        }
        t.base->remote[std::string(field.name)] = model::to_json(field, remote);
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
bool Applier::is_first_look(Target& t, const FieldPlan& plan, const Value& remote) {
  const std::string name(t.rule.entity->field(plan.position).name);
  const auto mark = t.base->remote.find(name);
  if (plan.transform.reference() == nullptr || mark == t.base->remote.end() || *mark != true ||
      !model::given(remote)) {
    return false;
  }
  t.base_changed = true;
  const bool by_itself =
      !by_somebody_else(t.row) || plain_text(t.values[plan.remote.front()]) == session_.remote_user;
  if (!by_itself) {
    t.base->remote.erase(name);
    return false;
  }
  t.base->remote[name] = model::to_json(t.rule.entity->field(plan.position), remote);
  return true;
}

void Applier::settle_conflict(Target& t, const FieldPlan& plan, const Value& remote, const Value& agreed) {
  const Field& field = t.rule.entity->field(plan.position);
  if (!t.base) return;  // no base: nothing was edited here
  Claim claim;
  claim.authority = plan.authority;
  claim.tie = plan.tie;
  if (plan.authority == Authority::activity) {
    claim.accountable = accountable(field);
    claim.local = local_side(t.link.local, field.name);
    claim.remote = change_->actor().side;
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
  t.base->remote.erase(std::string(field.name));
  t.base_changed = true;
  if (winner == Winner::remote) {
    t.update.set(plan.position, remote);
    t.update_any = true;
  } else if (plan.out) {
    session_.ledger.enqueue(t.rule.entity_number, t.link.local, "write");
  }
}

/// Drops the base once all agrees; a link found by matching owes the remote what only we had.
void Applier::keep_base(Target& t) {
  if (!t.base || !t.base_changed) return;
  Row now;
  if (!session_.db.read(*t.rule.entity, t.link.local, now)) return;
  if (agrees(t.rule, now, *t.base)) {
    session_.ledger.drop_base(t.link);
    return;
  }
  session_.ledger.put_base(*t.rule.entity, t.link, *t.base);
  if (t.fresh_match && t.rule.writes_out()) {
    session_.ledger.enqueue(t.rule.entity_number, t.link.local, "write");
  }
}

model::Side Applier::accountable(const Field& field) {
  if (field.activity.empty()) return field.side;
  auto known = accountable_.find(field.activity);
  if (known == accountable_.end()) {
    const model::Side side = domain::accountable_side(session_.db, field.activity, change_->now());
    known = accountable_.emplace(std::string(field.activity), side).first;
  }
  return known->second == model::Side::none ? field.side : known->second;
}

/// The side of whoever changed the field here last.
model::Side Applier::local_side(const Id& record, std::string_view field) {
  store::Statement s = session_.db.prepare(
      "SELECT coalesce((SELECT side FROM person WHERE id = j.actor_id), (SELECT side FROM person WHERE id = "
      "j.on_behalf_of), (SELECT side FROM sync_conn WHERE id = j.actor_id)) FROM change_value v JOIN journal "
      "j "
      "ON j.seq = v.seq WHERE v.record_id = ? AND v.field = ? ORDER BY v.seq DESC LIMIT 1");
  s.bind(1, record).bind(2, field);
  if (!s.step() || s.is_null(0)) return model::Side::none;
  return model::parse_side(s.text(0));
}

void Applier::record_conflict(const Target& t, const FieldPlan& plan, const Value& base, const Value& remote,
                              std::string_view decision) {
  const Field& field = t.rule.entity->field(plan.position);
  const auto text = [&](const Value& v) {
    return model::has(v) ? model::to_json(field, v).dump() : std::string("null");
  };
  const std::string agreed = text(base), local = text(t.current[plan.position]), other = text(remote);
  const bool open = decision.empty();
  store::Statement s = session_.db.prepare(
      open ? "INSERT INTO sync_conflict (conn, entity, local_id, remote_type, field, base, local, remote, "
             "status, "
             "policy, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', 'ask', ?) ON CONFLICT (conn, local_id, "
             "field, "
             "remote_type) WHERE status = 'open' DO UPDATE SET local = excluded.local, remote = "
             "excluded.remote"
           : "INSERT INTO sync_conflict (conn, entity, local_id, remote_type, field, base, local, remote, "
             "status, "
             "policy, at, decision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'resolved', 'automatic', ?, ?)");
  s.bind(1, session_.conn.number).bind(2, t.rule.entity->name()).bind(3, t.link.local);
  s.bind(4, t.link.remote_type).bind(5, field.name).bind(6, agreed).bind(7, local).bind(8, other);
  s.bind(9, change_->now());
  if (!open) s.bind(10, decision);
  s.run();
}

/// Versions may be as coarse as a second: the same version is no proof where another user wrote it.
bool Applier::by_somebody_else(const PulledRow& row) const {
  return !row.modified_by.empty() && !session_.remote_user.empty() && row.modified_by != session_.remote_user;
}

/// Our last write of this link sent the field: what it shows at that version is our own value.
bool Applier::wrote(const Link& link, std::string_view field) {
  store::Statement s = session_.db.prepare(
      "SELECT 1 FROM sync_attempt a, json_each(a.payload, '$.fields') f WHERE f.key = ?4 AND a.id = (SELECT "
      "max(id) "
      "FROM sync_attempt WHERE local_id = ?1 AND conn = ?2 AND remote_type = ?3 AND state = 'acked')");
  s.bind(1, link.local).bind(2, session_.conn.number).bind(3, link.remote_type).bind(4, field);
  return s.step();
}

/// The two sides have come together by themselves.
void Applier::close_conflict(const Target& t, const FieldPlan& plan) {
  const Field& field = t.rule.entity->field(plan.position);
  store::Statement s = session_.db.prepare(
      "UPDATE sync_conflict SET status = 'resolved', decision = 'moot' WHERE status = 'open' AND conn = ? "
      "AND "
      "local_id = ? AND field = ? AND remote_type = ?");
  s.bind(1, session_.conn.number).bind(2, t.link.local).bind(3, field.name).bind(4, t.link.remote_type);
  s.run();
}

void Applier::conflict_row(const RulePlan& plan, const Id& record, std::string_view decision) {
  store::Statement s = session_.db.prepare(
      "INSERT INTO sync_conflict (conn, entity, local_id, remote_type, field, local, remote, status, "
      "decision, "
      "policy, at) VALUES (?, ?, ?, ?, '(record)', '\"edited\"', '\"deleted\"', 'resolved', ?, 'edit wins', "
      "?)");
  s.bind(1, session_.conn.number).bind(2, plan.entity->name()).bind(3, record).bind(4, plan.remote_type);
  s.bind(5, decision).bind(6, change_->now()).run();
  ++session_.counters.conflicts;
}

}  // namespace tandem::sync
