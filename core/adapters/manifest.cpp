// SPDX-License-Identifier: Apache-2.0
#include "adapters/manifest.hpp"

#include <tandem/adapter/entry.h>

#include <algorithm>
#include <array>

#include "adapters/origins.hpp"
#include "adapters/secrets.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

constexpr std::size_t kLargestManifest = 1024 * 1024;
// Settings that the host itself understands; every connection may carry them.
constexpr std::array<std::string_view, 4> kHostSettings = {"allow_loopback_http", "ca_file", "folder",
                                                           "allowed_origins"};

[[noreturn]] void broken(const std::string& what,
                         const std::string& advice = "ask its publisher for a mended one") {
  throw Error(TANDEM_INVALID_ARGUMENT, "manifest: " + what, advice);
}

std::string text_of(const Json& document, const char* key, bool required) {
  const auto found = document.find(key);
  if (found == document.end()) {
    if (required) broken(std::string("\"") + key + "\" is missing");
    return {};
  }
  if (!found->is_string() || (required && found->get_ref<const std::string&>().empty())) {
    broken(std::string("\"") + key + "\" must be a text");
  }
  return found->get<std::string>();
}

std::int64_t number_of(const Json& document, const char* key) {
  const auto found = document.find(key);
  if (found == document.end()) broken(std::string("\"") + key + "\" is missing");
  if (!found->is_number_integer() || *found < 0 || *found > 1'000'000) {
    broken(std::string("\"") + key + "\" must be a whole number");
  }
  return found->get<std::int64_t>();
}

std::vector<std::string> texts_of(const Json& document, const char* key) {
  std::vector<std::string> texts;
  const auto found = document.find(key);
  if (found == document.end()) return texts;
  if (!found->is_array()) broken(std::string("\"") + key + "\" must be a list of texts");
  for (const Json& entry : *found) {
    if (!entry.is_string()) broken(std::string("\"") + key + "\" must be a list of texts");
    texts.push_back(entry.get<std::string>());
  }
  return texts;
}

void check_id(const std::string& id) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  if (id.size() > 128 || !std::all_of(id.begin(), id.end(), good) || id.front() == '.') {
    broken("\"id\" may hold lower-case letters, digits, '.', '-' and '_' only");
  }
}

/// A path that stays in the manifest's folder, judged by its text alone.
std::filesystem::path inner_path(const std::string& text, const char* what) {
  std::filesystem::path path(text);
  bool good =
      !text.empty() && text.find('\0') == std::string::npos && path.is_relative() && path.has_filename();
  for (const auto& part : path) good = good && part != ".." && part != ".";
  if (!good) {
    broken(std::string(what) + " must be a relative path inside the adapter's folder, without '.' and '..'");
  }
  return path;
}

LibraryFile library_of(const std::string& platform, const Json& entry) {
  if (!entry.is_object()) broken("library \"" + escape_controls(platform) + "\" must be {path, sha256}");
  LibraryFile file;
  file.path = inner_path(text_of(entry, "path", true), "a library's path");
  file.sha256 = ascii_lower(text_of(entry, "sha256", true));
  const auto hex_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (file.sha256.size() != 64 || !std::all_of(file.sha256.begin(), file.sha256.end(), hex_digit)) {
    broken("\"sha256\" must be 64 hex digits");
  }
  return file;
}

void check_abi(const Manifest& manifest) {
  const std::string ours =
      std::to_string(TANDEM_ADAPTER_ABI_MAJOR) + "." + std::to_string(TANDEM_ADAPTER_ABI_MINOR);
  if (manifest.abi_major != TANDEM_ADAPTER_ABI_MAJOR) {
    throw Error(TANDEM_NEEDS_UPGRADE,
                "the adapter is made for adapter ABI " + std::to_string(manifest.abi_major) +
                    ", this Tandem speaks " + ours,
                manifest.abi_major > TANDEM_ADAPTER_ABI_MAJOR ? "upgrade Tandem, or install an older adapter"
                                                              : "install a newer adapter");
  }
  if (manifest.abi_minor_required > TANDEM_ADAPTER_ABI_MINOR) {
    throw Error(TANDEM_NEEDS_UPGRADE,
                "the adapter needs adapter ABI minor " + std::to_string(manifest.abi_minor_required) +
                    ", this Tandem speaks " + ours,
                "upgrade Tandem, or install an older adapter");
  }
}

void note_unknown_keys(const Json& document, std::vector<std::string>& notes) {
  static constexpr std::array<std::string_view, 16> kKnown = {
      "format",       "id",        "version",     "publisher", "abi_major",    "abi_minor_required",
      "capabilities", "libraries", "origins",     "settings",  "open_origins", "mapping",
      "$schema",      "title",     "description", "license"};
  for (const auto& [key, value] : document.items()) {
    if (std::find(kKnown.begin(), kKnown.end(), key) == kKnown.end()) {
      notes.push_back("unknown key \"" + escape_controls(cut(key, 60)) + "\" is ignored");
    }
  }
}

/// Accepts the plain form {name: {...}} and a JSON Schema with "properties" and "required".
Json settings_of(const Json& document) {
  const auto found = document.find("settings");
  if (found == document.end()) return Json::object();
  if (!found->is_object()) broken("\"settings\" must be an object");
  const bool schema = found->contains("properties") && (*found)["properties"].is_object();
  Json settings = schema ? (*found)["properties"] : *found;
  for (const auto& [name, entry] : settings.items()) {
    if (!entry.is_object()) broken("setting \"" + escape_controls(name) + "\" must be an object");
  }
  if (schema) {
    for (const std::string& name : texts_of(*found, "required")) {
      if (settings.contains(name)) settings[name]["required"] = true;
    }
  }
  return settings;
}

