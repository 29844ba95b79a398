// SPDX-License-Identifier: Apache-2.0
// The adapters that this process has loaded, and how the rest of Tandem opens one.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/log.hpp"
#include "adapters/secrets.hpp"
#include "adapters/transport.hpp"
#include "base/json.hpp"
#include "base/services.hpp"
#include "sync/remote.hpp"

namespace tandem::adapters {

struct Manifest;

struct AdapterInfo {
  std::string id, version, publisher;
  std::vector<std::string> capabilities;
  std::filesystem::path folder;
  Json manifest;
  Json default_mapping;  ///< null where the adapter ships none
};

/// What the host lends to the adapters it opens. Everything pointed at outlives the remotes.
struct HostServices {
  Clock* clock = nullptr;
  Random* random = nullptr;
  LogFn log;                           ///< empty: standard error
  SecretFn secret;                     ///< serves secret://host/NAME; empty: other providers only
  HttpTransport* transport = nullptr;  ///< null: libcurl; a simulation puts its own here
  std::int64_t call_deadline_ms = sync::kLongestCallMs;
};

/// [serialized] Loading is off until load() is called. A loaded library stays mapped until the
/// process ends, whatever becomes of this object.
class Library {
 public:
  Library();
  ~Library();
  Library(Library&&) noexcept;
  Library& operator=(Library&&) noexcept;

  /// Looks through the folders in the order given, by name inside each; the first of an id wins.
  /// Each holds adapters as `<name>/manifest.json`. Adds to what is loaded already. Never throws
  /// for a broken adapter: the report tells of each place {folder, adapter, state, reason, advice,
  /// notes}, state being accepted, refused, shadowed or missing.
  Json load(const std::vector<std::filesystem::path>& folders);
  const std::vector<AdapterInfo>& list() const;
  /// All load calls together: {"places": […], "accepted": n, "refused": n, "shadowed": n}.
  const Json& report() const;

  /// Throws invalid argument where the adapter would not take these settings, a secret in plain above all:
  /// asked before they are stored. Not found where no such adapter is loaded.
  void check_settings(const std::string& adapter_id, const Json& settings) const;

  /// A started instance. Settings carry secrets as references ("secret://env/NAME") only. Throws
  /// not found, invalid argument, or RemoteError when create or start fails.
  std::unique_ptr<sync::Remote> open(const std::string& adapter_id, const Json& settings,
                                     const std::string& connection_id, const HostServices& services,
                                     const sync::CallGuard& guard) const;

 private:
  struct Loaded;
  const Loaded& find(const std::string& adapter_id) const;
  void load_one(const std::filesystem::path& named, Json& places);
  void accept(const Manifest& manifest, const std::filesystem::path& folder, Json& places);

  std::vector<AdapterInfo> infos_;
  std::vector<std::unique_ptr<Loaded>> loaded_;  // same order as infos_
  Json report_;
};

}  // namespace tandem::adapters
