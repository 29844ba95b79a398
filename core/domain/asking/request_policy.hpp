// SPDX-License-Identifier: Apache-2.0
// The request policy in force, in the form the verbs need it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/domain.hpp"

namespace tandem::domain {

struct RequestPolicy {
  Id clause, version;
  std::vector<std::string> marketing_may_ask, sales_may_ask, decline_reasons;
  std::int64_t acknowledge_within_s = 0, signal_within_s = 0;

  /// Only marketing and sales are bound to listed kinds.
  const std::vector<std::string>* kinds_of(Side asking) const;
};

/// The policy in force; invalid state where the rules have none.
RequestPolicy request_policy(store::Database& database, Instant at);

}  // namespace tandem::domain
