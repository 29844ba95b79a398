// SPDX-License-Identifier: Apache-2.0
// Files of another age. Opening never changes one unless asked; `migrate` makes a backup first, and
// going back is restoring that backup.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <span>
#include <string>

#include "store/database.hpp"

namespace tandem::store {

enum class Age { current, older };

/// Refuses what is no Tandem store, and a file too new for the asked access. An older file is refused
/// unless the options ask to migrate it.
Age check_age(sqlite3* db, const OpenOptions& options);

/// One step from the schema number before to `to`. Additive: `least_writer` says from which number on
/// a library may still write the file afterwards.
struct Migration {
  int to;
  const char* sql;
  int least_reader;
  int least_writer;
};

/// The steps of this library, oldest first. Schema 1 is the first, so there are none yet.
std::span<const Migration> migrations();

struct Migrated {
  int from = 0;
  int to = 0;
  std::filesystem::path backup;  ///< empty when there was nothing to do
};

/// Brings the file up to date in one transaction, after a backup beside it. Steps and target are
/// parameters for the tests.
Migrated migrate(const std::filesystem::path& path, const model::Catalogue& catalogue,
                 const OpenOptions& options, std::span<const Migration> steps = migrations(),
                 int target = kSchemaNumber);

}  // namespace tandem::store
