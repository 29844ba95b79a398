// SPDX-License-Identifier: Apache-2.0
// Signing in, sessions that end, and answers that are no answers.
#include <tandem/adapter/capabilities.h>

#include "org.hpp"

namespace tandem::salesforce::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSessionQuery = "GET /services/data/v60.0/query";
constexpr const char* kToken = "POST /services/oauth2/token";
constexpr const char* kRoot = "GET /services/data/v60.0/";

class Session : public SalesforceTest {};

TEST_F(Session, ClientCredentialsSignInAndTheTokenIsUsed) {
  org.on(kSessionQuery, page({}));
  pull(*open());
  const Request token = org.seen(kToken).front();
  EXPECT_EQ(token.body, "grant_type=client_credentials&client_secret=canary-secret&client_id=consumer");
  EXPECT_THAT(org.seen(kSessionQuery).front().head, HasSubstr("Authorization: Bearer canary-token"));
  for (const std::string& line : lines) EXPECT_THAT(line, Not(HasSubstr("canary")));
}

TEST_F(Session, ADeeplyNestedSignInAnswerIsRefusedAndTheHostLives) {
  const std::string nested = std::string(200'000, '[') + std::string(200'000, ']');
  org.on(kToken,
         R"({"access_token": "canary-token", "instance_url": ")" + org.url() + R"(", "x": )" + nested + "}");
  org.on(kSessionQuery, page({}));
  EXPECT_THROW(pull(*open()), std::exception);
  EXPECT_EQ(org.count(kSessionQuery), 0U);
}

TEST_F(Session, VerifyTellsWhoWeAreThereAndWhatIsUsed) {
  org.on(kRoot, [](const Request& request) {
    if (request.path != "/services/data/v60.0/") return reply(404, "");
    return reply(200, "{}",
                 "Sforce-Limit-Info: api-usage=18/15000\r\nDate: Wed, 24 Jul 2024 14:05:58 GMT\r\n");
  });
  const Json who = open()->verify();
  EXPECT_EQ(who["org"], "00D000000000001EAA");
  EXPECT_EQ(who["user"], "005000000000001AAA");
  EXPECT_EQ(who["rights"], Json({"api", "web"}));
  EXPECT_EQ(who["server_time"], 1'721'829'958'000'000);
  EXPECT_THAT(who["note"].get<std::string>(), HasSubstr("18/15000"));
}

TEST_F(Session, AnotherOrganisationAtTheSameAddressHasAnotherIdentity) {
  org.on(kRoot, "{}");
  const Json one = open()->verify();
  org.org_id = "00D000000000002EAA";
  EXPECT_NE(open()->verify()["org"], one["org"]);
}

TEST_F(Session, AnEndedSessionIsRenewedOnceAndTheRequestRepeated) {
  int asked = 0;
  org.on(kSessionQuery, [&](const Request&) {
    return ++asked == 1 ? reply(401, session_expired()) : reply(200, page({record(1)}));
  });
  EXPECT_EQ(pull(*open()).rows.size(), 1U);
  EXPECT_EQ(org.count(kToken), 2U);
  EXPECT_EQ(asked, 2);
}

TEST_F(Session, AnEndedSessionIsRenewedForAWriteToo) {
  int asked = 0;
  org.on("PATCH /services/data/v60.0/composite/sobjects", [&](const Request&) {
    return ++asked == 1 ? reply(401, session_expired())
                        : reply(200, R"([{"id":")" + id_of(1) + R"(","success":true}])");
  });
  EXPECT_EQ(push(*open(), {update(id_of(1), "Ada")})[0].error_class, TANDEM_CLASS_NONE);
}

TEST_F(Session, ASessionThatEndsAtOnceDoesNotLoop) {
  org.on(kSessionQuery, session_expired(), 401);
  EXPECT_EQ(error_of([&] { pull(*open()); }).error_class(), TANDEM_CLASS_AUTH);
  EXPECT_EQ(org.count(kToken), 2U);
  EXPECT_EQ(org.count(kSessionQuery), 2U);
}

TEST_F(Session, SessionsThatSigningInDoesNotMendAreLeftAlone) {
  for (const char* text :
       {"This session is not valid for use with the REST API", "Connected app is not attached to Agent"}) {
    org.on(kSessionQuery, R"([{"errorCode":"INVALID_SESSION_ID","message":")" + std::string(text) + "\"}]",
           401);
    const std::size_t before = org.count(kToken);
    EXPECT_EQ(error_of([&] { pull(*open()); }).error_class(), TANDEM_CLASS_AUTH) << text;
    EXPECT_EQ(org.count(kToken), before + 1) << text;
  }
}

TEST_F(Session, ARefusedSignInSaysWhatToClickAndNoSecret) {
  org.on(kToken,
         R"({"error":"invalid_client","error_description":"invalid client credentials canary-secret"})", 401);
  const auto error = error_of([&] { pull(*open()); });
  EXPECT_EQ(error.error_class(), TANDEM_CLASS_AUTH);
  EXPECT_EQ(error.status(), TANDEM_UNAUTHENTICATED);
  EXPECT_THAT(error.message(), HasSubstr("consumer secret is wrong"));
  EXPECT_THAT(error.message(), Not(HasSubstr("canary")));
  org.on(kToken, R"({"error":"invalid_grant","error_description":"user hasn't approved this consumer"})",
         400);
  EXPECT_THAT(error_of([&] { pull(*open()); }).message(), HasSubstr("pre-authorized"));
}

TEST_F(Session, AWrongClockIsNamed) {
  org.on(kToken, [](const Request&) {
    return reply(400, R"({"error":"invalid_grant","error_description":"invalid assertion"})",
                 "Date: Wed, 24 Jul 2024 14:05:58 GMT\r\n");
  });
  EXPECT_THAT(error_of([&] { pull(*open()); }).message(), HasSubstr("clock"));
}

TEST_F(Session, ASignInThatMakesNoSenseIsAnError) {
  for (const char* body : {"", "[]", "{}", R"({"access_token":"t","instance_url":"x"})",
                           R"({"access_token":"t","instance_url":"http://127.0.0.1:1","id":"nonsense"})"}) {
    org.on(kToken, body);
    EXPECT_EQ(error_of([&] { pull(*open()); }).error_class(), TANDEM_CLASS_CONTRACT) << body;
  }
  org.on(kToken, "<html>maintenance</html>");
  EXPECT_EQ(error_of([&] { pull(*open()); }).error_class(), TANDEM_CLASS_TRANSIENT);
  org.on(kToken, "", 503);
  EXPECT_EQ(error_of([&] { pull(*open()); }).error_class(), TANDEM_CLASS_TRANSIENT);
}

TEST_F(Session, DataIsNotFetchedFromAHostThatNobodyNamed) {
  org.instance_url = "https://collector.example";
  const auto error = error_of([&] { pull(*open()); });
  EXPECT_EQ(error.error_class(), TANDEM_CLASS_CONTRACT);
  EXPECT_THAT(error.message(), HasSubstr("collector.example"));
}

TEST_F(Session, ReadsThatFailSayHow) {
  const auto remote = open();
  const auto error = [&](int status, const std::string& body, const std::string& headers = {}) {
    org.on(kSessionQuery, [=](const Request&) { return reply(status, body, headers); });
    return error_of([&] { pull(*remote); });
  };
  EXPECT_EQ(error(403, R"([{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"x"}])").error_class(),
            TANDEM_CLASS_THROTTLED);
  EXPECT_EQ(error(429, "", "Retry-After: 30\r\n").retry_after_ms, 30'000);
  EXPECT_EQ(error(429, "").error_class(), TANDEM_CLASS_THROTTLED);
  EXPECT_EQ(error(403, R"([{"errorCode":"API_DISABLED_FOR_ORG","message":"x"}])").error_class(),
            TANDEM_CLASS_DENIED);
  EXPECT_EQ(error(500, "").error_class(), TANDEM_CLASS_TRANSIENT);
  EXPECT_EQ(error(503, "<html></html>").error_class(), TANDEM_CLASS_TRANSIENT);
  EXPECT_EQ(error(420, "").error_class(), TANDEM_CLASS_TRANSIENT);
  EXPECT_THAT(error(410, "").message(), HasSubstr("api_version"));
  EXPECT_EQ(error(200, "<!DOCTYPE html><html>login</html>").error_class(), TANDEM_CLASS_TRANSIENT);
  EXPECT_EQ(error(200, "").error_class(), TANDEM_CLASS_CONTRACT);
  EXPECT_EQ(error(200, R"([{"errorCode":"UNKNOWN_EXCEPTION","message":"x"}])").error_class(),
            TANDEM_CLASS_CONTRACT);
  org.on(kSessionQuery, [](const Request&) {
    return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"totalSize\":1", true};
  });
  EXPECT_EQ(error_of([&] { pull(*remote); }).error_class(), TANDEM_CLASS_TRANSIENT);
}

TEST_F(Session, SchemaListsTheObjectsThatCount) {
  org.on("GET /services/data/v60.0/sobjects", [](const Request& request) {
    if (request.path != "/services/data/v60.0/sobjects") return reply(500, "");
    return reply(200,
                 R"({"sobjects":[{"name":"Lead","queryable":true},{"name":"ApexLog","queryable":true}]})");
  });
  org.on("GET /services/data/v60.0/sobjects/Lead/describe",
         R"({"name":"Lead","label":"Lead","queryable":true,"createable":true,"replicateable":true,"fields":[
            {"name":"Id","type":"id"},{"name":"Tandem_Id__c","type":"string","externalId":true,"unique":true,
             "createable":true}]})");
  const Json types = open()->schema()["types"];
  ASSERT_EQ(types.size(), 1U);
  EXPECT_EQ(types[0]["traits"]["create"], "upsert_by_key");
  EXPECT_EQ(types[0]["traits"]["batch_items"], 200);
}

}  // namespace
}  // namespace tandem::salesforce::test
