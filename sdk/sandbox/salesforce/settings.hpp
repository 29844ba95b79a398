// SPDX-License-Identifier: Apache-2.0
// The switches of the Salesforce stand-in, with their defaults.
#pragma once
#include <cstdint>
#include <string>

namespace tandem::sandbox::salesforce {

struct Settings {
  std::uint64_t seed = 1;
  std::uint64_t records = 0;  // leads made from the seed
  std::string origin = "http://127.0.0.1";

  std::string client_id = "tandem-sandbox-client";
  std::string client_secret = "tandem-sandbox-secret";
  std::string username = "integration@tandem.example";
  std::string password = "tandem-sandbox-password";
  std::string refresh_token = "tandem-sandbox-refresh";
  std::string access_token;    // a session that is there from the start, when not empty
  std::string public_key_pem;  // for JWT bearer
  std::int64_t token_life = 7200;
  bool rotate_refresh_tokens = false;
  bool password_login = false;
  bool my_domain = true;  // off: client credentials are refused as on login.salesforce.com

  bool with_tandem = true;
  bool assignment_rule = false;  // new leads go to a queue unless Sforce-Auto-Assign: FALSE
  bool small_pages = false;      // pages are smaller than asked, and of different sizes
  std::int64_t late_commit = 0;  // writes are stamped up to so many seconds before they are visible
  std::uint64_t daily_limit = 100000;
  std::size_t open_cursors = 10;
};

}  // namespace tandem::sandbox::salesforce
