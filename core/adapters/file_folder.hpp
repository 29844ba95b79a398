// SPDX-License-Identifier: Apache-2.0
// The one folder that an adapter may see: every name is opened below its descriptor, step by step,
// without following links.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/descriptor.hpp"
#include "base/services.hpp"

namespace tandem::adapters {

struct FolderEntry {
  std::string name;
  std::uint64_t size = 0;
  Instant modified_at = 0;
};

class FileFolder {
 public:
  /// Throws not found or invalid argument with advice.
  explicit FileFolder(const std::filesystem::path& folder);

  /// Regular files directly in the folder, by name; hidden ones are left out.
  std::vector<FolderEntry> list() const;
  /// An open regular file and its size. Throws not found.
  std::pair<Descriptor, std::size_t> open(std::string_view name) const;
  /// Atomic replace: temporary file, flush, rename, flush of the folder. `expected`: nothing =
  /// anything goes, empty = must not exist, else SHA-256 hex of what stands there; throws conflict.
  void replace(std::string_view name, std::string_view content, const std::optional<std::string>& expected,
               Random& random) const;

 private:
  struct Place;
  Place place_of(std::string_view name) const;

  Descriptor folder_;
};

/// Reads up to `size` bytes; returns how many there were.
std::size_t read_fully(const Descriptor& file, char* into, std::size_t size);

}  // namespace tandem::adapters
