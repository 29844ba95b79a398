// SPDX-License-Identifier: Apache-2.0
#include "oauth.hpp"

#include <algorithm>
#include <tandem/cpp/json.hpp>

#include "../engine/text.hpp"
#include "jwt.hpp"
#include "records.hpp"

namespace tandem::sandbox::salesforce {
namespace {

constexpr std::int64_t longest_assertion = 180;  // seconds that `exp` may lie ahead
constexpr std::int64_t clock_skew = 30;

Response refused(std::string_view error, std::string_view description, int status = 400) {
  Json body;
  body["error"] = error;
  body["error_description"] = description;
  return Response::json(status, dump(body));
}

std::string form_value(const std::vector<std::pair<std::string, std::string>>& form, std::string_view name) {
  for (const auto& [key, value] : form) {
    if (key == name) return value;
  }
  return {};
}

std::string_view bearer(const Request& request) {
  const std::string& header = request.header("authorization");
  for (const std::string_view scheme : {"Bearer ", "OAuth "}) {
    if (same_ignoring_case(std::string_view(header).substr(0, scheme.size()), scheme)) {
      return std::string_view(header).substr(scheme.size());
    }
  }
  return {};
}

}  // namespace

OAuth::OAuth(Org& org) : org_(org) {
  const Settings& settings = org_.settings();
  if (!settings.access_token.empty()) open(settings.access_token, "");
  refresh_tokens_.push_back(settings.refresh_token);
}

void OAuth::open(const std::string& token, const std::string& refresh_token) {
  Session session;
  session.number = ++opened_;
  session.token = token;
  session.expires = org_.now() + org_.settings().token_life;
  session.refresh_token = refresh_token;
  sessions_[token] = std::move(session);
}

const Session* OAuth::find(const Request& request) const {
  const auto found = sessions_.find(std::string(bearer(request)));
  if (found == sessions_.end() || found->second.expires <= org_.now()) return nullptr;
  return &found->second;
}

Response OAuth::handle(const Request& request) {
  const std::string_view path = request.path();
  const bool post = request.method == "POST";
  if (path == "/services/oauth2/token")
    return post ? token(request) : refused("invalid_request", "must use HTTP POST");
  if (path == "/services/oauth2/revoke") return revoke(request);
  if (path == "/services/oauth2/introspect" && post) return introspect(request);
  if (path == "/services/oauth2/userinfo" || starts_with(path, "/id/")) return user_info(request);
  return error_response(404, "NOT_FOUND", "The requested resource does not exist");
}

Response OAuth::token(const Request& request) {
  if (!starts_with(lower(request.header("content-type")), "application/x-www-form-urlencoded")) {
    return refused("invalid_request", "content type must be application/x-www-form-urlencoded");
  }
  const auto form = parse_form(request.body);
  const Settings& settings = org_.settings();
  const std::string grant = form_value(form, "grant_type");
  if (grant.empty()) return refused("unsupported_grant_type", "grant type not supported");
  if (grant == "urn:ietf:params:oauth:grant-type:jwt-bearer") return by_jwt(form_value(form, "assertion"));

  std::string id = form_value(form, "client_id");
  std::string secret = form_value(form, "client_secret");
  const std::string& authorization = request.header("authorization");
  if (starts_with(authorization, "Basic ")) {
    const std::string pair = base64_decode(std::string_view(authorization).substr(6)).value_or("");
    const auto colon = pair.find(':');
    id = percent_decode(pair.substr(0, colon), true);
    secret = colon == std::string::npos ? "" : percent_decode(pair.substr(colon + 1), true);
  }
  if (id != settings.client_id) return refused("invalid_client_id", "client identifier invalid");
  if (grant == "client_credentials" && !settings.my_domain) {
    return refused("invalid_grant", "request not supported on this domain");
  }
  const bool secret_needed = grant != "refresh_token" || !secret.empty();
  if (secret_needed && secret != settings.client_secret) {
    return refused("invalid_client", "invalid client credentials", 401);
  }
  if (grant == "client_credentials") return answer("", true);
  if (grant == "refresh_token") return by_refresh(form_value(form, "refresh_token"));
  if (grant == "password") {
    const bool right = settings.password_login && form_value(form, "username") == settings.username &&
                       form_value(form, "password") == settings.password;
    return right ? answer("", true) : refused("invalid_grant", "authentication failure");
  }
  return refused("unsupported_grant_type", "grant type not supported");
}

Response OAuth::by_jwt(const std::string& assertion) {
  const auto claims = verified_claims(assertion, org_.settings().public_key_pem);
  if (!claims) return refused("invalid_grant", "invalid assertion");
  const Settings& settings = org_.settings();
  const auto text = [&](const char* name) {
    const auto found = claims->find(name);
    return found != claims->end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (text("iss") != settings.client_id) return refused("invalid_client_id", "client identifier invalid");
  const std::string audience = text("aud");
  const bool known = audience == "https://login.salesforce.com" ||
                     audience == "https://test.salesforce.com" || audience == settings.origin;
  if (!known) return refused("invalid_grant", "audience is invalid");
  const auto expiry = claims->find("exp");
  if (expiry == claims->end() || !expiry->is_number()) return refused("invalid_grant", "invalid assertion");
  const double ahead = expiry->get<double>() - static_cast<double>(org_.now());
  if (ahead <= -static_cast<double>(clock_skew))
    return refused("invalid_grant", "expired authorization code");
  if (ahead > static_cast<double>(longest_assertion + clock_skew))
    return refused("invalid_grant", "invalid assertion");
  if (text("sub") != settings.username) return refused("invalid_grant", "user hasn't approved this consumer");
  return answer("", false);
}

Response OAuth::by_refresh(const std::string& refresh_token) {
  const auto held = std::find(refresh_tokens_.begin(), refresh_tokens_.end(), refresh_token);
  if (held == refresh_tokens_.end()) return refused("invalid_grant", "expired access/refresh token");
  if (!org_.settings().rotate_refresh_tokens) return answer(refresh_token, true);
  refresh_tokens_.erase(held);
  for (auto session = sessions_.begin(); session != sessions_.end();) {
    session = session->second.refresh_token.empty() ? std::next(session) : sessions_.erase(session);
  }
  const std::string fresh = concat({"5Aep861", org_.random().letters(40)});
  refresh_tokens_.push_back(fresh);
  Response answered = answer(fresh, true);
  Json body = read_json<Json>(answered.body);
  body["refresh_token"] = fresh;
  answered.body = dump(body);
  return answered;
}

std::string OAuth::identity_url() const {
  return concat({org_.settings().origin, "/id/", org_.org_id(), "/", org_.user_id(org_.running_user())});
}

Response OAuth::answer(std::string_view refresh_token, bool signature) {
  const std::string token = concat({org_.org_id().substr(0, 15), "!AQ", org_.random().letters(60)});
  open(token, std::string(refresh_token));
  Json body;
  body["access_token"] = token;
  if (signature) body["signature"] = base64_encode(org_.random().letters(32), false);
  body["scope"] = "api refresh_token";
  body["instance_url"] = org_.settings().origin;
  body["id"] = identity_url();
  body["token_type"] = "Bearer";
  if (signature) body["issued_at"] = std::to_string(org_.now_ms());
  Response answered = Response::json(200, dump(body));
  answered.set_header("Cache-Control", "no-cache, no-store");
  return answered;
}

Response OAuth::revoke(const Request& request) {
  const auto form =
      parse_form(request.method == "POST" ? std::string_view(request.body) : request.query_text());
  const std::string token = form_value(form, "token");
  const auto refresh = std::find(refresh_tokens_.begin(), refresh_tokens_.end(), token);
  if (refresh != refresh_tokens_.end()) {
    refresh_tokens_.erase(refresh);
  } else if (sessions_.erase(token) == 0) {
    return refused("unsupported_token_type", "this token type is not supported");
  }
  return Response::json(200, "");
}

Response OAuth::introspect(const Request& request) {
  const auto form = parse_form(request.body);
  if (form_value(form, "client_id") != org_.settings().client_id) {
    return refused("invalid_client_id", "client identifier invalid");
  }
  const auto found = sessions_.find(form_value(form, "token"));
  Json body;
  const bool active = found != sessions_.end() && found->second.expires > org_.now();
  body["active"] = active;
  if (active) {
    body["scope"] = "api refresh_token";
    body["client_id"] = org_.settings().client_id;
    body["username"] = org_.settings().username;
    body["token_type"] = "access_token";
    body["exp"] = found->second.expires;
  }
  return Response::json(200, dump(body));
}

Response OAuth::user_info(const Request& request) {
  if (find(request) == nullptr) {
    Response answered;
    answered.status = 403;
    answered.set_header("Content-Type", "text/html;charset=UTF-8");
    answered.body = "Bad_OAuth_Token";
    return answered;
  }
  const Table& users = org_.table("User");
  const Row& user = users.at(org_.running_user());
  const std::string id = org_.user_id(org_.running_user());
  Json body;
  body["sub"] = identity_url();
  body["id"] = identity_url();
  body["user_id"] = id;
  body["organization_id"] = org_.org_id();
  body["preferred_username"] = org_.settings().username;
  body["username"] = org_.settings().username;
  body["name"] = text_of(users.object(), user, "Name");
  body["email"] = text_of(users.object(), user, "Email");
  body["active"] = true;
  body["user_type"] = "STANDARD";
  body["urls"]["rest"] = concat({org_.settings().origin, "/services/data/v{version}/"});
  body["urls"]["query"] = concat({org_.settings().origin, "/services/data/v{version}/query/"});
  return Response::json(200, dump(body));
}

}  // namespace tandem::sandbox::salesforce
