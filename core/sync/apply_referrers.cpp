// SPDX-License-Identifier: Apache-2.0
// What refers to a converted record there, where each type has a remote field of its own.
#include "base/text.hpp"
#include "sync/apply.hpp"

namespace tandem::sync {
namespace {

std::vector<Id> referrers(store::Database& db, const EntityInfo& entity, const Field& field,
                          const Id& record) {
  std::vector<Id> found;
  store::Statement s =
      db.prepare(concat({"SELECT id FROM \"", entity.name(), "\" WHERE \"", field.name, "\" = ?"}));
  s.bind(1, record);
  while (s.step()) found.push_back(s.id(0));
  return found;
}

}  // namespace

/// The field of the old type still shows the old row: what refers to the record is owed once more, so that
/// the new type's field gets the new id and the old one is cleared.
void Applier::point_at_new_row(const RulePlan& plan, const Link& old) {
  for (const RulePlan& rule : session_.mapping->rules) {
    for (const FieldPlan& field : rule.fields) {
      const auto& lookups = field.transform.lookups;
      if (!field.out || !lookups || !lookups->names(plan.remote_type) || !lookups->names(*plan.converts_to))
        continue;
      for (const Id& id :
           referrers(session_.db, *rule.entity, rule.entity->field(field.position), old.local)) {
        owe_again(rule, field, id);
      }
    }
  }
}

/// Agreed on is nothing now, so the field goes out; that the remote still shows the record is no edit there.
void Applier::owe_again(const RulePlan& rule, const FieldPlan& plan, const Id& record) {
  const auto link = session_.ledger.by_local(record, rule.entity_number, rule.remote_type);
  Row current;
  if (!link || !link->live() || !session_.db.read(*rule.entity, record, current)) return;
  const Field& field = rule.entity->field(plan.position);
  auto base = session_.ledger.base(*rule.entity, *link);
  if (!base) {
    base.emplace();
    base->local = current;
  }
  base->local.set(plan.position, model::null());
  base->remote[std::string(field.name)] = model::to_json(field, current[plan.position]);
  session_.ledger.put_base(*rule.entity, *link, *base);
  session_.ledger.enqueue(rule.entity_number, record, "write");
}

}  // namespace tandem::sync
