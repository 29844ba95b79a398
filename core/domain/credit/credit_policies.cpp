// SPDX-License-Identifier: Apache-2.0
#include "domain/credit/credit_policies.hpp"

#include "domain/agreements/clauses.hpp"
#include "domain/arguments.hpp"
#include "domain/words.hpp"

namespace tandem::domain {
namespace {

CreditPolicy read_policy(const Json& body) {
  CreditPolicy policy;
  const Json& shares = body.at("side_shares");
  for (const std::string_view side : kSides) {
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

}  // namespace

std::int64_t CreditPolicy::weight_of(std::string_view role) const {
  const auto known = role_weights.find(role);
  return known == role_weights.end() ? 1 : known->second;
}

std::optional<CreditPolicy> credit_policy(store::Database& database, Instant at) {
  const auto clause = clause_in_force(database, "credit_policy", "", at);
  if (!clause) return std::nullopt;
  CreditPolicy policy = read_policy(clause->body);
  policy.clause = clause->clause;
  policy.version = clause->version;
  policy.is_signed = clause->is_signed;
  return policy;
}

CreditPolicy quoted_credit_policy(store::Database& database, const Id& clause, const Id& version,
                                  Instant at) {
  CreditPolicy policy = read_policy(body_at(database, clause, at));
  policy.clause = clause;
  policy.version = version;
  auto row = database.prepare("SELECT 1 FROM guideline_version WHERE id = ? AND is_house_default = 0");
  policy.is_signed = row.bind(1, version).step();
  return policy;
}

}  // namespace tandem::domain
