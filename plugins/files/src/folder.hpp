// SPDX-License-Identifier: Apache-2.0
// The folder as a remote system: its identity, its types, and their files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tandem/cpp/adapter/host.hpp>

#include "settings.hpp"
#include "table.hpp"

namespace tandem::files {

/// `leads.csv` is the type `leads`.
struct TypeFile {
  std::string type;
  std::string name;
  Format format;
};

/// A file as it was read; the content lives until the running operation ends.
struct LoadedFile {
  TypeFile file;
  std::string_view content;
  std::string digest;  ///< SHA-256
};

class Folder {
 public:
  Folder(adapter::Host& host, adapter::Call& call) : host_(host), call_(call) {}

  /// The id in `.tandem-folder`, which is made when it is missing.
  std::string identity();
  /// Types by name. Where a type has two files, the CSV file is it.
  std::vector<TypeFile> types();
  std::optional<LoadedFile> find(std::string_view type);
  /// Fails with `not_found` when the type has no file: never taken for an empty one.
  LoadedFile load(std::string_view type);
  std::optional<LoadedFile> read(const TypeFile& file);
  std::string digest(std::string_view content);
  std::uint32_t calls_used() const { return calls_; }

 private:
  adapter::Host& host_;
  adapter::Call& call_;
  std::uint32_t calls_ = 0;
};

/// The table of a loaded file; fails when it lacks the key column.
std::unique_ptr<Table> open_keyed(const LoadedFile& file, std::string_view key_field, char delimiter);

}  // namespace tandem::files
