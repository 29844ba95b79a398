// SPDX-License-Identifier: Apache-2.0
// Signed conditions against one row.
#pragma once

#include <memory>

#include "domain/rows.hpp"
#include "model/predicate.hpp"

namespace tandem::domain {

/// Reads the rows that a condition hops to; a row stays until the next one is asked for.
inline Predicate::Lookup lookup_in(store::Database& database) {
  auto row = std::make_shared<Row>();
  return [&database, row](std::string_view entity, const Id& id) -> const Row* {
    return database.read(database.catalogue().entity(entity), id, *row) ? row.get() : nullptr;
  };
}
inline Predicate::Lookup lookup_in(Change& change) { return lookup_in(change.database()); }

}  // namespace tandem::domain
