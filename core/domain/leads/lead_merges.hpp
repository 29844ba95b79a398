// SPDX-License-Identifier: Apache-2.0
// Two leads that turn out to be one buyer.
#pragma once

#include "domain/rows.hpp"

namespace tandem::domain {

/// `from` goes on as `into`: the earliest capture, all touches, stays, hand-offs and deals move there, what
/// is blank is filled in; `from` is archived and says where it went. Links are the caller's.
void merge_lead(Change& change, const Id& from, const Id& into, Instant at);

/// Leads with the same mail address, other than this row, the earliest captured first. Costs one look into
/// an index; archived ones do not count.
std::vector<Id> same_address(store::Database& database, const Row& lead);

}  // namespace tandem::domain
