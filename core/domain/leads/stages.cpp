// SPDX-License-Identifier: Apache-2.0
#include "domain/leads/stages.hpp"

#include <algorithm>

#include "domain/positions.hpp"

namespace tandem::domain {
namespace {

void enter(Change& change, std::size_t subject_field, const char* open_stays, const Id& subject,
           const StageMove& move) {
  const EntityInfo& entity = change.entity(model::kStageEntry);
  Instant at = move.at;
  if (!move.from.empty()) {
    Id stay;
    {
      auto open = change.database().prepare(open_stays);
      open.bind(1, subject);
      if (open.step()) {
        stay = open.id(0);
        at = std::max(at, open.integer(1));  // stays never overlap
      }
    }
    if (!stay.empty()) Draft(entity).number(stage_entry::left_at, at).update(change, stay);
  }
  Draft next(entity);
  next.id(subject_field, subject)
      .text(stage_entry::stage, move.to)
      .number(stage_entry::entered_at, at)
      .text(stage_entry::cause, move.cause)
      .id(stage_entry::person, move.person);
  next.create(change);
}

}  // namespace

void enter_lead_stage(Change& change, const Id& lead, const StageMove& move) {
  enter(
      change, stage_entry::lead,
      "SELECT id, entered_at FROM stage_entry WHERE lead_id = ? AND left_at IS NULL ORDER BY id DESC LIMIT 1",
      lead, move);
}

void enter_opportunity_stage(Change& change, const Id& opportunity, const StageMove& move) {
  enter(
      change, stage_entry::opportunity,
      "SELECT id, entered_at FROM stage_entry WHERE opportunity_id = ? AND left_at IS NULL ORDER BY id DESC "
      "LIMIT 1",
      opportunity, move);
}

}  // namespace tandem::domain
