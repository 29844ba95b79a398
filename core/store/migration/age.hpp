// SPDX-License-Identifier: Apache-2.0
// How old a file is against this library, and what that allows. The schema number counts first, then
// the catalogue's version, then what the file has more and less than a store of this library:
//
//   current    the fingerprint is ours, or nothing differs              read and write
//   older      its number or version is lower, or it only lacks things  migrate first
//   widened    newer by what harms no older writer                      read and write
//   newer      newer by anything else                                   read
//   unknown    neither: more here, less there, or not to be read        nothing
#pragma once

#include <sqlite3.h>

#include <string>

#include "store/database.hpp"
#include "store/migration/difference.hpp"

namespace tandem::store {

enum class Age { current, older, widened, newer, unknown };

struct Standing {
  Age age = Age::current;
  std::string differs;  ///< in words; empty where nothing does
};

Standing stand(sqlite3* db, const model::Catalogue& catalogue);

/// Refuses what is no Tandem store.
void require_store(sqlite3* db);
/// Throws needs upgrade unless the file may be read.
void require_readable(const Standing& standing);
/// Throws needs upgrade unless the file may be written.
void require_writable(const Standing& standing);

/// "0.10.2" against "0.9": below, at or above zero.
int compare_versions(std::string_view a, std::string_view b);

}  // namespace tandem::store
