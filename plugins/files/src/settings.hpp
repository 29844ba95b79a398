// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tandem::files {

/// The connection's settings that concern the adapter; `folder` is the host's business.
struct Settings {
  std::map<std::string, std::string, std::less<>> keys;  ///< type → key column
  char delimiter = ',';
  bool create_files = false;
  std::string folder_id;  ///< identity of a folder that cannot be written

  /// The key column of a type; `id` unless said otherwise.
  std::string_view key_of(std::string_view type) const;
};

/// Throws adapter::Failure naming the setting that is wrong.
Settings read_settings(std::string_view json);

}  // namespace tandem::files
