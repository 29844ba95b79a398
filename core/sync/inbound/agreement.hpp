// SPDX-License-Identifier: Apache-2.0
// A record here against what its link agreed on last.
#pragma once

#include "sync/ledger.hpp"
#include "sync/mapping/mapping.hpp"

namespace tandem::sync {

/// True when every mapped field of the record is what was agreed and nothing is lossy.
bool agrees(const RulePlan& rule, const Row& current, const Base& base);
/// Somebody has changed a mapped field here since. What a create left out for want of a counterpart there is
/// no edit.
bool edited_here(const RulePlan& rule, const Row& current, const Base& base);

}  // namespace tandem::sync
