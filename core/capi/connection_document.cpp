// SPDX-License-Identifier: Apache-2.0
#include "capi/connection_document.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::capi {
namespace {

constexpr std::array<std::string_view, 5> kKeys = {"name", "adapter", "side", "settings", "mapping"};

void check_keys(const Json& document) {
  for (const auto& [key, value] : document.items()) {
    if (std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end()) continue;
    const std::string near = nearest(key, kKeys);
    throw Error(TANDEM_INVALID_ARGUMENT, "connection: unknown key " + escape_controls(cut(key, 60)),
                near.empty() ? "" : "did you mean " + near + "?");
  }
}

std::string text_at(const Json& document, const char* key, const char* fallback) {
  const auto found = document.find(key);
  if (found == document.end()) {
    if (fallback != nullptr) return fallback;
    throw Error(TANDEM_INVALID_ARGUMENT, std::string("connection: ") + key + " is missing");
  }
  if (!found->is_string() || found->get_ref<const std::string&>().empty()) {
    throw Error(TANDEM_INVALID_ARGUMENT, std::string("connection: ") + key + " is not a text");
  }
  return found->get<std::string>();
}

const adapters::AdapterInfo& find_adapter(const adapters::Library& library, const std::string& id) {
  std::vector<std::string> known;
  for (const auto& info : library.list()) {
    if (info.id == id) return info;
    known.push_back(info.id);
  }
  const std::string near = nearest(id, known);
  throw Error(TANDEM_NOT_FOUND, "no adapter " + escape_controls(cut(id, 80)) + " is loaded",
              near.empty() ? "load the folder it is installed in" : "did you mean " + near + "?");
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

Json shipped_mapping(const adapters::AdapterInfo& adapter, const std::string& name) {
  if (!is_plain_name(name) || name == "manifest") {
    throw Error(TANDEM_INVALID_ARGUMENT, "connection: mapping is not the name of a shipped mapping",
                "use a name without folder and ending, or the mapping itself");
  }
  std::ifstream file(adapter.folder / (name + ".json"), std::ios::binary);
  if (!file) {
    throw Error(TANDEM_NOT_FOUND, "adapter " + adapter.id + " ships no mapping " + name,
                "look into the adapter's folder");
  }
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return parse_json(text, "mapping " + name);
}

Json chosen_mapping(const Json& document, const adapters::AdapterInfo& adapter) {
  const auto found = document.find("mapping");
  if (found == document.end() || found->is_null()) {
    if (adapter.default_mapping.is_object()) return adapter.default_mapping;
    throw Error(TANDEM_INVALID_ARGUMENT, "adapter " + adapter.id + " has no default mapping",
                "give a mapping, or the name of one in the adapter's folder");
  }
  if (found->is_string()) return shipped_mapping(adapter, found->get<std::string>());
  if (found->is_object()) return *found;
  throw Error(TANDEM_INVALID_ARGUMENT, "connection: mapping is neither an object nor a name");
}

}  // namespace

std::vector<std::filesystem::path> folder_list(std::string_view json) {
  const Json list = parse_json(json, "folders");
  if (!list.is_array()) throw Error(TANDEM_INVALID_ARGUMENT, "folders is not a JSON array", "send [\"/…\"]");
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : list) {
    std::filesystem::path folder = entry.is_string() ? entry.get<std::string>() : std::string();
    if (!folder.is_absolute()) {
      throw Error(TANDEM_INVALID_ARGUMENT, "folders holds something else than absolute paths",
                  "start each path with /");
    }
    folders.push_back(std::move(folder));
  }
  return folders;
}

Json adapter_documents(const adapters::Library& library) {
  Json list = Json::array();
  for (const auto& info : library.list()) {
    list.push_back({{"id", info.id},
                    {"version", info.version},
                    {"publisher", info.publisher},
                    {"capabilities", info.capabilities},
                    {"settings", info.manifest.value("settings", Json::object())},
                    {"folder", info.folder.string()}});
  }
  return list;
}

sync::Connection read_connection(const Json& document, const adapters::Library& library) {
  check_keys(document);
  sync::Connection wanted;
  wanted.name = text_at(document, "name", nullptr);
  wanted.adapter = text_at(document, "adapter", nullptr);
  wanted.side = model::parse_side(text_at(document, "side", "shared"));
  if (const auto settings = document.find("settings"); settings != document.end()) {
    if (!settings->is_object()) throw Error(TANDEM_INVALID_ARGUMENT, "connection: settings is not an object");
    wanted.settings = *settings;
  }
  wanted.mapping = chosen_mapping(document, find_adapter(library, wanted.adapter));
  library.check_settings(wanted.adapter, wanted.settings);
  return wanted;
}

Json connection_summary(const sync::Connection& connection) {
  Json document = {{"id", connection.id.text()},
                   {"name", connection.name},
                   {"kind", connection.kind},
                   {"adapter", connection.adapter},
                   {"side", model::side_name(connection.side)},
                   {"state", connection.state},
                   {"org", connection.org_identity},
                   {"live_from", nullptr}};
  if (connection.live_from) document["live_from"] = *connection.live_from;
  return document;
}

Json connection_document(const sync::Connection& connection) {
  Json document = connection_summary(connection);
  document["settings"] = connection.settings;
  document["mapping"] = connection.mapping;
  return document;
}

}  // namespace tandem::capi
