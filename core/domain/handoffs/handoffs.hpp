// SPDX-License-Identifier: Apache-2.0
// The three ends of an offer, for people (verbs) and for time (tick). Guards are the caller's.
#pragma once

#include <string>

#include "domain/agreements/clauses.hpp"
#include "domain/rows.hpp"

namespace tandem::domain {

inline const EntityInfo& handoffs(Change& change) { return change.entity(kHandoff); }

/// Who brought an end about: somebody answered, or nobody did and the point decides by itself.
enum class EndedBy : std::uint8_t { answer, silence };

Json accept_handoff(Change& change, const Row& row, const HandoffPoint& point, const Id& by, const Id& owner,
                    Instant at, EndedBy ended_by = EndedBy::answer);
/// The lead goes back to a named owner: who offered it, else who leads the giving side's queue.
Json return_handoff(Change& change, const Row& row, const HandoffPoint& point, const Id& by,
                    const std::string& reason, const std::string& note, Instant at,
                    EndedBy ended_by = EndedBy::answer);
Json expire_handoff(Change& change, const Row& row, const HandoffPoint& point, Instant at);

}  // namespace tandem::domain
