// SPDX-License-Identifier: Apache-2.0
// Telling a store from a copy of it. `<store>-id` beside the file holds store id, epoch
// and commit counter; the store itself holds machine, device and inode of its last run. A copied,
// moved or rolled-back file disagrees with one of them.
//
// The counter in the sidecar is brought up to date at a checkpoint and at closing, not at every
// commit: that would cost a flush each time. A file put back to a moment after the last of these is
// therefore not seen by its counter; it is seen by its inode, unless it was written in place.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace tandem::store {

struct Sidecar {
  std::string store_id;
  std::int64_t epoch = 0;
  std::int64_t commits = 0;
};

std::optional<Sidecar> read_sidecar(const std::filesystem::path& store);
/// Replaces the file at once and flushes it.
void write_sidecar(const std::filesystem::path& store, const Sidecar& sidecar);
/// What the sidecar of this store should say now.
Sidecar sidecar_of(sqlite3* db);

/// Where a store runs.
struct Whereabouts {
  std::string machine;
  std::string device;
  std::string inode;
  bool operator==(const Whereabouts&) const = default;
};
Whereabouts whereabouts(const std::filesystem::path& store, const std::string& machine);
/// Writes them into `store_meta`; inside the caller's transaction.
void record_whereabouts(sqlite3* db, const Whereabouts& here);

/// Whether the file at this path may be a copy or an older state of the store it says it is.
bool looks_copied(sqlite3* db, const std::filesystem::path& store, const std::string& machine);

/// Sets one key of `store_meta`.
void put_meta(sqlite3* db, std::string_view key, const std::string& value);
std::optional<std::string> get_meta(sqlite3* db, std::string_view key);

}  // namespace tandem::store
