// SPDX-License-Identifier: Apache-2.0
#include "login.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <tandem/cpp/json.hpp>
#include <tandem/cpp/times.hpp>

#include "errors.hpp"
#include "ids.hpp"
#include "json_member.hpp"
#include "soql.hpp"

namespace tandem::salesforce {
namespace {

using adapter::Failure;
using Json = nlohmann::json;

constexpr std::string_view kAssertionSecret = "assertion";
constexpr std::int64_t kAssertionLife = 120 * times::kSecond;  // Salesforce takes about three minutes at most
constexpr std::int64_t kClockSkew = 60 * times::kSecond;

std::string jwt_body(adapter::Call& call, adapter::Host& host, const Settings& settings) {
  const std::int64_t expires = (host.clock().now() + kAssertionLife) / times::kSecond;
  const Json claims = {
      {"iss", settings.client_id}, {"sub", settings.username}, {"aud", settings.audience}, {"exp", expires}};
  host.auth().sign_jwt(call, "private_key", R"({"alg":"RS256"})", claims.dump(), kAssertionSecret);
  return "grant_type=" + url_encoded("urn:ietf:params:oauth:grant-type:jwt-bearer") +
         "&assertion={{session:" + std::string(kAssertionSecret) + "}}";
}

std::string credentials_body(const Settings& settings) {
  return "grant_type=client_credentials&client_secret={{secret:client_secret}}&client_id=" +
         url_encoded(settings.client_id);
}

adapter::HttpRequest token_request(adapter::Call& call, adapter::Host& host, const Settings& settings) {
  adapter::HttpRequest request;
  request.method = "POST";
  request.url = settings.url + "/services/oauth2/token";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  request.body =
      settings.login == LoginKind::jwt ? jwt_body(call, host, settings) : credentials_body(settings);
  request.capture_pointer = "/access_token";
  request.capture_name = kTokenSecret;
  return request;
}

/// The last two parts of https://login…/id/<org>/<user>.
void read_identity(const std::string& url, SignedIn& who) {
  const std::size_t user = url.rfind('/');
  if (user == std::string::npos || user == 0) return;
  const std::size_t org = url.rfind('/', user - 1);
  if (org == std::string::npos) return;
  const std::string org_id = url.substr(org + 1, user - org - 1), user_id = url.substr(user + 1);
  if (is_record_id(org_id)) who.org = long_id(org_id);
  if (is_record_id(user_id)) who.user = long_id(user_id);
}

SignedIn read_answer(std::string_view body) {
  const Json document = read_json<Json>(body);
  if (!document.is_object()) throw unreadable("the sign-in gave no JSON object", false);
  SignedIn who;
  who.instance_url = text_at(document, "instance_url");
  while (!who.instance_url.empty() && who.instance_url.back() == '/') who.instance_url.pop_back();
  const bool address =
      who.instance_url.compare(0, 8, "https://") == 0 || who.instance_url.compare(0, 7, "http://") == 0;
  if (!address) throw unreadable("the sign-in names no instance_url", false);
  read_identity(text_at(document, "id"), who);
  if (who.org.empty()) throw unreadable("the sign-in does not say which organisation this is", false);
  const std::string scopes = text_at(document, "scope");
  for (std::size_t at = 0; at < scopes.size();) {
    const std::size_t end = std::min(scopes.find(' ', at), scopes.size());
    if (end > at) who.scopes.push_back(scopes.substr(at, end - at));
    at = end + 1;
  }
  return who;
}

Failure refused(adapter::Host& host, const adapter::HttpResponse& answer) {
  const Json document = read_json<Json>(answer.body());
  const std::string error = document.is_object() ? text_at(document, "error") : std::string();
  const auto server_time = times::read_http_date(answer.header("date"));
  if (error.empty()) {
    Answer raw;
    raw.status = answer.status();
    raw.body = answer.body();
    raw.retry_after = answer.header("retry-after");
    raw.server_time = server_time;
    raw.html = !answer.header("x-tandem-looks-like").empty();
    return call_failure(raw);
  }
  const std::string description = text_at(document, "error_description");
  const bool busy = error == "rate_limit_exceeded" || description.find("rate exceeded") != std::string::npos;
  std::string message = "sign-in refused, ";
  message.append(is_object_name(error) ? error : "?").append(": ").append(oauth_advice(error, description));
  if (server_time && std::llabs(*server_time - host.clock().now()) > kClockSkew) {
    message += "; this machine's clock differs from Salesforce's by more than a minute";
  }
  Failure failure(busy ? TANDEM_RATE_LIMITED : TANDEM_UNAUTHENTICATED,
                  busy ? TANDEM_CLASS_THROTTLED : TANDEM_CLASS_AUTH, message);
  failure.remote_code(is_object_name(error) ? error : std::string());
  failure.native_code(answer.status());
  failure.retry_after_ms(retry_after_ms(answer.header("retry-after"), server_time));
  return failure;
}

}  // namespace

std::string oauth_advice(std::string_view error, std::string_view description) {
  const auto says = [&](std::string_view part) { return description.find(part) != std::string_view::npos; };
  if (says("approved this consumer") || says("admin approved") || error == "invalid_app_access") {
    return "the user is not pre-authorised: in Setup, External Client App Manager, open the app's policies, "
           "set permitted users to 'Admin approved users are pre-authorized' and add the user's permission "
           "set or profile";
  }
  if (says("audience")) {
    return "the audience does not fit: set audience to https://login.salesforce.com, or to "
           "https://test.salesforce.com for a sandbox";
  }
  if (says("assertion") || says("expired")) {
    return "the assertion is refused: the private key must belong to the certificate uploaded to the app, "
           "and "
           "this machine's clock must be right";
  }
  if (says("not supported on this domain")) {
    return "client credentials work on the My Domain address only: set url to "
           "https://<mydomain>.my.salesforce.com";
  }
  if (says("no client credentials user")) {
    return "the app has no run-as user: set one in the app's policies under 'Client Credentials Flow'";
  }
  if (says("ip restricted")) {
    return "the address of this machine is not in the trusted ranges: relax the app's IP restriction or add "
           "it";
  }
  if (error == "invalid_client_id") {
    return "the consumer key is unknown: copy client_id from the app's settings; a new app needs ten minutes";
  }
  if (error == "invalid_client") {
    return "the consumer secret is wrong: copy it anew from the app's settings into the secret";
  }
  if (error == "inactive_user") return "the user is not active: activate it or name another one";
  if (error == "inactive_org") return "the organisation is locked, closed or suspended";
  if (error == "unsupported_grant_type") {
    return "this way to sign in is switched off: enable it in the app's OAuth settings";
  }
  if (error == "rate_limit_exceeded" || says("rate exceeded")) return "too many sign-ins: wait";
  return "check client_id, the user and the app's policies in Setup";
}

SignedIn sign_in(adapter::Call& call, adapter::Host& host, const Settings& settings) {
  const adapter::HttpResponse answer = host.http().send(call, token_request(call, host, settings));
  host.secrets().forget_session(kAssertionSecret);
  if (!answer.ok()) throw refused(host, answer);
  if (!answer.header("x-tandem-looks-like").empty()) throw web_page(false);
  return read_answer(answer.body());
}

}  // namespace tandem::salesforce
