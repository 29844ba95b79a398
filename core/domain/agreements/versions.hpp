// SPDX-License-Identifier: Apache-2.0
// A wording in numbered versions, each in force over a window of time. The windows say what applied when;
// the state follows them, at once or when a tick comes by.
#pragma once

#include <vector>

#include "domain/rows.hpp"
#include "domain/words.hpp"

namespace tandem::domain {

inline const EntityInfo& versions(Change& change) { return change.entity(kGuidelineVersion); }

/// An entity whose rows are such versions: guideline_version, term_version.
struct Versioned {
  const Entity* entity;
  std::size_t parent, number, state, effective_from, effective_to;
  std::string_view activated, superseded;  ///< events; without a name none is given
};

/// Sets the window of a signed version: from `from` on, until a later version begins; the one before ends
/// at that instant. Refused before now and when a later version waits already. Returns true when the
/// version is in force now.
bool put_in_force(Change& change, const Versioned& kind, const Row& version, Instant from);
/// Gives a portion of the versions whose instant has come their state, the ones before too; returns how
/// many.
std::int64_t turn_due(Change& change, const Versioned& kind, Instant now, Portion& portion);
/// All of them.
std::int64_t turn_due(Change& change, const Versioned& kind, Instant now);

}  // namespace tandem::domain
