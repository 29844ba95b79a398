// SPDX-License-Identifier: Apache-2.0
// Tokens: how they are asked for, how long they live.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "org.hpp"

namespace tandem::sandbox::salesforce {

struct Session {
  std::uint64_t number = 0;
  std::string token;
  std::int64_t expires = 0;
  std::string refresh_token;  // the one it was made from, if any
};

class OAuth {
 public:
  explicit OAuth(Org& org);

  // POST /services/oauth2/token, /revoke, /introspect, GET /userinfo, and the identity URL /id/{org}/{user}.
  Response handle(const Request& request);

  // Empty when the bearer token is unknown or past its life.
  const Session* find(const Request& request) const;
  void expire_all() { sessions_.clear(); }
  void revoke_refresh_tokens() { refresh_tokens_.clear(); }

 private:
  Response token(const Request& request);
  Response by_jwt(const std::string& assertion);
  Response by_refresh(const std::string& refresh_token);
  Response revoke(const Request& request);
  Response introspect(const Request& request);
  Response user_info(const Request& request);
  Response answer(std::string_view refresh_token, bool signature);
  void open(const std::string& token, const std::string& refresh_token);
  std::string identity_url() const;

  Org& org_;
  std::map<std::string, Session> sessions_;
  std::vector<std::string> refresh_tokens_;
  std::uint64_t opened_ = 0;
};

}  // namespace tandem::sandbox::salesforce
