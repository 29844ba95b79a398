// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::salesforce {

enum class LoginKind { jwt, client_credentials };

/// What the admin set. Secrets are known by their setting's name only.
struct Settings {
  std::string url;  ///< sign-in host, without a slash at its end
  LoginKind login = LoginKind::client_credentials;
  std::string client_id;
  std::string username;
  std::string audience;
  std::string api_version = "60.0";
  std::string client_name = "Tandem";
  std::uint32_t page_size = 2000;
  bool assignment_rules = false;
};

/// Throws adapter::Failure naming the setting that is wrong.
Settings read_settings(std::string_view json);

}  // namespace tandem::salesforce
