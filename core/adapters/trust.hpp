// SPDX-License-Identifier: Apache-2.0
// Whether a file may be mapped into this process, decided before a byte of it runs.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "adapters/descriptor.hpp"

namespace tandem::adapters {

/// Throws forbidden, with advice, unless root or the effective user alone can write `folder`; a folder
/// above may be writable by others only if it is sticky and its next component belongs to root or
/// that user. The path must be canonical.
void require_trusted_folder(const std::filesystem::path& folder);

/// A file checked and hashed through one descriptor, which stays open until the load is over.
struct CheckedFile {
  std::filesystem::path path;
  Descriptor descriptor;
};

/// Regular, no link, owned by root or the effective user, writable by its owner alone, inside
/// `inside` (canonical), of this machine's kind, with that SHA-256. Throws with advice.
CheckedFile check_library_file(const std::filesystem::path& inside, const std::filesystem::path& relative,
                               const std::string& sha256);

/// True when the code at `address` was mapped from the very file behind the descriptor: a file
/// swapped between check and load has another inode.
bool mapped_from(const void* address, const Descriptor& file);

/// Reads a whole small file through one descriptor, no link as last part. Throws.
std::string read_trusted_text(const std::filesystem::path& path, std::size_t largest);

}  // namespace tandem::adapters
