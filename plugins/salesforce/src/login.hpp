// SPDX-License-Identifier: Apache-2.0
// Signing in. The token itself never comes here: the host keeps it as a session secret.
#pragma once

#include <string>
#include <string_view>
#include <tandem/cpp/adapter/failure.hpp>
#include <tandem/cpp/adapter/host.hpp>
#include <vector>

#include "settings.hpp"

namespace tandem::salesforce {

constexpr std::string_view kTokenSecret = "access_token";

/// Who we are and where the data is, as the token answer says.
struct SignedIn {
  std::string instance_url;  ///< without a slash at its end
  std::string org, user;     ///< ids of eighteen characters
  std::vector<std::string> scopes;
};

/// One token request. Throws class auth with what to click where Salesforce refuses.
SignedIn sign_in(adapter::Call& call, adapter::Host& host, const Settings& settings);

/// What an OAuth error means and what to do, by its code and description.
std::string oauth_advice(std::string_view error, std::string_view description);

}  // namespace tandem::salesforce
