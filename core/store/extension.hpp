// SPDX-License-Identifier: Apache-2.0
// Extension fields: columns that one store adds to an entity. Declared inside a Change; this
// connection knows them after the commit, other processes at their next write or opening.
#pragma once

#include <sqlite3.h>

#include <string_view>

#include "store/change.hpp"

namespace tandem::store {

struct ExtensionField {
  std::string_view entity;
  std::string_view name;  ///< starts with x_
  model::Type type = model::Type::text;
  bool personal = true;
};

/// Adds the column, its view and the record of the declaration; returns that record's id.
Id declare_extension(Change& change, const ExtensionField& field);

/// Type of an extension field by its name, or invalid argument.
model::Type extension_type(std::string_view name);

/// Adds the fields that the store has declared and the catalogue does not know yet.
void add_declared_fields(sqlite3* db, model::Catalogue& catalogue);

}  // namespace tandem::store
