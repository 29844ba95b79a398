// SPDX-License-Identifier: Apache-2.0
// The steps that follow from the descriptors alone: a new entity, field or index, and a table copied
// into a new form where a choice or a rule changed.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <vector>

#include "store/migration/difference.hpp"

namespace tandem::store {

/// One piece of work, for a person.
struct PlannedStep {
  std::string what;
  std::int64_t rows = 0;  ///< that it copies
};

/// What a file needs to become what the library wants.
struct Derivation {
  const model::Catalogue& catalogue;
  Shape wanted;
  Shape file;
  std::vector<Difference> differences;
};

/// The work in words, with the rows of `db` that it copies.
std::vector<PlannedStep> planned_steps(sqlite3* db, const Derivation& derivation);
/// Why it cannot be done: each in one line, with how many rows stand in the way.
std::vector<std::string> problems_of(sqlite3* db, const Derivation& derivation);
/// Does it, inside the caller's transaction, foreign keys and views being off.
void derive(sqlite3* db, const Derivation& derivation);

}  // namespace tandem::store
