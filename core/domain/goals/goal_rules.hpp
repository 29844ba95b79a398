// SPDX-License-Identifier: Apache-2.0
// How goals hang together, checked when a goal is written and again when it is signed.
#pragma once

#include "domain/rows.hpp"

namespace tandem::domain {

/// Throws with what to change unless the goal can stand where it hangs.
void check_goal_links(Change& change, const Row& goal);
/// Invalid state while other goals hang from this one, which is about to go.
void require_nothing_below(Change& change, const Id& goal);
/// Throws unless what both sides would sign can be counted: money in a currency, and a segment by accounts.
void require_countable(Change& change, const Row& goal);
/// What both sides sign: the goal with its period, with what its metric measures and with its segment's rule.
std::string goal_hash(Change& change, const Row& goal);
void add_goal_rules(Catalogue& catalogue);

}  // namespace tandem::domain
