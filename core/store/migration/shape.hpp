// SPDX-License-Identifier: Apache-2.0
// How a store keeps what it keeps: the shape of this library's stores, and the one of a given file.
#pragma once

#include <sqlite3.h>

#include <map>
#include <string>

#include "model/catalogue.hpp"
#include "store/migration/table_text.hpp"

namespace tandem::store {

/// An index or a trigger.
struct Attached {
  std::string table;
  std::string sql;
};

struct Shape {
  std::map<std::string, std::string, std::less<>> tables;  ///< name → CREATE TABLE, on one line
  std::map<std::string, Attached, std::less<>> attached;   ///< by name
};

/// Reads it from the file itself. Views are left out: they are made anew with every migration.
Shape read_shape(sqlite3* db);
/// The shape of an empty store of this catalogue.
Shape shape_of(const model::Catalogue& catalogue);

/// The listing that the repository commits (sdk/abi/catalogue.txt) and each store keeps: the records'
/// lines, how a field of each type is stored, and the tables that no descriptor makes.
std::string listing_of(const model::Catalogue& catalogue);
/// Tells listings apart: the first half of a SHA-256.
std::string fingerprint_of(std::string_view listing);

/// Writes listing, fingerprint and version of the catalogue into `store_meta`.
void record_shape(sqlite3* db, const model::Catalogue& catalogue);

/// A name that stands for an extension field: the store's own, never a difference.
bool is_extension_name(std::string_view column);

}  // namespace tandem::store
