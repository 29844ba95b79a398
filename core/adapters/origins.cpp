// SPDX-License-Identifier: Apache-2.0
#include "adapters/origins.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::optional<std::string> part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return std::nullopt;
  std::string kept(text);
  curl_free(text);
  return kept;
}

bool host_is_plain(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '[' ||
           c == ']' || c == ':';
  });
}

struct Pattern {
  bool any_below = false;
  Origin origin;
};

std::optional<Pattern> parse_pattern(std::string_view text) {
  static constexpr std::string_view kWild = "https://*.";
  Pattern pattern;
  pattern.any_below = text.substr(0, kWild.size()) == kWild;
  const std::string url =
      pattern.any_below ? "https://" + std::string(text.substr(kWild.size())) : std::string(text);
  if (url.find('*') != std::string::npos || url.find_first_of("/?#", 8) != std::string::npos)
    return std::nullopt;
  const auto origin = origin_of(url);
  if (!origin || origin->scheme != "https") return std::nullopt;
  // "https://*.com" would hand secrets to half the world.
  if (pattern.any_below && origin->host.find('.') == std::string::npos) return std::nullopt;
  pattern.origin = *origin;
  return pattern;
}

bool names_a_url(std::string_view setting) {
  return setting == "url" || (setting.size() > 4 && setting.substr(setting.size() - 4) == "_url");
}

}  // namespace

std::string Origin::text() const {
  const bool usual = (scheme == "https" && port == 443) || (scheme == "http" && port == 80);
  return scheme + "://" + host + (usual ? "" : ":" + std::to_string(port));
}

std::optional<Origin> origin_of(std::string_view text) {
  if (text.size() > 16 * 1024) return std::nullopt;
  const bool hidden = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\\' || static_cast<unsigned char>(c) >= 0x7f;
  });
  if (hidden || text.find("://") == std::string_view::npos) return std::nullopt;
  std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  const std::string copy(text);
  if (!url || curl_url_set(url.get(), CURLUPART_URL, copy.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) {
    return std::nullopt;
  }
  if (part(url.get(), CURLUPART_FRAGMENT) || part(url.get(), CURLUPART_USER)) return std::nullopt;
  Origin origin;
  origin.scheme = ascii_lower(part(url.get(), CURLUPART_SCHEME).value_or(""));
  origin.host = ascii_lower(part(url.get(), CURLUPART_HOST).value_or(""));
  if ((origin.scheme != "https" && origin.scheme != "http") || !host_is_plain(origin.host))
    return std::nullopt;
  origin.port = std::stoi(part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT).value_or("0"));
  return origin;
}

bool is_loopback_literal(const Origin& origin) {
  if (origin.host == "[::1]") return true;
  in_addr address{};
  return inet_pton(AF_INET, origin.host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24) == 127;
}

void require_origin_pattern(std::string_view pattern) {
  if (!parse_pattern(pattern)) {
    throw Error(TANDEM_INVALID_ARGUMENT,
                "manifest: \"" + escape_controls(cut(pattern, 100)) + "\" is not an origin pattern",
                "write https://host, https://host:port or https://*.some.domain");
  }
}

bool origin_matches(std::string_view pattern, const Origin& origin) {
  const auto parsed = parse_pattern(pattern);
  if (!parsed || origin.scheme != "https" || origin.port != parsed->origin.port) return false;
  if (!parsed->any_below) return origin.host == parsed->origin.host;
  const std::string tail = "." + parsed->origin.host;
  return origin.host.size() > tail.size() &&
         origin.host.compare(origin.host.size() - tail.size(), tail.size(), tail) == 0;
}

OriginRules::OriginRules(const Manifest& manifest, const Json& settings)
    : declared_(manifest.origins), open_(manifest.open_origins) {
  const auto add = [this](const Json& value) {
    if (!value.is_string()) return;
    if (const auto origin = origin_of(value.get_ref<const std::string&>())) configured_.push_back(*origin);
  };
  for (const auto& [name, value] : settings.items()) {
    if (names_a_url(name)) add(value);
  }
  if (const auto extra = settings.find("allowed_origins"); extra != settings.end() && extra->is_array()) {
    for (const Json& value : *extra) add(value);
  }
  const auto loopback = settings.find("allow_loopback_http");
  loopback_http_ = loopback != settings.end() && loopback->is_boolean() && loopback->get<bool>();
}

bool OriginRules::configured(const Origin& origin) const {
  return std::find(configured_.begin(), configured_.end(), origin) != configured_.end() ||
         std::any_of(declared_.begin(), declared_.end(),
                     [&](const std::string& pattern) { return origin_matches(pattern, origin); });
}

Verdict OriginRules::judge(std::string_view url) const {
  Verdict verdict;
  const auto origin = origin_of(url);
  if (!origin) {
    verdict.reason = "the URL is not an absolute http or https URL without user name and fragment";
    verdict.advice = "report it to the adapter's publisher";
    return verdict;
  }
  verdict.origin = *origin;
  verdict.loopback = is_loopback_literal(*origin);
  verdict.plain = origin->scheme == "http";
  if (verdict.plain && !verdict.loopback) {
    verdict.reason = "plain http to " + origin->text() + " is not allowed";
    verdict.advice = "use https; plain http is for 127.0.0.0/8 and [::1] only";
  } else if (verdict.plain && !loopback_http_) {
    verdict.reason = "plain http to " + origin->text() + " is not switched on for this connection";
    verdict.advice = "set \"allow_loopback_http\": true in the connection's settings";
  } else if (configured(*origin)) {
    verdict.reach = Reach::with_secrets;
  } else if (std::any_of(open_.begin(), open_.end(),
                         [&](const std::string& pattern) { return origin_matches(pattern, *origin); })) {
    verdict.reach = Reach::open;
  } else {
    verdict.reason = "the origin " + origin->text() + " is neither configured nor declared by the adapter";
    verdict.advice = "if it is right, add it to \"allowed_origins\" in the connection's settings";
  }
  return verdict;
}

}  // namespace tandem::adapters
