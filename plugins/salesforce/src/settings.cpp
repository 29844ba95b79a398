// SPDX-License-Identifier: Apache-2.0
#include "settings.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tandem/cpp/adapter/failure.hpp>
#include <tandem/cpp/json.hpp>

namespace tandem::salesforce {
namespace {

using Json = nlohmann::json;

constexpr std::uint32_t kSmallestPageSize = 200;
constexpr std::uint32_t kLargestPage = 2000;

[[noreturn]] void wrong(const std::string& what) {
  throw adapter::Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_CONTRACT, what);
}

std::string text_of(const Json& document, const char* name, const std::string& fallback = {}) {
  const auto found = document.find(name);
  if (found == document.end() || found->is_null()) return fallback;
  if (!found->is_string()) wrong(std::string("setting ") + name + " must be text");
  return found->get<std::string>();
}

bool is_version(const std::string& text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos || dot == 0 || text.size() - dot != 2) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

bool fits_a_header(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != ',' && c != ';' && c != '=' && c != '{' && c != '}';
  });
}

std::string default_audience(const std::string& url) {
  const bool local = url.compare(0, 7, "http://") == 0;
  if (local) return url;
  const bool sandbox = url.find("//test.") != std::string::npos || url.find(".sandbox.") != std::string::npos;
  return sandbox ? "https://test.salesforce.com" : "https://login.salesforce.com";
}

void check(const Settings& settings) {
  const bool address =
      settings.url.compare(0, 8, "https://") == 0 || settings.url.compare(0, 7, "http://") == 0;
  if (!address) wrong("setting url must be an address such as https://<mydomain>.my.salesforce.com");
  if (settings.client_id.empty()) wrong("setting client_id is missing: the app's consumer key");
  if (settings.login == LoginKind::jwt && settings.username.empty()) {
    wrong("setting username is missing: a jwt sign-in needs the user it acts as");
  }
  if (!is_version(settings.api_version)) wrong("setting api_version must look like 60.0");
  if (settings.client_name.empty() || !fits_a_header(settings.client_name)) {
    wrong("setting client_name must be one word");
  }
}

}  // namespace

Settings read_settings(std::string_view json) {
  const Json document = read_json<Json>(json);
  if (!document.is_object()) wrong("the settings are not a JSON object");
  Settings settings;
  settings.url = text_of(document, "url");
  while (!settings.url.empty() && settings.url.back() == '/') settings.url.pop_back();
  const std::string login = text_of(document, "login", "client_credentials");
  if (login != "jwt" && login != "client_credentials")
    wrong("setting login must be jwt or client_credentials");
  settings.login = login == "jwt" ? LoginKind::jwt : LoginKind::client_credentials;
  settings.client_id = text_of(document, "client_id");
  settings.username = text_of(document, "username");
  settings.audience = text_of(document, "audience", default_audience(settings.url));
  settings.api_version = text_of(document, "api_version", settings.api_version);
  settings.client_name = text_of(document, "client_name", settings.client_name);
  if (const auto size = document.find("page_size"); size != document.end() && !size->is_null()) {
    if (!size->is_number_integer()) wrong("setting page_size must be a whole number");
    const auto wanted = std::clamp<std::int64_t>(size->get<std::int64_t>(), kSmallestPageSize, kLargestPage);
    settings.page_size = static_cast<std::uint32_t>(wanted);
  }
  if (const auto rules = document.find("assignment_rules"); rules != document.end() && !rules->is_null()) {
    if (!rules->is_boolean()) wrong("setting assignment_rules must be true or false");
    settings.assignment_rules = rules->get<bool>();
  }
  check(settings);
  return settings;
}

}  // namespace tandem::salesforce
