// SPDX-License-Identifier: Apache-2.0
// What the credit policy in force says.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/credit/shares.hpp"
#include "domain/domain.hpp"

namespace tandem::domain {

struct CreditPolicy {
  Id clause, version;
  bool is_signed = false;
  std::vector<SideShare> sides;  ///< marketing first, as sides are listed everywhere
  std::map<std::string, std::int64_t, std::less<>> role_weights;
  std::string model;
  std::int64_t half_life_days = 0, lookback_days = 0;

  std::int64_t weight_of(std::string_view role) const;
};

/// The signed one, else the house default; nothing where neither is there.
std::optional<CreditPolicy> credit_policy(store::Database& database, Instant at);
/// The one that a split quotes, as it read at the instant.
CreditPolicy quoted_credit_policy(store::Database& database, const Id& clause, const Id& version, Instant at);

}  // namespace tandem::domain
