// SPDX-License-Identifier: Apache-2.0
#include "domain/agreements/versions.hpp"

#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace tandem::domain {
namespace {

std::string_view column(const Versioned& kind, std::size_t position) {
  return kind.entity->fields[position - kCommonFields].name;
}

/// Versions of the same parent other than this one, by the start of their window.
std::optional<Id> neighbour(Change& change, const Versioned& kind, const Row& version, Instant from,
                            bool later) {
  auto find = change.database().prepare(
      concat({"SELECT id FROM ", kind.entity->name, " WHERE ", column(kind, kind.parent),
              " = ?1 AND id <> ?2 AND effective_from ", later ? "> ?3" : "<= ?3",
              " AND archived_at IS NULL ORDER BY effective_from DESC, ", column(kind, kind.number),
              " DESC LIMIT 1"}));
  find.bind(1, id_of(version, kind.parent)).bind(2, id_of(version, kId)).bind(3, from);
  if (!find.step()) return std::nullopt;
  return find.id(0);
}

void tell(Change& change, const Versioned& kind, std::string_view event, const Row& version) {
  if (event.empty()) return;
  const Id record = id_of(version, kId);
  change.event(event, kind.entity->name, record, {{"number", number_of(version, kind.number)}}, record);
}

void set_state(Change& change, const Versioned& kind, const Id& version, std::string_view state) {
  Draft(change.entity(*kind.entity)).text(kind.state, state).update(change, version);
}

/// A version that waited for another instant leaves its slot to the one before it.
void give_slot_back(Change& change, const Versioned& kind, const Row& version) {
  if (!has(version, kind.effective_from)) return;
  const EntityInfo& entity = change.entity(*kind.entity);
  const Instant from = number_of(version, kind.effective_from);
  const auto previous = neighbour(change, kind, version, from, false);
  Draft fields(entity);
  fields.value(kind.effective_to, version[kind.effective_to]);
  if (previous && number_of(change.get(entity, *previous), kind.effective_to) == from) {
    fields.update(change, *previous);
  }
  Draft(entity).null(kind.effective_from).null(kind.effective_to).update(change, id_of(version, kId));
}

void take_turn(Change& change, const Versioned& kind, const Row& version) {
  std::optional<Id> previous;
  {
    auto find = change.database().prepare(concat({"SELECT id FROM ", kind.entity->name, " WHERE ",
                                                  column(kind, kind.parent), " = ? AND state = 'active'"}));
    find.bind(1, id_of(version, kind.parent));
    if (find.step()) previous = find.id(0);
  }
  if (previous) {
    set_state(change, kind, *previous, "superseded");
    tell(change, kind, kind.superseded, change.get(change.entity(*kind.entity), *previous));
  }
  set_state(change, kind, id_of(version, kId), "active");
  tell(change, kind, kind.activated, version);
}

}  // namespace

bool put_in_force(Change& change, const Versioned& kind, const Row& version, Instant from) {
  const EntityInfo& entity = change.entity(*kind.entity);
  if (from < change.now()) {
    throw Refusal(
        TANDEM_INVALID_ARGUMENT, "in_the_past", "a version cannot come into force in the past",
        "a new rule does not rewrite what was decided; leave effective_from out and it holds at once");
  }
  if (const auto later = neighbour(change, kind, version, from, true)) {
    const Row waiting = change.get(entity, *later);
    throw Refusal(
        TANDEM_INVALID_STATE, "later_version_waits",
        concat({"version ", std::to_string(number_of(waiting, kind.number)), " begins after that, at ",
                format_instant(number_of(waiting, kind.effective_from))}),
        "choose a later effective_from, or move the version that waits");
  }
  give_slot_back(change, kind, version);
  if (const auto previous = neighbour(change, kind, version, from, false)) {
    Draft(entity).number(kind.effective_to, from).update(change, *previous);
  }
  Draft(entity).number(kind.effective_from, from).update(change, id_of(version, kId));
  if (from > change.now()) return false;
  take_turn(change, kind, version);
  return true;
}

std::int64_t turn_due(Change& change, const Versioned& kind, Instant now, Portion& portion) {
  auto find = change.database().prepare(
      concat({"SELECT id FROM ", kind.entity->name,
              " WHERE state = 'signed' AND effective_from IS NOT NULL AND effective_from <= ? ORDER BY "
              "effective_from, ",
              column(kind, kind.number)}));
  find.bind(1, now);
  const std::vector<Id> due = due_ids(std::move(find), portion);
  for (const Id& id : due) take_turn(change, kind, change.get(change.entity(*kind.entity), id));
  return static_cast<std::int64_t>(due.size());
}

std::int64_t turn_due(Change& change, const Versioned& kind, Instant now) {
  Portion all;
  return turn_due(change, kind, now, all);
}

}  // namespace tandem::domain
