// SPDX-License-Identifier: Apache-2.0
// Where an adapter may send requests, and where its secrets may go. Links that a remote hands out
// (next page, instance URL, result locator) are judged here like any other URL.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/manifest.hpp"

namespace tandem::adapters {

struct Origin {
  std::string scheme;  ///< "https" or "http"
  std::string host;    ///< lower case; IPv6 in brackets
  int port = 0;
  bool operator==(const Origin&) const = default;
  std::string text() const;
};

/// Absolute http or https URL without user name, password or fragment; nothing for anything else.
std::optional<Origin> origin_of(std::string_view url);
/// 127.0.0.0/8 or ::1 written as a number: a name could be made to point elsewhere.
bool is_loopback_literal(const Origin& origin);

/// "https://host[:port]" or "https://*.some.domain[:port]". Throws invalid argument.
void require_origin_pattern(std::string_view pattern);
bool origin_matches(std::string_view pattern, const Origin& origin);

enum class Reach {
  with_secrets,  ///< configured by the admin or declared by the manifest
  open,          ///< declared for fetching without credentials
  refused,
};

struct Verdict {
  Reach reach = Reach::refused;
  bool plain = false;  ///< http to a loopback literal
  bool loopback = false;
  Origin origin;
  std::string reason;  ///< why it was refused
  std::string advice;
};

class OriginRules {
 public:
  /// Settings named "url" or ending in "_url", and those in "allowed_origins", are the admin's own
  /// choice and count as configured.
  OriginRules(const Manifest& manifest, const Json& settings);
  Verdict judge(std::string_view url) const;

 private:
  bool configured(const Origin& origin) const;

  std::vector<Origin> configured_;
  std::vector<std::string> declared_;
  std::vector<std::string> open_;
  bool loopback_http_ = false;
};

}  // namespace tandem::adapters
