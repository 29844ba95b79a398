// SPDX-License-Identifier: Apache-2.0
// Copies made on purpose: backup, restore, adopting a copy, and checking a file.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.hpp"

namespace tandem::store {

/// Copies a whole database into a new file by SQLite's online backup, while others read and write.
void copy_database(sqlite3* from, const std::filesystem::path& to, Random& random, bool overwrite);

/// A backup of an open store. Already exists unless `overwrite`.
void backup(Database& database, const std::filesystem::path& to, bool overwrite = false);

/// Puts the store at `store` back to what the backup holds, in one transaction, and keeps what it held
/// as `<store>.replaced`; makes the file where it is missing. The backup is checked first. The epoch grows,
/// so that every connection knows that its past is gone.
void restore(const std::filesystem::path& backup, const std::filesystem::path& store,
             const OpenOptions& options = {});

/// Says that the file at this path is meant to be the store from now on: ends safe mode.
void adopt(const std::filesystem::path& store, const model::Catalogue& catalogue, OpenOptions options = {});

/// A statement that must return no row.
struct Invariant {
  std::string_view name;
  std::string_view sql;
};
struct Finding {
  std::string check;  ///< "pages", "references", "journal" or the invariant's name
  std::string what;   ///< one line
};
/// Checks pages, references, the journal and the given invariants; empty: all is well.
std::vector<Finding> verify(Database& database, std::span<const Invariant> invariants = {});

}  // namespace tandem::store