bool flag(const Json& entry, const char* key) {
  const auto found = entry.find(key);
  return found != entry.end() && found->is_boolean() && found->get<bool>();
}

bool type_fits(const Json& entry, const Json& value) {
  const std::string type = entry.value("type", std::string());
  if (type == "string" || type == "text") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  return true;
}

/// https://name:password@host/: what stands before the @ would be stored and shown.
bool url_holds_sign_in(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view rest = text.substr(scheme + 3);
  return rest.substr(0, rest.find_first_of("/?#")).find('@') != std::string_view::npos;
}

void check_setting(const std::string& name, const Json& entry, const Json& value) {
  const std::string shown = "setting \"" + escape_controls(name) + "\"";
  if (flag(entry, "secret")) {
    if (!value.is_string() || !is_secret_reference(value.get_ref<const std::string&>())) {
      throw Error(TANDEM_INVALID_ARGUMENT, shown + " is a secret and may not stand in the settings itself",
                  "give a reference: secret://env/NAME, secret://file//absolute/path or secret://host/NAME");
    }
    return;
  }
  if (value.is_string() && url_holds_sign_in(value.get_ref<const std::string&>())) {
    throw Error(TANDEM_INVALID_ARGUMENT, shown + " holds a name or password inside an address",
                "take what stands before the @ out of the address; a secret goes into a setting of its own");
  }
  if (!type_fits(entry, value)) {
    throw Error(TANDEM_INVALID_ARGUMENT, shown + " must be of type " + entry.value("type", std::string()),
                "mend it in the connection's settings");
  }
  for (const char* list : {"enum", "values"}) {
    const auto values = entry.find(list);
    if (values == entry.end() || !values->is_array()) continue;
    if (std::find(values->begin(), values->end(), value) == values->end()) {
      throw Error(TANDEM_INVALID_ARGUMENT, shown + " has a value that is not offered",
                  "one of " + values->dump());
    }
  }
}

}  // namespace

std::string_view platform_key() {
#if defined(__x86_64__)
  return "linux-x86_64";
#elif defined(__aarch64__)
  return "linux-aarch64";
#else
  return "linux-other";
#endif
}

Manifest parse_manifest(std::string_view text) {
  if (text.size() > kLargestManifest) broken("it is larger than 1 MiB");
  Manifest manifest;
  manifest.document = parse_json(text, "manifest");
  const Json& document = manifest.document;
  if (!document.is_object()) broken("it must be a JSON object");
  const std::int64_t format = number_of(document, "format");
  if (format != kManifestFormat) {
    throw Error(TANDEM_NEEDS_UPGRADE,
                "the manifest has format " + std::to_string(format) + ", this Tandem reads " +
                    std::to_string(kManifestFormat),
                "upgrade Tandem, or install an older adapter");
  }
  manifest.id = text_of(document, "id", true);
  check_id(manifest.id);
  manifest.version = text_of(document, "version", true);
  manifest.publisher = text_of(document, "publisher", false);
  manifest.abi_major = static_cast<std::uint32_t>(number_of(document, "abi_major"));
  manifest.abi_minor_required = static_cast<std::uint32_t>(number_of(document, "abi_minor_required"));
  check_abi(manifest);
  manifest.capabilities = texts_of(document, "capabilities");
  const auto libraries = document.find("libraries");
  if (libraries == document.end() || !libraries->is_object()) broken("\"libraries\" must be an object");
  for (const auto& [platform, entry] : libraries->items()) {
    manifest.libraries.emplace(platform, library_of(platform, entry));
  }
  manifest.origins = texts_of(document, "origins");
  manifest.open_origins = texts_of(document, "open_origins");
  for (const auto* patterns : {&manifest.origins, &manifest.open_origins}) {
    for (const std::string& pattern : *patterns) require_origin_pattern(pattern);
  }
  manifest.settings = settings_of(document);
  const std::string mapping = text_of(document, "mapping", false);
  if (!mapping.empty()) manifest.mapping = inner_path(mapping, "\"mapping\"");
  note_unknown_keys(document, manifest.notes);
  return manifest;
}

Json check_settings(const Manifest& manifest, const Json& settings) {
  if (!settings.is_object() && !settings.is_null()) {
    throw Error(TANDEM_INVALID_ARGUMENT, "a connection's settings must be an object");
  }
  Json checked = settings.is_null() ? Json::object() : settings;
  for (const auto& [name, value] : checked.items()) {
    const auto entry = manifest.settings.find(name);
    if (entry != manifest.settings.end()) {
      check_setting(name, *entry, value);
    } else if (!manifest.settings.empty() &&
               std::find(kHostSettings.begin(), kHostSettings.end(), name) == kHostSettings.end()) {
      std::vector<std::string> names;
      for (const auto& [known, ignored] : manifest.settings.items()) names.push_back(known);
      const std::string near = nearest(name, names);
      throw Error(TANDEM_INVALID_ARGUMENT,
                  "adapter " + manifest.id + " has no setting \"" + escape_controls(cut(name, 60)) + "\"",
                  near.empty() ? "take it out" : "did you mean \"" + near + "\"?");
    }
  }
  for (const auto& [name, entry] : manifest.settings.items()) {
    if (checked.contains(name)) continue;
    if (entry.contains("default")) {
      checked[name] = entry["default"];
    } else if (flag(entry, "required")) {
      throw Error(TANDEM_INVALID_ARGUMENT, "setting \"" + name + "\" is missing",
                  flag(entry, "secret") ? "give a reference to a secret, such as secret://env/NAME"
                                        : "add it to the connection's settings");
    }
  }
  return checked;
}

}  // namespace tandem::adapters
