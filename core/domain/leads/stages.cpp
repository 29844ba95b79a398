// SPDX-License-Identifier: Apache-2.0
#include "domain/leads/stages.hpp"

#include <algorithm>

namespace tandem::domain {
namespace {

void enter(Change& change, std::size_t subject_field, const char* open_stays, const Id& subject,
           const StageMove& move) {
  const EntityInfo& entity = change.entity(kStageEntry);
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
    if (!stay.empty()) Draft(entity).number(kStageEntry["left_at"], at).update(change, stay);
  }
  Draft next(entity);
  next.id(subject_field, subject)
      .text(kStageEntry["stage"], move.to)
      .number(kStageEntry["entered_at"], at)
      .text(kStageEntry["cause"], move.cause)
      .id(kStageEntry["person_id"], move.person);
  next.create(change);
}

}  // namespace

void enter_lead_stage(Change& change, const Id& lead, const StageMove& move) {
  enter(
      change, kStageEntry["lead_id"],
      "SELECT id, entered_at FROM stage_entry WHERE lead_id = ? AND left_at IS NULL ORDER BY id DESC LIMIT 1",
      lead, move);
}

void enter_opportunity_stage(Change& change, const Id& opportunity, const StageMove& move) {
  enter(
      change, kStageEntry["opportunity_id"],
      "SELECT id, entered_at FROM stage_entry WHERE opportunity_id = ? AND left_at IS NULL ORDER BY id DESC "
      "LIMIT 1",
      opportunity, move);
}

}  // namespace tandem::domain
