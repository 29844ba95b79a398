// SPDX-License-Identifier: Apache-2.0
// Making a new store file, all or nothing.
#pragma once

#include <filesystem>

#include "store/database.hpp"

namespace tandem::store {

/// Makes the file with its tables and its sidecar under a draft name, then gives it its own name.
/// Already exists when somebody was faster.
void create_store(const std::filesystem::path& path, const model::Catalogue& catalogue,
                  const OpenOptions& options);

/// Gives a finished draft its name unless that is taken.
void name_draft(const std::filesystem::path& draft, const std::filesystem::path& path);
/// A name beside `path` that nobody uses.
std::filesystem::path draft_name(const std::filesystem::path& path, Random& random);
/// Removes a draft and whatever SQLite left beside it.
void remove_draft(const std::filesystem::path& draft);

}  // namespace tandem::store
