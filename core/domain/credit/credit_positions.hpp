// SPDX-License-Identifier: Apache-2.0
// Where the fields of credit stand in their rows.
#pragma once

#include "domain/leads/lead_positions.hpp"
#include "domain/positions.hpp"

namespace tandem::domain {

namespace opportunity {
inline constexpr std::size_t owner = at(model::kOpportunity, "owner_person_id");
}
namespace deal_member {
inline constexpr std::size_t opportunity = at(model::kDealMember, "opportunity_id"),
                             person = at(model::kDealMember, "person_id"),
                             weight = at(model::kDealMember, "weight");
}
namespace credit_split {
inline constexpr std::size_t opportunity = at(model::kCreditSplit, "opportunity_id"),
                             outcome = at(model::kCreditSplit, "outcome_id"),
                             number = at(model::kCreditSplit, "number"),
                             position = at(model::kCreditSplit, "position"),
                             side = at(model::kCreditSplit, "side"),
                             person = at(model::kCreditSplit, "person_id"),
                             role = at(model::kCreditSplit, "role"),
                             weight = at(model::kCreditSplit, "weight"),
                             share_ppm = at(model::kCreditSplit, "share_ppm"),
                             amount = at(model::kCreditSplit, "amount_minor"),
                             currency = at(model::kCreditSplit, "currency"),
                             clause = at(model::kCreditSplit, "clause_id"),
                             version = at(model::kCreditSplit, "version_id"),
                             split_at = at(model::kCreditSplit, "split_at"),
                             replaced_at = at(model::kCreditSplit, "replaced_at");
}

}  // namespace tandem::domain
