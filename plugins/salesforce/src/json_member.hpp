// SPDX-License-Identifier: Apache-2.0
// Members of JSON objects that a remote may leave out or send in another shape.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace tandem::salesforce {

/// The member's text; empty where it is missing or something else.
inline std::string text_at(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace tandem::salesforce
