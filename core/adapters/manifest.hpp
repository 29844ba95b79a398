// SPDX-License-Identifier: Apache-2.0
// An adapter's manifest: who it is, which library it is, and what it may reach. Read and judged
// before any of its code is mapped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace tandem::adapters {

constexpr std::int64_t kManifestFormat = 1;

/// "linux-x86_64", "linux-aarch64" …: the key of this machine's library in a manifest.
std::string_view platform_key();

struct LibraryFile {
  std::filesystem::path path;  ///< relative to the manifest's folder, never out of it
  std::string sha256;          ///< lower-case hex
};

struct Manifest {
  std::string id;
  std::string version;
  std::string publisher;
  std::uint32_t abi_major = 0;
  std::uint32_t abi_minor_required = 0;
  std::vector<std::string> capabilities;
  std::map<std::string, LibraryFile, std::less<>> libraries;
  std::vector<std::string> origins;       ///< patterns the remote may name; they receive secrets
  std::vector<std::string> open_origins;  ///< https patterns fetched without credentials
  Json settings = Json::object();         ///< name → {type, title, required, secret, default, values}
  std::filesystem::path mapping;          ///< default mapping beside it, or empty
  Json document;                          ///< as it was read
  std::vector<std::string> notes;         ///< unknown keys and the like
};

/// Parses and judges the text of `<folder>/manifest.json`. Throws with advice: needs upgrade for a
/// newer format or ABI, invalid argument for a broken document.
Manifest parse_manifest(std::string_view text);

/// Checks a connection's settings against the manifest: unknown, missing and wrongly typed ones, and
/// secrets given in clear. Returns them with defaults filled in; throws invalid argument.
Json check_settings(const Manifest& manifest, const Json& settings);

}  // namespace tandem::adapters
