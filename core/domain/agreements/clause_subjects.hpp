// SPDX-License-Identifier: Apache-2.0
// What a clause speaks of: two clauses of a kind on one subject displace each other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace tandem::domain {

/// In words that complete "two clauses would say …". Most clauses have one subject; a judging_policy has one
/// for each threshold that it sets.
std::vector<std::string> clause_subjects(std::string_view kind, std::string_view key, const Json& body);

/// Whether a signed clause leaves nothing for one of the house default, of the same kind, to say. A promise
/// does so only where it is made to every record by the same event: for the others the default's still runs.
struct Wording {
  std::string_view key;
  const Json& body;
};
bool displaces(std::string_view kind, const Wording& agreed, const Wording& fallback);

}  // namespace tandem::domain
