// SPDX-License-Identifier: Apache-2.0
#include "sync/inbound/apply.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tandem::sync {

Applied Applier::row(const StreamPlan& stream, const PulledRow& row, const Value* values) {
  Applied outcome = Applied::same;
  context_.act_for(row);
  for (const std::size_t index : stream.rules) {
    const RulePlan& plan = context_.session.mapping->rules[index];
    context_.change().came_by = plan.into_type ? *plan.into_type : plan.remote_type;
    outcome = std::max(outcome, by_rule(plan, row, values));
  }
  return outcome;
}

Applied Applier::by_rule(const RulePlan& plan, const PulledRow& row, const Value* values) {
  switch (row.kind) {
    case TANDEM_ROW_DELETED:
    case TANDEM_ROW_PURGED:
      return converter_.deleted(plan, row);
    case TANDEM_ROW_CONVERTED:
      return converted(plan, row, values);
    case TANDEM_ROW_LIVE:
      return !plan.when || plan.when->holds(values) ? live(plan, row, values) : Applied::same;
    default:
      return converter_.moved(plan, row);
  }
}

Applied Applier::live(const RulePlan& plan, const PulledRow& row, const Value* values) {
  Session& session = context_.session;
  std::string key;
  const std::string& type = plan.into_type ? *plan.into_type : plan.remote_type;
  std::string_view remote_id = row.id;
  if (plan.into_type) {
    key = std::string(trim(plain_text(values[plan.into_remote])));
    if (key.empty()) return Applied::same;
    remote_id = key;
  }
  auto link = session.ledger.links.by_remote(type, remote_id, plan.entity_number);
  if (plan.into_type && !link) throw Waiting(type, key);
  map_in(plan, values, context_.references, session.mapping->default_currency, mapped_);
  if (!link) return unlinked(plan, row, values);
  return linked({plan, row, values, std::move(*link), false, {}, {}, {}});
}

Applied Applier::unlinked(const RulePlan& plan, const PulledRow& row, const Value* values) {
  if (auto link = identifier_.match(plan, row, mapped_)) {
    return linked({plan, row, values, std::move(*link), true, {}, {}, {}});
  }
  if (plan.own && !plan.create_in) return verbs_.create(plan, row, values);
  return identifier_.create(plan, row, mapped_);
}

Applied Applier::linked(Target target) {
  Session& session = context_.session;
  if (session.db.read(*target.rule.entity, target.link.local, target.current)) {
    return merger_.merge(target, mapped_);
  }
  if (target.link.state != LinkState::gone_local) {
    target.link.state = LinkState::gone_local;
    target.link.hash = target.row.hash;
    session.ledger.links.put(target.link);
  }
  return Applied::same;
}

Applied Applier::converted(const RulePlan& plan, const PulledRow& row, const Value* values) {
  if (plan.into_type || converter_.known(plan, row)) return Applied::same;
  const std::size_t count = context_.session.mapping->stream_of(plan).fields.size();
  const bool told = std::any_of(values, values + count, [](const Value& v) { return model::given(v); });
  const bool held = told && (!plan.when || plan.when->holds(values));
  const Applied outcome = held ? live(plan, row, values) : Applied::same;
  return converter_.converted(plan, row, told, outcome);
}

}  // namespace tandem::sync
