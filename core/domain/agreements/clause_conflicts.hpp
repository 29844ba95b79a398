// SPDX-License-Identifier: Apache-2.0
// Clauses that contradict each other are not signed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "store/change.hpp"

namespace tandem::domain {

/// One clause, and whether it belongs to the version at hand or to another guideline in force beside it.
struct Statement {
  std::string kind;
  Json body;
  bool is_new = true;
  std::string key{};
};
struct Contradiction {
  std::string what, advice;
};
/// Two of the statements, at least one of them new, that cannot both hold: two on one subject
/// (clause_subjects.hpp), of which one would be followed and the other not, or two hand-offs from a stage
/// between different sides.
std::optional<Contradiction> contradiction(const std::vector<Statement>& statements);

/// Invalid state when the version contradicts itself or a guideline in force at or after `from`. Its own
/// guideline does not count: the version takes its place.
void require_no_contradiction(store::Change& change, const Id& version, Instant from);

}  // namespace tandem::domain
