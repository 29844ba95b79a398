// SPDX-License-Identifier: Apache-2.0
// Tokens, and the troubles that can be arranged.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

#include "org_test_base.hpp"

namespace tandem::sandbox::salesforce {
namespace {

class Access : public OrgTest {
 protected:
  Response token(const std::string& form, std::map<std::string, std::string> headers = {}) {
    headers.emplace("content-type", "application/x-www-form-urlencoded");
    headers.emplace("authorization", "");
    return send("POST", "/services/oauth2/token", form, headers);
  }
  static std::string error(const Response& answer) {
    return std::to_string(answer.status) + " " + json(answer).value("error", "");
  }
  int status_with(const Json& answer) {
    return send("GET", "/limits", "",
                {{"authorization", "Bearer " + answer["access_token"].get<std::string>()}})
        .status;
  }
  const std::string app = "client_id=tandem-sandbox-client&client_secret=tandem-sandbox-secret";
};

TEST_F(Access, ClientCredentialsInFormOrHeader) {
  const Json answer = json(token("grant_type=client_credentials&" + app));
  EXPECT_EQ(status_with(answer), 200);
  EXPECT_FALSE(answer.contains("expires_in"));
  EXPECT_FALSE(answer.contains("refresh_token"));
  EXPECT_EQ(answer["instance_url"], "http://127.0.0.1:1");
  EXPECT_TRUE(answer["issued_at"].is_string());
  const std::string basic = "Basic " + base64_encode("tandem-sandbox-client:tandem-sandbox-secret", false);
  EXPECT_EQ(token("grant_type=client_credentials", {{"authorization", basic}}).status, 200);
  EXPECT_EQ(error(token("grant_type=client_credentials&client_id=tandem-sandbox-client&client_secret=no")),
            "401 invalid_client");
  EXPECT_EQ(error(token("grant_type=client_credentials&client_id=no&client_secret=no")),
            "400 invalid_client_id");
  EXPECT_EQ(error(token("grant_type=magic&" + app)), "400 unsupported_grant_type");
  EXPECT_EQ(
      error(token(
          "grant_type=password&username=integration@tandem.example&password=tandem-sandbox-password&" + app)),
      "400 invalid_grant");
  inspect("/org", {{"my_domain", false}});
  EXPECT_EQ(error(token("grant_type=client_credentials&" + app)), "400 invalid_grant");
}

TEST_F(Access, RefreshTokensMayRotate) {
  const std::string form = "grant_type=refresh_token&" + app + "&refresh_token=";
  const Json first = json(token(form + "tandem-sandbox-refresh"));
  EXPECT_FALSE(first.contains("refresh_token"));
  inspect("/org", {{"rotate_refresh_tokens", true}});
  const Json second = json(token(form + "tandem-sandbox-refresh"));
  EXPECT_EQ(status_with(first), 401) << "the earlier session ends";
  EXPECT_EQ(status_with(second), 200);
  EXPECT_EQ(error(token(form + "tandem-sandbox-refresh")), "400 invalid_grant");
  EXPECT_EQ(token(form + second["refresh_token"].get<std::string>()).status, 200);
}

TEST_F(Access, TokensEnd) {
  EXPECT_EQ(send("GET", "/limits").status, 200);
  clock.advance_ms(41 * seconds_a_day * 1000);
  EXPECT_EQ(refusal(send("GET", "/limits")), "401 INVALID_SESSION_ID");
  const Json fresh = json(token("grant_type=client_credentials&" + app));
  inspect("/expire-tokens", Json::object());
  EXPECT_EQ(status_with(fresh), 401);
  const Json other = json(token("grant_type=client_credentials&" + app));
  send("POST", "/services/oauth2/revoke", "token=" + percent_encode(other["access_token"].get<std::string>()),
       {{"content-type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(status_with(other), 401);
}

class Assertions : public Access {
 protected:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

  Assertions() : key(EVP_RSA_gen(2048), &EVP_PKEY_free) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
    PEM_write_bio_PUBKEY(bio.get(), key.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    inspect("/org", {{"public_key_pem", std::string(text, static_cast<std::size_t>(size))}});
  }

  Response with(const Json& changes, const char* algorithm = "RS256") {
    Json claims{{"iss", "tandem-sandbox-client"},
                {"sub", "integration@tandem.example"},
                {"aud", "https://login.salesforce.com"},
                {"exp", start + 120}};
    claims.update(changes);
    const std::string text =
        base64_encode(Json{{"alg", algorithm}}.dump(), true) + "." + base64_encode(claims.dump(), true);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    std::size_t size = 512;
    std::string signature(size, '\0');
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get());
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    signature.resize(size);
    return token("grant_type=" + percent_encode("urn:ietf:params:oauth:grant-type:jwt-bearer") +
                 "&assertion=" + text + "." + base64_encode(signature, true));
  }
  Key key;
};

TEST_F(Assertions, AreChecked) {
  EXPECT_EQ(status_with(json(with(Json::object()))), 200);
  EXPECT_EQ(with({{"aud", "http://127.0.0.1:1"}}).status, 200);
  EXPECT_EQ(error(with({{"exp", (start + 120) * 1000}})), "400 invalid_grant");
  EXPECT_EQ(error(with({{"exp", start + 600}})), "400 invalid_grant");
  EXPECT_EQ(error(with({{"exp", start - 60}})), "400 invalid_grant");
  EXPECT_EQ(error(with({{"aud", "https://example.org"}})), "400 invalid_grant");
  EXPECT_EQ(error(with({{"sub", "nobody"}})), "400 invalid_grant");
  EXPECT_EQ(error(with({{"iss", "nobody"}})), "400 invalid_client_id");
  EXPECT_EQ(error(with(Json::object(), "HS256")), "400 invalid_grant");
  key.reset(EVP_RSA_gen(2048));
  EXPECT_EQ(error(with(Json::object())), "400 invalid_grant") << "signed with another key";
}

class Troubles : public OrgTest {};

TEST_F(Troubles, ComeWhenArrangedAndGo) {
  inspect("/faults", {{"kind", "unavailable"},
                      {"path", "/services/data/v60.0/limits"},
                      {"retry_after", 7},
                      {"skip", 1},
                      {"times", 2}});
  EXPECT_EQ(send("GET", "/limits").status, 200);
  EXPECT_EQ(send("GET", "/sobjects").status, 200);
  const Response down = send("GET", "/limits");
  EXPECT_EQ(refusal(down), "503 SERVER_UNAVAILABLE");
  EXPECT_EQ(*down.find_header("Retry-After"), "7");
  EXPECT_EQ(send("GET", "/limits").status, 503);
  EXPECT_EQ(send("GET", "/limits").status, 200);
}

TEST_F(Troubles, HaveManyFaces) {
  const auto status = [&](const char* kind) {
    inspect("/faults", {{"kind", kind}});
    return send("GET", "/limits").status;
  };
  EXPECT_EQ(status("invalid_session"), 401);
  EXPECT_EQ(status("session_not_valid_for_rest"), 401);
  EXPECT_EQ(status("api_disabled"), 403);
  EXPECT_EQ(status("edge_no_route"), 420);
  EXPECT_EQ(status("too_many_requests"), 429);
  EXPECT_EQ(status("unknown_exception"), 500);
  EXPECT_EQ(status("html"), 200);
  inspect("/faults", {{"kind", "answer"}, {"status", 418}, {"body", "tea"}, {"headers", {{"X", "y"}}}});
  const Response odd = send("GET", "/limits");
  EXPECT_EQ(odd.status, 418);
  EXPECT_EQ(odd.body, "tea");
}

TEST_F(Troubles, ALostAnswerWasCarriedOut) {
  const std::string body = R"({"LastName":"A","Company":"C"})";
  inspect("/faults", {{"kind", "lost_answer"}, {"method", "POST"}});
  EXPECT_EQ(send("POST", "/sobjects/Lead", body).wire, Wire::closed);
  EXPECT_EQ(count("SELECT Id FROM Lead"), 1U);
  inspect("/faults", {{"kind", "closed"}, {"method", "POST"}});
  EXPECT_EQ(send("POST", "/sobjects/Lead", body).wire, Wire::closed);
  EXPECT_EQ(count("SELECT Id FROM Lead"), 1U);
  inspect("/faults", {{"kind", "truncated"}});
  EXPECT_EQ(send("GET", "/limits").wire, Wire::cut_length);
}

TEST_F(Troubles, AnotherOrgMayAnswer) {
  const auto org_of = [&] { return json(send("GET", "/services/oauth2/userinfo"))["organization_id"]; };
  const Json before = org_of();
  inspect("/org", {{"another_org", true}});
  EXPECT_NE(org_of(), before);
}

TEST_F(Troubles, TheLogKeepsNoSecrets) {
  send("POST", "/services/oauth2/token", "grant_type=client_credentials&client_secret=hidden",
       {{"content-type", "application/x-www-form-urlencoded"}});
  send("GET", "/limits");
  Request request;
  request.method = "GET";
  request.target = "/requests";
  const Response log = stand_in.inspect(request);
  EXPECT_EQ(json(log).size(), 2U);
  EXPECT_EQ(json(log)[1]["path"], "/services/data/v60.0/limits");
  EXPECT_EQ(log.body.find("hidden"), std::string::npos);
  EXPECT_EQ(log.body.find("Bearer"), std::string::npos);
}

TEST_F(Troubles, RecordsAreLookedAtFromBehind) {
  lead("A", "k");
  Request request;
  request.method = "GET";
  request.target = "/records/Lead?where=" + percent_encode("Tandem_Id__c = 'k'");
  const Json found = json(stand_in.inspect(request));
  EXPECT_EQ(found["total"], 1);
  EXPECT_EQ(found["records"][0]["LastName"], "A");
}

}  // namespace
}  // namespace tandem::sandbox::salesforce
