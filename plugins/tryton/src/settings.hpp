// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace tandem::tryton {

using Json = nlohmann::json;

/// The connection's settings that concern the adapter. The password is the host's business.
struct Settings {
  std::string url;  ///< without a slash at its end
  std::string database;
  std::string username;
  std::int64_t company = 0;            ///< 0: the user's own
  std::int64_t employee = 0;           ///< 0: the user's own
  std::int64_t overlap_seconds = 600;  ///< longer than the server's longest transaction
  bool accept_warnings = true;
  bool find_deletes = true;
  Json party_domain = Json::array();
};

/// Throws adapter::Failure naming the setting that is wrong.
Settings read_settings(std::string_view json);

}  // namespace tandem::tryton
