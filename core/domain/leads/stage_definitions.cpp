// SPDX-License-Identifier: Apache-2.0
#include "domain/leads/stage_definitions.hpp"

#include "base/text.hpp"
#include "domain/agreements/clauses.hpp"
#include "domain/guards.hpp"
#include "domain/predicates.hpp"

namespace tandem::domain {
namespace {

/// What both sides call a lead defines the stage of that name.
std::optional<ClauseInForce> definition_of(store::Database& database, std::string_view stage, Instant at) {
  for (const std::string_view kind : {"stage_definition", "lead_definition"}) {
    for (ClauseInForce& clause : clauses_in_force(database, kind, "", at)) {
      if (!clause.is_signed) break;
      if (clause.body.value("stage", "lead") == stage) return std::move(clause);
    }
  }
  return std::nullopt;
}

}  // namespace

Id require_fulfilled(Change& change, const Row& row, std::string_view stage, Instant at) {
  const auto definition = definition_of(change.database(), stage, at);
  if (!definition) return {};
  const EntityInfo& leads = change.entity(kLead);
  const auto rule = Predicate::parse(change.catalogue(), leads, definition->body.at("predicate"));
  if (!rule.matches(row, at, lookup_in(change))) {
    change.forbid("lead", id_of(row, kId), "stage_not_fulfilled",
                  concat({"entered ", stage, " without what the signed definition of that stage asks for"}),
                  side_of_stage(stage), "see rules_in_force, fill in what is missing, then move it again",
                  definition->clause);
  }
  return definition->version;
}

}  // namespace tandem::domain
