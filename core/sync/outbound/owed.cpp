// SPDX-License-Identifier: Apache-2.0
#include "sync/outbound/owed.hpp"

#include <algorithm>

#include "sync/inbound/merge.hpp"
#include "sync/inbound/pull.hpp"

namespace tandem::sync {

/// Refused before, and nobody has edited the record since: any edit retries at once.
bool Outbound::blocked(const RulePlan& rule, const Link& link, const Pending& pending) {
  const std::string& stream = session_.mapping->stream_of(rule).name;
  const auto item = session_.ledger.parked.find(Direction::out, stream, rule.remote_type, link.remote_id);
  return item && item->version == std::to_string(pending.upto_seq);
}

std::vector<std::size_t> Outbound::differing(const RulePlan& rule, const Row& row, const Link& link,
                                             bool& conflict) {
  std::vector<std::size_t> fields;
  const auto base = session_.ledger.bases.find(*rule.entity, link);
  if (!base) return fields;
  const std::set<std::string> open = session_.ledger.conflicts.open_fields(link);
  for (std::size_t i = 0; i < rule.fields.size(); ++i) {
    const FieldPlan& plan = rule.fields[i];
    if (!plan.out || plan.remote.empty() || plan.position == model::kId) continue;
    if (!model::given(base->local[plan.position])) continue;
    if (equal_values(row[plan.position], base->local[plan.position])) continue;
    if (open.count(std::string(rule.entity->field(plan.position).name)) > 0) {
      conflict = true;  // a person decides first
      continue;
    }
    fields.push_back(i);
  }
  return fields;
}

bool Outbound::owes(std::int64_t entity, const Id& local) {
  for (const Link& link : session_.ledger.links.of_local(local, entity)) {
    const RulePlan* rule = session_.mapping->out_rule(entity, link.remote_type);
    if (rule == nullptr || !link.live()) continue;
    Row row;
    if (!session_.db.read(*rule->entity, local, row)) continue;
    bool conflict = false;
    if (!differing(*rule, row, link, conflict).empty() || conflict) return true;
  }
  return false;
}

/// A reference to what this mapping never creates there, such as a marketer without a user account of the
/// CRM: the rest of the record does not wait for it. Known only once all that is there has been read.
bool Outbound::never_comes(const FieldPlan& plan) const {
  const Reference* reference = plan.transform.reference();
  return session_.all_read && reference != nullptr &&
         std::none_of(reference->remote_types.begin(), reference->remote_types.end(),
                      [&](const Reference::RemoteType& type) {
                        const auto number = session_.db.catalogue().entity(type.entity).descriptor().number;
                        return session_.mapping->out_rule(number, {}) != nullptr;
                      });
}

/// Fills the operation's remote values; false when it waits or cannot be mapped.
bool Outbound::build(const RulePlan& rule, const Row& row, const std::vector<std::size_t>& fields, bool cut,
                     OutOp& op, Owed& owed) {
  const StreamPlan& stream = session_.mapping->stream_of(rule);
  op.rule = &rule;
  op.remote.reset(stream.fields.size());
  try {
    for (const std::size_t index : fields) {
      const FieldPlan& plan = rule.fields[index];
      try {
        map_out(rule, row, {index}, references_, session_.mapping->default_currency, op.remote);
      } catch (const Waiting&) {
        if (never_comes(plan)) continue;
        if (!cut) throw;
        owed.state = Owed::State::waiting;
        continue;
      }
      const Field& field = rule.entity->field(plan.position);
      op.sent[std::string(field.name)] =
          model::has(row[plan.position]) ? model::to_json(field, row[plan.position]) : Json();
    }
  } catch (const Waiting&) {
    owed.state = Owed::State::waiting;
    return false;
  } catch (const Error& e) {
    if (ends_run(e)) throw;
    owed.state = Owed::State::refused;
    owed.message = e.message();
    owed.advice = e.advice();
    owed.rule = &rule;
    owed.link = op.link;
    return false;
  }
  return true;
}

/// Why the last change there was refused; nothing once another state goes out.
void Outbound::tell_refusal(const RulePlan& rule, const Link& link, OutOp& op) {
  const auto base = session_.ledger.bases.find(*rule.entity, link);
  if (base && !base->refusal.empty()) {
    op.remote.set_text(*rule.refusal, base->refusal);
  } else if (op.sent.contains(std::string(rule.entity->field(*rule.state_field).name))) {
    op.remote.set(*rule.refusal, model::null());
  }
}

Owed Outbound::owed(const Pending& pending, bool cut) {
  Owed owed;
  const EntityInfo* entity = nullptr;
  for (const RulePlan& rule : session_.mapping->rules) {
    if (rule.entity_number == pending.entity) entity = rule.entity;
  }
  Row row;
  if (entity == nullptr || !session_.db.read(*entity, pending.local, row)) return owed;
  if (session_.ledger.attempts.unsettled(pending.local)) {
    owed.state = Owed::State::unsettled;
    return owed;
  }
  const bool archived = model::has(row[model::kArchivedAt]);
  const auto links = session_.ledger.links.of_local(pending.local, pending.entity);
  bool conflict = false;
  bool linked = false;
  for (const Link& link : links) {
    const RulePlan* rule = session_.mapping->out_rule(pending.entity, link.remote_type);
    if (rule == nullptr) continue;
    linked = true;
    if (!link.live()) continue;
    OutOp op;
    op.link = link;
    op.local = pending.local;
    op.covers_seq = pending.upto_seq;
    if (blocked(*rule, link, pending)) {
      owed.state = Owed::State::quarantined;
      return owed;
    }
    if (archived) {
      if (!rule->archive_out) continue;
      op.op = Op::erase;
      op.rule = rule;
      op.remote.reset(session_.mapping->stream_of(*rule).fields.size());
      owed.ops.push_back(std::move(op));
      continue;
    }
    const auto fields = differing(*rule, row, link, conflict);
    if (fields.empty()) continue;
    if (!build(*rule, row, fields, cut, op, owed)) return owed;
    if (!op.sent.empty()) {
      if (rule->refusal) tell_refusal(*rule, link, op);
      owed.ops.push_back(std::move(op));
    } else if (owed.state == Owed::State::waiting && owed.ops.empty()) {
      return owed;
    }
  }
  const RulePlan* creator = session_.mapping->out_rule(pending.entity, {});
  if (!linked && !archived && creator != nullptr && !(session_.db.safe_mode() && !session_.dry)) {
    OutOp op;
    op.op = Op::create;
    op.local = pending.local;
    op.covers_seq = pending.upto_seq;
    op.link.entity = pending.entity;
    op.link.remote_type = creator->remote_type;
    op.link.remote_id = Links::reserved_id(pending.local);
    op.link.local = pending.local;
    op.link.state = LinkState::reserved;
    if (blocked(*creator, op.link, pending)) {
      owed.state = Owed::State::quarantined;
      return owed;
    }
    std::vector<std::size_t> fields;
    for (std::size_t i = 0; i < creator->fields.size(); ++i) {
      const FieldPlan& plan = creator->fields[i];
      if (plan.out && !plan.remote.empty() && model::has(row[plan.position])) fields.push_back(i);
    }
    if (!build(*creator, row, fields, cut, op, owed)) return owed;
    for (const auto& [position, text] : creator->out_constants) op.remote.set_text(position, text);
    owed.ops.push_back(std::move(op));
  }
  if (!owed.ops.empty()) {
    owed.state = Owed::State::ready;
  } else if (conflict) {
    owed.state = Owed::State::conflict;
  }
  return owed;
}

}  // namespace tandem::sync
