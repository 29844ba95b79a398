// SPDX-License-Identifier: Apache-2.0
#include "cursor.hpp"

#include <nlohmann/json.hpp>
#include <tandem/cpp/adapter/failure.hpp>
#include <tandem/cpp/json.hpp>

namespace tandem::salesforce {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;

void put(Json& json, const char* key, const std::optional<std::int64_t>& value) {
  if (value) json[key] = *value;
}
void put(Json& json, const char* key, const std::string& value) {
  if (!value.empty()) json[key] = value;
}
std::optional<std::int64_t> number(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) return std::nullopt;
  return found->get<std::int64_t>();
}

}  // namespace

std::string to_text(const Cursor& cursor) {
  Json json = {{"v", kVersion}, {"mode", cursor.full ? "full" : "changes"}};
  put(json, "fields", cursor.fields);
  put(json, "kinds", cursor.kinds);
  put(json, "flags", cursor.flags);
  json["described"] = cursor.described_at;
  put(json, "from", cursor.from);
  put(json, "started", cursor.started);
  put(json, "at", cursor.at);
  put(json, "id", cursor.id);
  put(json, "next", cursor.next);
  put(json, "session", cursor.session);
  put(json, "deleted_from", cursor.deleted_from);
  return json.dump();
}

Cursor parse_cursor(std::string_view text) {
  try {
    const Json json = read_json<Json>(text);
    if (json.at("v").get<int>() != kVersion) throw std::invalid_argument("another version");
    Cursor cursor;
    cursor.full = json.at("mode").get<std::string>() == "full";
    cursor.fields = json.value("fields", "");
    cursor.kinds = json.value("kinds", "");
    cursor.flags = json.value("flags", "");
    cursor.described_at = json.value("described", std::int64_t{0});
    cursor.from = number(json, "from");
    cursor.started = number(json, "started");
    cursor.at = number(json, "at");
    cursor.id = json.value("id", "");
    cursor.next = json.value("next", "");
    cursor.session = json.value("session", "");
    cursor.deleted_from = number(json, "deleted_from");
    return cursor;
  } catch (const std::exception&) {
    throw adapter::Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_RESET,
                           "the stored place in the stream is not readable: everything is read again");
  }
}

}  // namespace tandem::salesforce
