// SPDX-License-Identifier: Apache-2.0
#include "domain/credit/credit_policies.hpp"

#include "domain/arguments.hpp"
#include "model/entities/choices.hpp"

namespace tandem::domain {

std::int64_t CreditPolicy::weight_of(std::string_view role) const {
  const auto known = role_weights.find(role);
  return known == role_weights.end() ? 1 : known->second;
}

std::optional<CreditPolicy> credit_policy(store::Database& database, Instant at) {
  const auto clause = clause_in_force(database, "credit_policy", "", at);
  if (!clause) return std::nullopt;
  const Json& body = clause->body;
  CreditPolicy policy;
  policy.clause = clause->clause;
  policy.version = clause->version;
  policy.is_signed = clause->is_signed;
  const Json& shares = body.at("side_shares");
  for (const std::string_view side : model::kSides) {
    const auto share = shares.find(std::string(side));
    if (share != shares.end()) policy.sides.push_back({std::string(side), share->get<std::int64_t>()});
  }
  if (const Json* weights = json_of(body, "role_weights")) {
    for (const auto& [role, weight] : weights->items())
      policy.role_weights[role] = weight.get<std::int64_t>();
  }
  policy.model = given(body, "model") ? text_of(body, "model") : "linear";
  policy.half_life_days = number_of(body, "half_life_days").value_or(7);
  policy.lookback_days = number_of(body, "lookback_days").value_or(90);
  return policy;
}

}  // namespace tandem::domain
