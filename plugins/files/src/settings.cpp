// SPDX-License-Identifier: Apache-2.0
#include "settings.hpp"

#include <nlohmann/json.hpp>
#include <tandem/cpp/adapter/failure.hpp>
#include <tandem/cpp/json.hpp>

namespace tandem::files {
namespace {

using Json = nlohmann::json;

[[noreturn]] void wrong(const std::string& what) {
  throw adapter::Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_CONTRACT, what);
}

char read_delimiter(const Json& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : std::string();
  const bool good = text.size() == 1 && static_cast<unsigned char>(text[0]) < 0x80 && text[0] != '"' &&
                    text[0] != '\n' && text[0] != '\r' && text[0] != '\0';
  if (!good) wrong("setting delimiter must be one character, such as ',' ';' or a tab");
  return text[0];
}

}  // namespace

std::string_view Settings::key_of(std::string_view type) const {
  const auto found = keys.find(type);
  return found == keys.end() ? std::string_view("id") : std::string_view(found->second);
}

Settings read_settings(std::string_view json) {
  Settings settings;
  if (json.empty()) return settings;
  const Json document = read_json<Json>(json);
  if (!document.is_object()) wrong("the settings are not a JSON object");
  for (const auto& [name, value] : document.items()) {
    if (value.is_null()) continue;
    if (name == "delimiter") {
      settings.delimiter = read_delimiter(value);
    } else if (name == "create_files") {
      if (!value.is_boolean()) wrong("setting create_files must be true or false");
      settings.create_files = value.get<bool>();
    } else if (name == "folder_id") {
      if (!value.is_string()) wrong("setting folder_id must be text");
      settings.folder_id = value.get<std::string>();
    } else if (name == "keys") {
      if (!value.is_object()) wrong("setting keys must be an object of type and column");
      for (const auto& [type, column] : value.items()) {
        if (!column.is_string() || column.get<std::string>().empty()) {
          wrong("setting keys: the column of type '" + type + "' must be text");
        }
        settings.keys[type] = column.get<std::string>();
      }
    }
  }
  return settings;
}

}  // namespace tandem::files
