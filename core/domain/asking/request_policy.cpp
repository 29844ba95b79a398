// SPDX-License-Identifier: Apache-2.0
#include "domain/asking/request_policy.hpp"

#include "base/error.hpp"
#include "domain/arguments.hpp"

namespace tandem::domain {

namespace {

constexpr std::int64_t kTwoDays = 172'800;

std::vector<std::string> codes(const Json& body, const char* field) {
  std::vector<std::string> found;
  for (const Json& reason : body.at(field)) found.push_back(text_of(reason, "code"));
  return found;
}

}  // namespace

const std::vector<std::string>* RequestPolicy::kinds_of(Side asking) const {
  if (asking == Side::marketing) return &marketing_may_ask;
  return asking == Side::sales ? &sales_may_ask : nullptr;
}

RequestPolicy request_policy(store::Database& database, Instant at) {
  const auto clause = clause_in_force(database, "request_policy", "", at);
  if (!clause) {
    throw Refusal(TANDEM_INVALID_STATE, "no_rule_in_force", "no request policy is in force",
                  "agree on a guideline with a request_policy clause");
  }
  const Json& body = clause->body;
  RequestPolicy policy;
  policy.clause = clause->clause;
  policy.version = clause->version;
  policy.marketing_may_ask = body.at("marketing_may_ask").get<std::vector<std::string>>();
  policy.sales_may_ask = body.at("sales_may_ask").get<std::vector<std::string>>();
  policy.decline_reasons = codes(body, "decline_reasons");
  policy.acknowledge_within_s = body.at("acknowledge_within_s").get<std::int64_t>();
  policy.signal_within_s = number_of(body, "signal_within_s").value_or(kTwoDays);
  return policy;
}

}  // namespace tandem::domain
