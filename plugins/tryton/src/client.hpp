// SPDX-License-Identifier: Apache-2.0
// Tryton's JSON-RPC: signing in, one call, and what went wrong. The password and the session key stay
// with the host: this code only names their places.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <tandem/cpp/adapter/host.hpp>

#include "fault.hpp"
#include "settings.hpp"

namespace tandem::tryton {

class Client {
 public:
  Client(const Settings& settings, adapter::Host& host) : settings_(settings), host_(host) {}

  /// model.<model>.<method>(arguments…, context). Throws Fault for an error that Tryton answered with.
  Json call(adapter::Call& call, std::string_view model, std::string_view method, Json arguments,
            const Json& extra_context = Json::object());
  /// Like call; a warning is acknowledged, where the settings allow it, and the call repeated.
  Json change(adapter::Call& call, std::string_view model, std::string_view method, const Json& arguments,
              const Json& extra_context = Json::object());

  std::string server_version(adapter::Call& call);
  /// Signs in when that is still to do.
  void sign_in(adapter::Call& call);
  std::int64_t user() const { return user_; }
  std::int64_t company() const { return company_; }
  std::int64_t employee() const { return employee_; }
  /// The server's clock at the last answer, µs in whole seconds; 0 where it did not say.
  std::int64_t server_time() const { return server_time_; }
  std::uint32_t take_calls();
  /// The next instance begins anew.
  void forget();

 private:
  struct Answer {
    bool session_ended = false;
    Json document;
  };
  void log_in(adapter::Call& call);
  void find_company(adapter::Call& call);
  Json send(adapter::Call& call, std::string_view method, const Json& parameters, bool write);
  Answer exchange(adapter::Call& call, const adapter::HttpRequest& request, bool write);
  adapter::HttpRequest request(std::string_view path, std::string_view method, const Json& parameters) const;

  const Settings& settings_;
  adapter::Host& host_;
  std::int64_t user_ = 0, company_ = 0, employee_ = 0;
  bool signed_in_ = false, ready_ = false, refused_ = false;
  std::uint32_t calls_ = 0;
  std::int64_t server_time_ = 0;
};

/// What an HTTP status other than 200 and 401 means. `write` says that a lost answer leaves doubt.
adapter::Failure http_failure(int status, bool write);

}  // namespace tandem::tryton
