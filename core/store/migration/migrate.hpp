// SPDX-License-Identifier: Apache-2.0
// Bringing a file of another age up to date. Opening never does it unless asked; a backup is made first,
// and going back is restoring that backup. All happens in one transaction under the write lock: killed
// at any point, the file is either the old or the new one.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "store/database.hpp"
#include "store/migration/derive.hpp"

namespace tandem::store {

/// One hand-written step from the schema number before to `to`: for what the descriptors cannot tell.
/// `least_reader` and `least_writer` say from which number on a library may still use the file.
struct Migration {
  int to;
  const char* what;
  const char* sql;
  int least_reader;
  int least_writer;
};

/// The steps of this library, oldest first.
std::span<const Migration> migrations();

struct MigrationPlan {
  int from = 0;
  int to = 0;
  std::vector<PlannedStep> steps;     ///< empty: there is nothing to do
  std::vector<std::string> problems;  ///< not empty: it would be refused
  std::filesystem::path backup;       ///< empty when there is nothing to do
};

/// What `migrate` would do; writes nothing.
MigrationPlan plan_migration(const std::filesystem::path& path, const model::Catalogue& catalogue,
                             const OpenOptions& options, std::span<const Migration> steps = migrations(),
                             int target = kSchemaNumber);

/// Brings the file up to date; returns what was done. Steps and target are parameters for the tests.
MigrationPlan migrate(const std::filesystem::path& path, const model::Catalogue& catalogue,
                      const OpenOptions& options, std::span<const Migration> steps = migrations(),
                      int target = kSchemaNumber);

}  // namespace tandem::store
