// SPDX-License-Identifier: Apache-2.0
// Calls to one organisation: signs in when needed, and once again when a session has ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tandem/cpp/adapter/host.hpp>

#include "login.hpp"
#include "settings.hpp"

namespace tandem::salesforce {

class Api {
 public:
  Api(const Settings& settings, adapter::Host& host) : settings_(settings), host_(host) {}

  /// Below /services/data/vXX.X: "/query?q=…".
  adapter::HttpResponse get(adapter::Call& call, std::string_view path, std::uint32_t page_size = 0);
  /// Sends JSON; `path` as above.
  adapter::HttpResponse write(adapter::Call& call, std::string_view method, std::string_view path,
                              const std::string& body);
  /// A result page by the path that the page before named. Nothing when its locator is of no use any
  /// more: it was lost, or belonged to an earlier session.
  std::optional<adapter::HttpResponse> next_page(adapter::Call& call, std::string_view path,
                                                 std::uint32_t page_size);

  const SignedIn& signed_in(adapter::Call& call);
  /// Differs for every sign-in of every process: what a locator belongs to.
  const std::string& session() const { return session_; }
  /// HTTP exchanges so far, sign-ins included.
  std::uint32_t calls() const { return calls_; }
  /// From the last answer, where it said so.
  std::optional<std::int64_t> server_time() const { return server_time_; }
  /// "18/15000", or empty.
  const std::string& usage() const { return usage_; }
  void forget();
  adapter::Host& host() { return host_; }
  const Settings& settings() const { return settings_; }

 private:
  adapter::HttpRequest request(std::string_view method, const std::string& url) const;
  adapter::HttpResponse exchange(adapter::Call& call, const adapter::HttpRequest& request);
  adapter::HttpResponse send(adapter::Call& call, std::string_view method, std::string_view path,
                             const std::string& body, std::uint32_t page_size);
  [[noreturn]] void fail(const adapter::HttpResponse& answer, bool writes);
  void require_data(const adapter::HttpResponse& answer, bool writes);
  void open_session(adapter::Call& call);

  const Settings& settings_;
  adapter::Host& host_;
  std::optional<SignedIn> who_;
  std::string session_;
  std::uint32_t calls_ = 0;
  std::optional<std::int64_t> server_time_;
  std::string usage_;
};

}  // namespace tandem::salesforce
