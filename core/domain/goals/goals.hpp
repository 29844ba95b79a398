// SPDX-License-Identifier: Apache-2.0
// What other verbs do with goals: make successors of signed ones.
#pragma once

#include "domain/rows.hpp"

namespace tandem::domain {

inline const EntityInfo& goals(Change& change) { return change.entity(kGoal); }

/// A draft with the signed fields of a goal; invalid state where the goal cannot be amended or has a
/// successor that waits already.
Draft successor_of(Change& change, const Row& goal);
/// Stores the draft as the goal's successor and tells it. `payload` goes into the event.
Id store_successor(Change& change, const Row& goal, Draft successor, Json payload = Json::object());

}  // namespace tandem::domain
