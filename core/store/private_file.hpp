// SPDX-License-Identifier: Apache-2.0
// The files of a store let in whom the store's own file lets in, whatever the process's umask says.
#pragma once

#include <sys/types.h>

#include <filesystem>

namespace tandem::store {

inline constexpr mode_t kPrivate = 0600;

/// Makes an empty file for its owner alone, for SQLite to fill; its log takes the same mode. False, with
/// errno, where it cannot be made or something is there.
bool make_private(const std::filesystem::path& file);

/// Opens a file beside `store`, with O_CREAT among `flags` also a new one; -1 with errno where it cannot be
/// opened or is no ordinary file (a link, a FIFO, a device put in its place). It lets in nobody whom the
/// store does not: who may read a lock file may hold it against all writers.
int open_beside(const std::filesystem::path& store, const std::filesystem::path& file, int flags);

}  // namespace tandem::store
