// SPDX-License-Identifier: Apache-2.0
#include "model/clause_bodies/credit_policy.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "model/clause_bodies/checks.hpp"

namespace tandem::model {
namespace {

constexpr std::string_view kCreditPolicy = "credit_policy";
constexpr std::int64_t kWhole = 1'000'000;

void check_side_shares(const Json& shares) {
  std::int64_t sum = 0;
  if (!shares.is_object())
    refuse_body(kCreditPolicy, "side_shares is no object", "write {\"marketing\": 500000, …}");
  for (const auto& [side, share] : shares.items()) {
    if (std::find(std::begin(kSides), std::end(kSides), side) == std::end(kSides)) {
      refuse_body(kCreditPolicy, concat({"side_shares: no side ", in_quotes(cut(side, 60))}),
                  "use marketing, sales, leadership, shared or external");
    }
    if (!share.is_number_integer() || share < 0 || share > kWhole) {
      refuse_body(kCreditPolicy, concat({"side_shares.", side, " is no share"}),
                  "give parts per million, 0 to 1000000");
    }
    sum += share.get<std::int64_t>();
  }
  if (sum != kWhole) {
    refuse_body(kCreditPolicy, concat({"side_shares add up to ", std::to_string(sum), ", not to 1000000"}),
                "give shares that make a whole: nothing is lost, nothing credited twice");
  }
}

void check_role_weights(const Json& body) {
  const auto weights = body.find("role_weights");
  if (weights == body.end() || weights->is_null()) return;
  if (!weights->is_object())
    refuse_body(kCreditPolicy, "role_weights is no object", "write {\"seller\": 2, …}");
  for (const auto& [role, weight] : weights->items()) {
    if (weight.is_number_integer() && weight > 0 && weight <= kWhole) continue;
    refuse_body(kCreditPolicy, "role_weights has a weight that is no whole number above 0", "give 1, 2, 3 …");
  }
}

}  // namespace

void check_credit_policy(const Catalogue&, const Json& body) {
  check_side_shares(body.at("side_shares"));
  check_role_weights(body);
  check_between(kCreditPolicy, body, "half_life_days", 1, 3650);
  check_between(kCreditPolicy, body, "lookback_days", 1, 3650);
}

}  // namespace tandem::model
