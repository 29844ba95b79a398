// SPDX-License-Identifier: Apache-2.0
// The scoring model in force, applied to a lead of the store.
#pragma once

#include "domain/agreements/clauses.hpp"
#include "domain/leads/scoring.hpp"
#include "domain/rows.hpp"

namespace tandem::domain {

struct ScoringInForce {
  ScoringModel model;
  Id clause, version;
  bool is_signed = false;
};
std::optional<ScoringInForce> scoring_in_force(store::Database& database, Instant at);

/// Touches of the lead and of its opportunities, the oldest first.
std::vector<TouchFact> touches_of(store::Database& database, const Id& lead);

/// An address that the buyer has not closed to us: the consent to the channel is not a no.
bool is_reachable(const Row& lead);

}  // namespace tandem::domain
