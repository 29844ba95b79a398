// SPDX-License-Identifier: Apache-2.0
// What refers there to a record that lives on under another row, where each type has a remote field of its
// own.
#include <algorithm>

#include "base/text.hpp"
#include "sync/inbound/converter.hpp"

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

/// The field of the old row's type still shows it: what refers to the record is owed once more, so that the
/// field of a type it lives on under gets that id, and the old one is cleared.
void Converter::point_at_other_row(const Link& old) {
  const auto links = session_.ledger.links.of_local(old.local, old.entity);
  const auto shows = [&](const Reference& lookups) {
    return lookups.names(old.remote_type) && std::any_of(links.begin(), links.end(), [&](const Link& link) {
             return link.live() && link.remote_type != old.remote_type && lookups.names(link.remote_type);
           });
  };
  for (const RulePlan& rule : session_.mapping->rules) {
    for (const FieldPlan& plan : rule.fields) {
      if (!plan.out || !plan.transform.lookups || !shows(*plan.transform.lookups)) continue;
      const Field& field = rule.entity->field(plan.position);
      for (const Id& id : referrers(session_.db, *rule.entity, field, old.local)) owe_again(rule, plan, id);
    }
  }
}

/// Agreed on is nothing now, so the field goes out; that the remote still shows the record is no edit there.
void Converter::owe_again(const RulePlan& rule, const FieldPlan& plan, const Id& record) {
  const auto link = session_.ledger.links.by_local(record, rule.entity_number, rule.remote_type);
  Row current;
  if (!link || !link->live() || !session_.db.read(*rule.entity, record, current)) return;
  const Field& field = rule.entity->field(plan.position);
  auto base = session_.ledger.bases.find(*rule.entity, *link);
  if (!base) {
    base.emplace();
    base->local = current;
  }
  base->local.set(plan.position, model::null());
  base->shown[std::string(field.name)] = model::to_json(field, current[plan.position]);
  session_.ledger.bases.put(*rule.entity, *link, *base);
  session_.ledger.outbox.owe(rule.entity_number, record);
}

}  // namespace tandem::sync
