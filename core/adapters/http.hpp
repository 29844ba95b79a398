// SPDX-License-Identifier: Apache-2.0
// The HTTP service's policy: who may be spoken to, who gets secrets, what counts as an answer.
#pragma once

#include <tandem/adapter/host.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/call.hpp"
#include "adapters/metrics.hpp"
#include "adapters/origins.hpp"
#include "adapters/scratch.hpp"
#include "adapters/secret_table.hpp"
#include "adapters/transport.hpp"

namespace tandem::adapters {

struct HttpDefaults {
  std::int64_t timeout_ms = 60'000;
  std::uint64_t max_body_bytes = 64ULL * 1024 * 1024;
};

class HttpService {
 public:
  using Trace = std::function<void(const std::string& line)>;

  HttpService(OriginRules rules, HttpTransport& transport, SecretTable& secrets, Scratch& scratch,
              Metrics& metrics, Trace trace)
      : rules_(std::move(rules)),
        transport_(transport),
        secrets_(secrets),
        scratch_(scratch),
        metrics_(metrics),
        trace_(std::move(trace)) {}

  /// As tandem_host_http::send. May throw Error for a request that cannot be built.
  tandem_status send(Call& call, const tandem_http_request& request, tandem_http_response& response);

 private:
  struct Prepared;
  void prepare(const tandem_http_request& request, const Verdict& verdict, Prepared& prepared);
  tandem_status judge_outcome(Call& call, const WireAnswer& answer, const Origin& origin, bool repeatable);
  void capture(const tandem_http_request& request, WireAnswer& answer);
  void hand_over(WireAnswer& answer, tandem_http_response& response);

  OriginRules rules_;
  HttpTransport& transport_;
  SecretTable& secrets_;
  Scratch& scratch_;
  Metrics& metrics_;
  Trace trace_;
  HttpDefaults defaults_;
};

}  // namespace tandem::adapters
