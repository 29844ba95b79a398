// SPDX-License-Identifier: Apache-2.0
// Who may do what: the questions that guards of several practice areas ask.
#pragma once

#include <string>
#include <string_view>

#include "domain/rows.hpp"

namespace tandem::domain {

/// The person who answers for an act, as the store knows them now. The system has no id and may all
/// that time alone decides.
struct Who {
  Id id;
  Side side = Side::none;
  bool confirmed = false, signer = false, admin = false, system = false;
};

Who who_acts(Change& change);
/// Who acts, or forbidden unless confirmed (the system passes).
Who confirmed_person(Change& change, std::string_view verb);
/// Who acts, or forbidden unless confirmed and of this side (the system passes).
Who confirmed_of_side(Change& change, std::string_view verb, Side side);
/// Who acts, or forbidden unless a confirmed signer.
Who signer(Change& change, std::string_view verb);

/// The row, or not found; invalid state unless its state field allows `verb` to move it to `to`.
void require_move(const EntityInfo& entity, const Row& row, std::string_view to, std::string_view verb);

/// The queue that owns what nobody of a side owns yet: of the side, else shared, else any. Empty when
/// there is none with a person who leads it.
struct Queue {
  Id team, lead;
};
Queue queue_of(Change& change, Side side);
/// Whether a team is a queue that somebody leads.
bool is_led_queue(Change& change, const Id& team);

/// {"id", "revision", "state"}
Json answer(const EntityInfo& entity, const Id& record, std::int64_t revision, std::string_view state);

inline constexpr int stage_index(std::string_view stage) {
  int index = 0;
  for (std::string_view name : kStages) {
    if (name == stage) return index;
    ++index;
  }
  return -1;
}
/// The side that works a lead in this stage while nobody owns it.
inline Side side_of_stage(std::string_view stage) {
  return stage_index(stage) < stage_index("sal") ? Side::marketing : Side::sales;
}

}  // namespace tandem::domain
