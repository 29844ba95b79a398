// SPDX-License-Identifier: Apache-2.0
// How goals hang together (invariants 1-3), checked when a goal is written and again when it is signed.
#pragma once

#include "domain/rows.hpp"

namespace tandem::domain {

/// Throws with what to change unless the goal can stand where it hangs.
void check_goal_links(Change& change, const Row& goal);
/// What both sides sign: the goal with its period.
std::string goal_hash(Change& change, const Row& goal);
void add_goal_rules(model::Catalogue& catalogue);

}  // namespace tandem::domain
