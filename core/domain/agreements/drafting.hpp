// SPDX-License-Identifier: Apache-2.0
// A new version of a guideline begins as a copy of the one that it will follow, so that only what people
// change in it differs.
#pragma once

#include "domain/rows.hpp"

namespace tandem::domain {

struct DraftedVersion {
  Id version;
  std::int64_t clauses = 0;
};

/// Makes a draft with copies of the clauses of `from`; none where that is empty. Already exists while another
/// draft of the guideline waits.
DraftedVersion draft_version(Change& change, const Id& guideline, const Id& from, std::string_view note);

/// The version that a new one would follow: in force or waiting for its instant, the house default where none
/// is; empty for a guideline that never had one.
Id version_to_follow(store::Database& database, const Id& guideline);

}  // namespace tandem::domain
