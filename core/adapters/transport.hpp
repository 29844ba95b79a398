// SPDX-License-Identifier: Apache-2.0
// The wire below the HTTP service. Policy (origins, secrets, redirects) stands above it in http.cpp,
// so that a simulation may replace the wire and still run all of the policy.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::adapters {

struct WireRequest {
  std::string_view method;
  std::string_view url;
  const std::vector<std::pair<std::string_view, std::string_view>>& headers;
  std::string_view body;
  bool has_body = false;
  bool repeatable = false;     ///< reading only: may be sent again on a fresh connection
  bool plain_allowed = false;  ///< http to a loopback literal
  std::int64_t timeout_ms = 0;
  std::uint64_t max_body_bytes = 0;
  /// Asked while waiting; true stops the exchange.
  const std::function<bool()>& stop;
};

enum class WireOutcome : std::uint8_t {
  answered,
  not_sent,   ///< no route, no name, connection refused: nothing left this machine
  no_answer,  ///< sent, in whole or part, and no complete answer came
  untrusted,  ///< certificate or TLS version refused
  too_large,  ///< header or body above its limit
  stopped,    ///< cancelled or past the deadline
  timed_out,
  refused,  ///< the request itself cannot be sent
};

struct WireAnswer {
  WireOutcome outcome = WireOutcome::no_answer;
  bool sent = false;   ///< a part of the request may have reached the remote
  std::string reason;  ///< one line, for a person
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::vector<char> body;                                    ///< decompressed; followed by no padding yet
};

/// One connection's wire; keeps connections alive between exchanges. [serialized]
class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  /// Fills `answer`, whose buffers may be reused from an earlier exchange.
  virtual void exchange(const WireRequest& request, WireAnswer& answer) = 0;
};

struct WireLimits {
  std::size_t header_bytes = 64 * 1024;
  std::int64_t connect_timeout_ms = 15'000;
  std::int64_t low_speed_seconds = 60;  ///< gives up when nothing moves for so long
};

/// libcurl: TLS 1.2 or newer, peer and host verified always, no redirects, gzip, keep-alive.
std::unique_ptr<HttpTransport> curl_transport(std::string ca_file, WireLimits limits = {});

}  // namespace tandem::adapters
