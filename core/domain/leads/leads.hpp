// SPDX-License-Identifier: Apache-2.0
// What other practice areas do to a lead.
#pragma once

#include <optional>

#include "domain/leads/stages.hpp"

namespace tandem::domain {

/// Cause of a stage change by lead.merge.
inline constexpr std::string_view kMerged = "merged";

/// Changes a lead's stage and, where `fields` gives them, its owner and queue, with the trail and the
/// events. Returns the revision.
std::int64_t move_lead(Change& change, const Id& lead, const StageMove& move, Draft fields);

/// Refuses (or marks irregular, for a fact) a stage change that walks around a signed hand-off. An
/// unsigned default offers the hand-off and forbids nothing.
void require_handed_over(Change& change, const Id& lead, std::string_view from, std::string_view to,
                         Instant at);

/// The lead that goes on for this one: itself, or where its merges led to.
Id survivor_of(store::Database& database, Id lead);

/// When a person first reached out to a lead, at `since` or later; touches of its opportunities count too.
std::optional<Instant> first_human_touch(store::Database& database, const Id& lead, Instant since);

/// The lead that a touch belongs to, perhaps by its opportunity; empty where there is none.
Id touched_lead(Change& change, const Row& touched);

}  // namespace tandem::domain
