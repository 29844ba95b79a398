// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tandem/adapter/host.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/host.hpp"
#include "unit/adapters/support.hpp"
#include "unit/adapters/test_server.hpp"

namespace tandem::adapters::test {

/// What an adapter would see of one exchange; copied, since views die with the operation.
struct Seen {
  tandem_status status = TANDEM_OK;
  int http = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string padding;
  Failure failure;
};

struct Ask {
  std::string url;
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  std::uint64_t max_body = 0;
  std::int64_t timeout_ms = 5000;
  std::string capture_pointer{}, capture_name{};
};

/// A host as an adapter sees it, spoken to through its C tables.
class HttpTest : public testing::Test {
 protected:
  void open(Json settings) {
    settings["api_key"] = "secret://host/api_key";
    HostOptions options;
    options.settings = std::move(settings);
    options.manifest.id = "fake";
    options.manifest.open_origins = {"https://files.example"};
    options.connection = "crm";
    options.services.log = log_into(lines_);
    options.services.secret = [](std::string_view) { return SecretBytes("canary-key"); };
    options.guard.cancelled = [this] { return cancelled_; };
    options.guard.heartbeat = [this] { ++heartbeats_; };
    host_ = std::make_unique<Host>(std::move(options));
    host_->open_services();
  }
  void open_for(const TestServer& server) {
    open({{"base_url", server.url()}, {"allow_loopback_http", true}});
  }

  Seen send(const Ask& ask) {
    const auto* http = static_cast<const tandem_host_http*>(host_->table()->get_service(
        host_->table()->context, {TANDEM_HOST_HTTP, sizeof(TANDEM_HOST_HTTP) - 1}));
    std::vector<tandem_header> headers;
    for (const auto& [name, value] : ask.headers) headers.push_back({str(name), str(value)});
    tandem_http_request request{};
    request.struct_size = sizeof(request);
    request.header_count = static_cast<std::uint32_t>(headers.size());
    request.method = str(ask.method);
    request.url = str(ask.url);
    request.headers = headers.data();
    request.body = str(ask.body);
    request.timeout_ms = ask.timeout_ms;
    request.max_body_bytes = ask.max_body;
    request.capture_pointer = str(ask.capture_pointer);
    request.capture_name = str(ask.capture_name);
    tandem_http_response response{};
    response.struct_size = sizeof(response);
    Host::Operation operation(*host_);
    Seen seen;
    seen.status = http->send(host_->table()->context, operation.call().handle(), &request, &response);
    if (seen.status != TANDEM_OK) {
      seen.failure = operation.call().failure().value_or(Failure{});
      return seen;
    }
    seen.http = response.status;
    seen.body.assign(response.body.data, response.body.size);
    seen.padding.assign(response.body.data + response.body.size, 64);
    for (std::size_t i = 0; i < response.header_count; ++i) {
      const tandem_header& h = response.headers[i];
      seen.headers.emplace_back(std::string(h.name.data, h.name.size),
                                std::string(h.value.data, h.value.size));
    }
    return seen;
  }
  Seen get(const std::string& url) {
    Ask ask;
    ask.url = url;
    return send(ask);
  }

  std::vector<Line> lines_;
  bool cancelled_ = false;
  int heartbeats_ = 0;
  std::unique_ptr<Host> host_;

 private:
  static tandem_str str(const std::string& text) { return {text.data(), text.size()}; }
};

}  // namespace tandem::adapters::test
