// SPDX-License-Identifier: Apache-2.0
#include "adapters/origins.hpp"

#include "unit/adapters/support.hpp"

namespace tandem::adapters {
namespace {

TEST(Origin, ReadsSchemeHostAndPort) {
  EXPECT_EQ(origin_of("HTTPS://Login.Example.com/a?b=c")->text(), "https://login.example.com");
  EXPECT_EQ(origin_of("http://127.0.0.1:8080/x")->text(), "http://127.0.0.1:8080");
  EXPECT_EQ(origin_of("https://x.example:443/")->text(), "https://x.example");
  EXPECT_EQ(origin_of("http://[::1]:81/")->host, "[::1]");
}

TEST(Origin, RefusesUrlsMadeToMislead) {
  for (const char* url :
       {"", "/relative", "x.example/a", "ftp://x.example", "file:///etc/passwd", "https://user@x.example/",
        "https://x.example@evil.example/", "https://x.example/#frag", "https://x.example\\@evil.example/",
        "https://x.example/a b", "https://x.example/\r\nX: y", "https://", "https://ex\xc3\xa4mple.com/"}) {
    EXPECT_FALSE(origin_of(url)) << url;
  }
}

TEST(Origin, LoopbackMeansALiteral) {
  for (const char* url : {"http://127.0.0.1", "http://127.9.8.7:1", "http://[::1]"}) {
    EXPECT_TRUE(is_loopback_literal(*origin_of(url))) << url;
  }
  for (const char* url :
       {"http://localhost", "http://127.0.0.1.evil.example", "http://10.0.0.1", "http://128.0.0.1"}) {
    EXPECT_FALSE(is_loopback_literal(*origin_of(url))) << url;
  }
}

TEST(Origin, PatternsMatchWholeLabels) {
  const auto matches = [](const char* pattern, const char* url) {
    return origin_matches(pattern, *origin_of(url));
  };
  EXPECT_TRUE(matches("https://*.my.salesforce.com", "https://acme.my.salesforce.com/x"));
  EXPECT_TRUE(matches("https://*.my.salesforce.com", "https://acme--dev.sandbox.my.salesforce.com"));
  EXPECT_FALSE(matches("https://*.my.salesforce.com", "https://my.salesforce.com"));
  EXPECT_FALSE(matches("https://*.my.salesforce.com", "https://evilmy.salesforce.com"));
  EXPECT_FALSE(matches("https://*.my.salesforce.com", "https://acme.my.salesforce.com.evil.example"));
  EXPECT_FALSE(matches("https://*.my.salesforce.com", "https://acme.my.salesforce.com:8443"));
  EXPECT_FALSE(matches("https://*.my.salesforce.com", "http://acme.my.salesforce.com"));
  EXPECT_TRUE(matches("https://api.example", "https://api.example"));
  for (const char* pattern : {"*", "https://*", "https://*.com", "http://x.example", "https://a.*.example",
                              "https://x.example/path"}) {
    EXPECT_THROW(require_origin_pattern(pattern), Error) << pattern;
  }
}

class Rules : public testing::Test {
 protected:
  static Reach reach(const char* url, const Json& settings) {
    Manifest manifest;
    manifest.origins = {"https://*.declared.example"};
    manifest.open_origins = {"https://files.example"};
    return OriginRules(manifest, settings).judge(url).reach;
  }
};

TEST_F(Rules, OnlyConfiguredAndDeclaredOriginsGetSecrets) {
  const Json settings = {{"base_url", "https://crm.example/api"},
                         {"allowed_origins", {"https://more.example"}}};
  EXPECT_EQ(reach("https://crm.example/other", settings), Reach::with_secrets);
  EXPECT_EQ(reach("https://more.example/", settings), Reach::with_secrets);
  EXPECT_EQ(reach("https://eu1.declared.example/", settings), Reach::with_secrets);
  EXPECT_EQ(reach("https://files.example/1.csv", settings), Reach::open);
  EXPECT_EQ(reach("https://crm.example:8443/", settings), Reach::refused);
  EXPECT_EQ(reach("https://evil.example/", settings), Reach::refused);
}

TEST_F(Rules, PlainHttpIsForLoopbackLiteralsWhenSwitchedOn) {
  const Json off = {{"base_url", "http://127.0.0.1:80"}};
  const Json on = {{"base_url", "http://127.0.0.1:80"}, {"allow_loopback_http", true}};
  EXPECT_EQ(reach("http://127.0.0.1:80/", off), Reach::refused);
  EXPECT_EQ(reach("http://127.0.0.1:80/", on), Reach::with_secrets);
  EXPECT_EQ(reach("http://127.0.0.1:81/", on), Reach::refused);
  EXPECT_EQ(
      reach("http://crm.example/", {{"base_url", "http://crm.example/"}, {"allow_loopback_http", true}}),
      Reach::refused);
}

}  // namespace
}  // namespace tandem::adapters
