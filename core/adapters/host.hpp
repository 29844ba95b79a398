// SPDX-License-Identifier: Apache-2.0
// The host as one adapter instance sees it: ties its services together. One Host, one instance.
#pragma once

#include <tandem/adapter/host.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/call.hpp"
#include "adapters/file_folder.hpp"
#include "adapters/http.hpp"
#include "adapters/library.hpp"
#include "adapters/manifest.hpp"
#include "adapters/metrics.hpp"
#include "adapters/scratch.hpp"
#include "adapters/secret_table.hpp"
#include "adapters/transport.hpp"

namespace tandem::adapters {

struct HostOptions {
  HostServices services;
  Manifest manifest;
  Json settings = Json::object();  ///< checked ones
  std::string connection;
  sync::CallGuard guard;
};

class Host {
 public:
  explicit Host(HostOptions options);
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  const tandem_host* table() const { return &table_; }
  static Host& of(void* context) { return *static_cast<Host*>(context); }
  /// From now on get_service answers: `create` is over.
  void open_services() { services_open_ = true; }
  bool services_open() const { return services_open_; }
  /// True while `call` is the operation that runs.
  bool runs(const tandem_call* call) const { return running_ != nullptr && running_->handle() == call; }

  /// Escaped, redacted, with the connection's name. Never throws.
  void log(int level, std::string_view line) noexcept;
  /// One line fit for people: escaped and redacted.
  std::string safe(std::string_view text) const { return safe_line(text, secrets_.known()); }

  const std::string& adapter_id() const { return options_.manifest.id; }
  /// Capabilities that the manifest lists.
  const std::vector<std::string>& promised() const { return options_.manifest.capabilities; }
  const Json& settings() const { return options_.settings; }
  const std::string& connection() const { return options_.connection; }
  Clock& clock() { return *options_.services.clock; }
  Random& random() { return *options_.services.random; }
  SecretTable& secrets() { return secrets_; }
  Scratch& scratch() { return scratch_; }
  Metrics& metrics() { return metrics_; }
  /// Made at first use, so that an adapter without HTTP never starts libcurl.
  HttpService& http();
  /// Throws where the connection has no setting "folder".
  FileFolder& files();

  /// One operation: a call object for its time, and the end of all views at its end.
  class Operation {
   public:
    explicit Operation(Host& host);
    ~Operation();
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;
    Call& call() { return call_; }

   private:
    Host& host_;
    Call call_;
  };

 private:
  HostOptions options_;
  tandem_host table_;
  bool services_open_ = false;
  Call* running_ = nullptr;
  SecretTable secrets_;
  Scratch scratch_;
  Metrics metrics_;
  std::unique_ptr<HttpTransport> own_transport_;
  std::optional<HttpService> http_;
  std::optional<FileFolder> files_;
};

/// The table of a service by its exact id, or null.
const void* service_table(std::string_view id);

// One table a service, each in its own file.
const tandem_host_log* log_table();
const tandem_host_http* http_table();
const tandem_host_auth* auth_table();
const tandem_host_secrets* secrets_table();
const tandem_host_clock* clock_table();
const tandem_host_random* random_table();
const tandem_host_files* files_table();
const tandem_host_metrics* metrics_table();

}  // namespace tandem::adapters
