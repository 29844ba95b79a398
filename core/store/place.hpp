// SPDX-License-Identifier: Apache-2.0
// Looks at where a store lies before SQLite touches it. By stat only: opening the file except through
// SQLite would drop SQLite's own locks.
#pragma once

#include <filesystem>
#include <string>

#include "store/database.hpp"

namespace tandem::store {

/// Name of the network or user-space file system that holds the path, or empty for a local one.
std::string network_file_system(const std::filesystem::path& path);

/// Throws, with advice, where there is no place to open (or to make) a store.
void check_place(const std::filesystem::path& path, const OpenOptions& options);

/// Beside the store: "crm.db" and "-lock" → "crm.db-lock".
std::filesystem::path beside(const std::filesystem::path& store, const char* suffix);

}  // namespace tandem::store
