// SPDX-License-Identifier: Apache-2.0
#include "sync/inbound/agreement.hpp"

#include <algorithm>

#include "sync/inbound/merge.hpp"

namespace tandem::sync {
namespace {

/// Whether the field says something else here than what was agreed on.
bool differs(const FieldPlan& plan, const Row& current, const Base& base) {
  return plan.position != model::kId && !plan.only_create && model::given(base.local[plan.position]) &&
         !equal_values(current[plan.position], base.local[plan.position]);
}

}  // namespace

bool edited_here(const RulePlan& rule, const Row& current, const Base& base) {
  return std::any_of(rule.fields.begin(), rule.fields.end(), [&](const FieldPlan& plan) {
    const bool left_out = plan.transform.reference() != nullptr && !model::has(base.local[plan.position]) &&
                          base.differs_there(rule.entity->field(plan.position).name);
    return !left_out && differs(plan, current, base);
  });
}

bool agrees(const RulePlan& rule, const Row& current, const Base& base) {
  return !base.differs_there() && base.refusal.empty() &&
         std::none_of(rule.fields.begin(), rule.fields.end(),
                      [&](const FieldPlan& plan) { return differs(plan, current, base); });
}

}  // namespace tandem::sync
