// SPDX-License-Identifier: Apache-2.0
#include "adapters/host.hpp"

#include <tandem/adapter/entry.h>

#include <utility>

#include "base/error.hpp"

namespace tandem::adapters {
namespace {

const void* get_service(void* context, tandem_str id) noexcept {
  if (context == nullptr || id.data == nullptr || !Host::of(context).services_open()) return nullptr;
  return service_table({id.data, id.size});
}

HostServices with_defaults(HostServices services) {
  if (services.clock == nullptr) services.clock = &system_clock();
  if (services.random == nullptr) services.random = &system_random();
  if (!services.log) services.log = standard_error_log();
  return services;
}

std::string text_setting(const Json& settings, const char* name) {
  const auto found = settings.find(name);
  return found != settings.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Host::Host(HostOptions options)
    : options_(std::move(options)),
      table_{sizeof(tandem_host), TANDEM_ADAPTER_ABI_MINOR, this, Call::api(), get_service},
      secrets_(options_.settings, options_.services.secret) {
  options_.services = with_defaults(std::move(options_.services));
}

void Host::log(int level, std::string_view line) noexcept {
  try {
    options_.services.log(level, options_.connection, safe(line));
  } catch (...) {
    // A log that fails must not fail the work it tells of.
  }
}

HttpService& Host::http() {
  if (!http_) {
    HttpTransport* transport = options_.services.transport;
    if (transport == nullptr) {
      own_transport_ = curl_transport(text_setting(options_.settings, "ca_file"));
      transport = own_transport_.get();
    }
    http_.emplace(OriginRules(options_.manifest, options_.settings), *transport, secrets_, scratch_, metrics_,
                  [this](const std::string& line) { log(TANDEM_LOG_DEBUG, line); });
  }
  return *http_;
}

FileFolder& Host::files() {
  if (!files_) {
    const std::string folder = text_setting(options_.settings, "folder");
    if (folder.empty()) {
      throw Error(TANDEM_INVALID_ARGUMENT, "the connection has no setting \"folder\"",
                  "set it to the absolute path of the folder to exchange files in");
    }
    files_.emplace(folder);
  }
  return *files_;
}

Host::Operation::Operation(Host& host)
    : host_(host),
      call_(host.options_.guard, host.clock(),
            host.options_.services.call_deadline_ms > 0
                ? host.clock().now() + host.options_.services.call_deadline_ms * 1000
                : 0) {
  host_.running_ = &call_;
}

Host::Operation::~Operation() {
  host_.running_ = nullptr;
  host_.scratch_.clear();
}

const void* service_table(std::string_view id) {
  if (id == TANDEM_HOST_LOG) return log_table();
  if (id == TANDEM_HOST_HTTP) return http_table();
  if (id == TANDEM_HOST_AUTH) return auth_table();
  if (id == TANDEM_HOST_SECRETS) return secrets_table();
  if (id == TANDEM_HOST_CLOCK) return clock_table();
  if (id == TANDEM_HOST_RANDOM) return random_table();
  if (id == TANDEM_HOST_FILES) return files_table();
  if (id == TANDEM_HOST_METRICS) return metrics_table();
  return nullptr;
}

}  // namespace tandem::adapters
