// SPDX-License-Identifier: Apache-2.0
// What the sides have agreed, asked or answered is ended by its verbs; putting it away would undo it without
// a reason and without the other side.
#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/practice.hpp"
#include "domain/rows.hpp"

namespace tandem::domain {
namespace {

bool is_set_by_verbs_alone(const Entity& entity) {
  return std::none_of(entity.fields.begin(), entity.fields.end(),
                      [](const Field& field) { return field.set_by == SetBy::host; });
}

/// Only what binds nobody may be put away by people: drafts, and what was withdrawn.
void keep_what_binds(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  if (before == nullptr || has(*before, kArchivedAt) || !has(after, kArchivedAt)) return;
  if (change.actor().kind != store::ActorKind::person) return;
  const std::string_view field = entity.descriptor().state_field;
  const std::string_view state = field.empty() ? "" : text_of(*before, entity.position(field));
  if (state == "draft" || state == "withdrawn") return;
  throw Refusal(TANDEM_INVALID_STATE, "binds_both_sides",
                state.empty() ? concat({"a ", entity.name(), " is not put away"})
                              : concat({"this ", entity.name(), " is ", state, " and is not put away"}),
                "it is part of what both sides rely on; end it with one of its verbs")
      .about(entity.name(), id_of(*before, kId).text());
}

}  // namespace

void add_archiving(Catalogue& catalogue) {
  for (const EntityInfo& entity : catalogue.entities()) {
    const Entity& descriptor = entity.descriptor();
    if (descriptor.kind != Kind::own) continue;
    if (descriptor.state_field.empty() && !is_set_by_verbs_alone(descriptor)) continue;
    catalogue.edit(descriptor.name).before_write.push_back(keep_what_binds);
  }
}

}  // namespace tandem::domain
