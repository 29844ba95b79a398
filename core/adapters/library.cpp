// SPDX-License-Identifier: Apache-2.0
#include "adapters/library.hpp"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "adapters/instance.hpp"
#include "adapters/loader.hpp"
#include "adapters/manifest.hpp"
#include "adapters/trust.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestDocument = 4 * 1024 * 1024;

/// A line of the load report.
Json place(const fs::path& folder, const char* state) {
  return Json{{"folder", escape_controls(folder.string())}, {"state", state}};
}

Json place(const fs::path& folder, const char* state, const std::string& reason, const std::string& advice) {
  Json line = place(folder, state);
  line["reason"] = escape_controls(reason);
  line["advice"] = escape_controls(advice);
  return line;
}

/// The folders inside `folder`, by name; or nothing, with a line in the report.
std::vector<fs::path> adapters_in(const fs::path& folder, Json& places) {
  std::vector<fs::path> found;
  if (!folder.is_absolute()) {
    places.push_back(
        place(folder, "refused", "a folder of adapters needs an absolute path", "write it from / on"));
    return found;
  }
  std::error_code error;
  fs::directory_iterator at(folder, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    std::error_code ignored;
    if (at->is_directory(ignored)) found.push_back(at->path());
  }
  if (error == std::errc::no_such_file_or_directory) {
    places.push_back(
        place(folder, "missing", "there is no such folder", "create it, or take it off the list"));
  } else if (error) {
    places.push_back(
        place(folder, "refused", "the folder cannot be read: " + error.message(), "check its rights"));
  }
  std::sort(found.begin(), found.end());
  return found;
}

Json read_mapping(const Manifest& manifest, const fs::path& folder) {
  if (manifest.mapping.empty()) return nullptr;
  return parse_json(read_trusted_text(folder / manifest.mapping, kLargestDocument), "the default mapping");
}

}  // namespace

struct Library::Loaded {
  Manifest manifest;
  const tandem_adapter_entry* entry = nullptr;
};

Library::Library() : report_{{"places", Json::array()}, {"accepted", 0}, {"refused", 0}, {"shadowed", 0}} {}
Library::~Library() = default;
Library::Library(Library&&) noexcept = default;
Library& Library::operator=(Library&&) noexcept = default;

Json Library::load(const std::vector<fs::path>& folders) {
  Json places = Json::array();
  for (const fs::path& folder : folders) {
    for (const fs::path& adapter : adapters_in(folder, places)) load_one(adapter, places);
  }
  Json report{{"places", places}, {"accepted", 0}, {"refused", 0}, {"shadowed", 0}};
  for (const Json& line : places) {
    const std::string state = line["state"];
    report_["places"].push_back(line);
    for (Json* counted : {&report, &report_}) {
      if (counted->contains(state)) (*counted)[state] = (*counted)[state].get<int>() + 1;
    }
  }
  return report;
}

void Library::load_one(const fs::path& named, Json& places) {
  std::optional<Manifest> manifest;
  try {
    const fs::path folder = fs::canonical(named);
    if (!fs::exists(folder / "manifest.json")) {
      places.push_back(place(named, "missing", "the folder holds no manifest.json",
                             "remove it, or reinstall the adapter"));
      return;
    }
    require_trusted_folder(folder);
    manifest = parse_manifest(read_trusted_text(folder / "manifest.json", kLargestDocument));
    const auto same = std::find_if(infos_.begin(), infos_.end(),
                                   [&](const AdapterInfo& info) { return info.id == manifest->id; });
    if (same != infos_.end()) {
      Json line =
          place(named, "shadowed", "an adapter of this id was found earlier, in " + same->folder.string(),
                "remove one of the two");
      line["adapter"] = manifest->id;
      places.push_back(line);
      return;
    }
    accept(*manifest, folder, places);
  } catch (const Error& error) {
    Json line = place(named, "refused", error.message(), error.advice());
    if (manifest) line["adapter"] = manifest->id;
    places.push_back(line);
  } catch (const std::exception& error) {
    places.push_back(place(named, "refused", error.what(), "check the folder and its rights"));
  }
}

void Library::accept(const Manifest& manifest, const fs::path& folder, Json& places) {
  const auto library = manifest.libraries.find(platform_key());
  if (library == manifest.libraries.end()) {
    throw Error(TANDEM_UNSUPPORTED, "the manifest names no library for " + std::string(platform_key()),
                "install the adapter's build for this machine");
  }
  const Json mapping = read_mapping(manifest, folder);
  const CheckedFile file = check_library_file(folder, library->second.path, library->second.sha256);
  // From here on its code runs.
  auto loaded = std::make_unique<Loaded>();
  loaded->entry = map_library(file, manifest);
  loaded->manifest = manifest;
  infos_.push_back({manifest.id, manifest.version, manifest.publisher, manifest.capabilities, folder,
                    manifest.document, mapping});
  loaded_.push_back(std::move(loaded));
  Json line = place(folder, "accepted");
  line["adapter"] = manifest.id;
  line["version"] = manifest.version;
  line["library"] = escape_controls(file.path.string());
  line["sha256"] = library->second.sha256;
  line["notes"] = manifest.notes;
  places.push_back(line);
}

const std::vector<AdapterInfo>& Library::list() const { return infos_; }
const Json& Library::report() const { return report_; }

const Library::Loaded& Library::find(const std::string& adapter_id) const {
  for (std::size_t i = 0; i < infos_.size(); ++i) {
    if (infos_[i].id == adapter_id) return *loaded_[i];
  }
  std::vector<std::string> ids;
  for (const AdapterInfo& info : infos_) ids.push_back(info.id);
  const std::string near = nearest(adapter_id, ids);
  throw Error(TANDEM_NOT_FOUND, "no adapter \"" + escape_controls(cut(adapter_id, 60)) + "\" is loaded",
              near.empty() ? "read the load report: tandem adapters" : "did you mean \"" + near + "\"?");
}

void Library::check_settings(const std::string& adapter_id, const Json& settings) const {
  adapters::check_settings(find(adapter_id).manifest, settings);
}

std::unique_ptr<sync::Remote> Library::open(const std::string& adapter_id, const Json& settings,
                                            const std::string& connection_id, const HostServices& services,
                                            const sync::CallGuard& guard) const {
  const Loaded& adapter = find(adapter_id);
  HostOptions options;
  options.services = services;
  options.manifest = adapter.manifest;
  options.settings = adapters::check_settings(adapter.manifest, settings);
  options.connection = connection_id;
  options.guard = guard;
  if (options.services.clock == nullptr) options.services.clock = guard.clock;
  return open_instance(*adapter.entry, std::move(options));
}

}  // namespace tandem::adapters
