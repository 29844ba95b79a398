// SPDX-License-Identifier: Apache-2.0
// Writes over a socket: what is sent, what each verdict becomes, and what is unknown.
#include <tandem/adapter/capabilities.h>

#include "org.hpp"

namespace tandem::salesforce::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kUpsert = "PATCH /services/data/v60.0/composite/sobjects/Lead/Tandem_Id__c";
constexpr const char* kUpdate = "PATCH /services/data/v60.0/composite/sobjects";
constexpr const char* kDelete = "DELETE /services/data/v60.0/composite/sobjects";
constexpr const char* kPushQuery = "GET /services/data/v60.0/query";

std::string yes(int number) { return R"({"id":")" + id_of(number) + R"(","success":true,"errors":[]})"; }
constexpr const char* kOurs = "2024-07-24T14:06:30.000+0000";
constexpr const char* kNotFound = R"([{"errorCode":"NOT_FOUND","message":"x"}])";
constexpr const char* kHtml = "<!DOCTYPE html><html><body>Not found</body></html>";

std::string no(const std::string& code, const std::string& field = {}) {
  return R"({"success":false,"errors":[{"statusCode":")" + code +
         R"(","message":"ada@example.test","fields":[)" + (field.empty() ? "" : "\"" + field + "\"") + "]}]}";
}

class Push : public SalesforceTest {};

TEST_F(Push, CreatesAreUpsertsByTheTandemId) {
  org.on(kUpsert, "[" + yes(1) + "," + yes(2) + "]");
  const auto remote = open();
  const auto results = push(*remote, {create("key-1", "Ada"), create("key-2", "Grace")});
  EXPECT_EQ(results[0].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(results[0].id, id_of(1));
  EXPECT_EQ(results[1].id, id_of(2));
  const Request sent = org.seen(kUpsert).front();
  const Json body = Json::parse(sent.body);
  EXPECT_EQ(body["allOrNone"], false);
  EXPECT_EQ(body["records"][0]["attributes"]["type"], "Lead");
  EXPECT_EQ(body["records"][0]["Tandem_Id__c"], "key-1");
  EXPECT_EQ(body["records"][1]["LastName"], "Grace");
  EXPECT_FALSE(body["records"][0].contains("id"));
  EXPECT_THAT(sent.head, HasSubstr("Sforce-Auto-Assign: FALSE"));
  EXPECT_THAT(sent.head, HasSubstr("Sforce-Call-Options: client=Tandem"));
  EXPECT_THAT(sent.head, HasSubstr("Content-Type: application/json"));
}

TEST_F(Push, AssignmentRulesRunWhereTheAdminWantsThem) {
  org.on(kUpsert, "[" + yes(1) + "]");
  push(*open({{"assignment_rules", true}, {"client_name", "Desk"}}), {create("key", "Ada")});
  EXPECT_THAT(org.seen(kUpsert).front().head, Not(HasSubstr("Sforce-Auto-Assign")));
  EXPECT_THAT(org.seen(kUpsert).front().head, HasSubstr("client=Desk"));
}

TEST_F(Push, UpdatesAndDeletesGoByIdAndEachOnItsOwn) {
  org.on(kUpdate, "[" + yes(1) + "]");
  org.on(kDelete, "[" + yes(2) + "]");
  const auto results = push(*open(), {erase(id_of(2)), update(id_of(1), "Ada")});
  EXPECT_EQ(results[0].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(results[1].error_class, TANDEM_CLASS_NONE);
  const Json body = Json::parse(org.seen(kUpdate).front().body);
  EXPECT_EQ(body["records"][0]["id"], id_of(1));
  EXPECT_FALSE(body["records"][0].contains("Tandem_Id__c"));
  EXPECT_EQ(org.seen(kDelete).front().query, "allOrNone=false&ids=" + id_of(2));
  EXPECT_EQ(org.count(kPushQuery), 1U);  // nothing to compare with: only the version afterwards
  EXPECT_THAT(org.seen(kPushQuery).front().query, Not(HasSubstr(id_of(2))));
}

TEST_F(Push, OneRefusedRecordOfABatchLeavesTheOthersDone) {
  org.on(kUpdate, "[" + yes(1) + "," + no("STRING_TOO_LONG", "Company") + "," + no("UNABLE_TO_LOCK_ROW") +
                      "," + no("CANNOT_UPDATE_CONVERTED_LEAD") + "," + no("ENTITY_IS_DELETED") + "]");
  const auto results = push(*open(), {update(id_of(1), "a"), update(id_of(2), "b"), update(id_of(3), "c"),
                                      update(id_of(4), "d"), update(id_of(5), "e")});
  EXPECT_EQ(results[0].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(results[1].error_class, TANDEM_CLASS_INVALID);
  EXPECT_EQ(results[1].field, "Company");
  EXPECT_EQ(results[1].remote_code, "STRING_TOO_LONG");
  EXPECT_THAT(results[1].message, Not(HasSubstr("ada@")));
  EXPECT_EQ(results[2].error_class, TANDEM_CLASS_LOCKED);
  EXPECT_EQ(results[3].error_class, TANDEM_CLASS_TERMINAL);
  EXPECT_EQ(results[4].error_class, TANDEM_CLASS_GONE);
}

TEST_F(Push, WhatSomebodyChangedSinceIsMergedFirst) {
  org.on(kPushQuery, page({record(1, "2024-07-24T14:05:59.000+0000"), record(2)}));
  org.on(kUpdate, "[" + yes(2) + "]");
  const auto results = push(*open(), {update(id_of(1), "a", "2024-07-24T14:05:58.000+0000"),
                                      update(id_of(2), "b", "2024-07-24T14:05:58.000+0000")});
  EXPECT_EQ(results[0].error_class, TANDEM_CLASS_CONFLICT);
  EXPECT_EQ(results[1].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(Json::parse(org.seen(kUpdate).front().body)["records"].size(), 1U);
}

TEST_F(Push, TheVersionAfterAWriteIsReadOnceForTheWholeCollection) {
  org.on(kUpdate, "[" + yes(1) + "," + no("STRING_TOO_LONG", "Company") + "," + yes(3) + "]");
  org.on(kUpsert, "[" + yes(4) + "]");
  org.on(kPushQuery, [](const Request& request) {
    if (request.query.find(id_of(4)) != std::string::npos) return reply(200, page({record(4, kOurs)}));
    return reply(200, page({record(1, kOurs), record(3)}));
  });
  const auto results = push(
      *open(), {update(id_of(1), "a"), update(id_of(2), "b"), update(id_of(3), "c"), create("key", "d")});
  EXPECT_EQ(results[0].version, kOurs);  // as a pull shows it
  EXPECT_EQ(results[1].version, "");
  EXPECT_EQ(results[2].version, "2024-07-24T14:05:58.000+0000");
  EXPECT_EQ(results[3].version, kOurs);
  EXPECT_EQ(results[3].id, id_of(4));
  EXPECT_EQ(org.count(kPushQuery), 2U);
  for (const Request& request : org.seen(kPushQuery)) {
    EXPECT_THAT(request.query, HasSubstr("SystemModstamp"));
    EXPECT_THAT(request.query, Not(HasSubstr(id_of(2))));
  }
}

TEST_F(Push, AStampThatSomebodyElseSetSinceIsNotOurVersion) {
  org.on(kUpdate, "[" + yes(1) + "]");
  std::string foreign = record(1, kOurs);
  foreign.replace(foreign.find("005000000000001AAA"), 18, "005000000000002AAA");
  org.on(kPushQuery, page({foreign}));
  const auto results = push(*open(), {update(id_of(1), "a")});
  EXPECT_EQ(results[0].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(results[0].version, "");
}

TEST_F(Push, AWriteStandsWhereItsVersionCannotBeRead) {
  org.on(kUpdate, "[" + yes(1) + "]");
  const auto remote = open();
  const std::vector<Org::Route> failures = {
      [](const Request&) { return reply(429, "", "Retry-After: 9\r\n"); },
      [](const Request&) { return reply(404, kHtml); },
      [](const Request&) { return reply(401, session_expired()); },
      [](const Request&) { return reply(200, "nonsense"); },
      [](const Request&) {
        return Reply{"", true};
      }};
  for (const Org::Route& failure : failures) {
    org.on(kPushQuery, failure);
    const auto results = push(*remote, {update(id_of(1), "a")});
    ASSERT_EQ(results.size(), 1U);
    EXPECT_TRUE(results[0].answered);
    EXPECT_EQ(results[0].error_class, TANDEM_CLASS_NONE);
    EXPECT_EQ(results[0].version, "");
  }
}

TEST_F(Push, ACallToAnAddressThatIsNotThereDeletesNothing) {
  const auto remote = open();
  const auto class_of = [&](const char* route, const std::string& body, const sync::PushItem& item) {
    org.on(route, body, 404);
    return error_of([&] { push(*remote, {item}); }).error_class();
  };
  for (const auto& [route, item] :
       {std::pair{kUpdate, update(id_of(1), "a")}, std::pair{kDelete, erase(id_of(1))},
        std::pair{kUpsert, create("key", "a")},
        std::pair{kPushQuery, update(id_of(1), "a", "2024-07-24T14:05:58.000+0000")}}) {
    EXPECT_EQ(class_of(route, kHtml, item), TANDEM_CLASS_TRANSIENT) << route;
    EXPECT_EQ(class_of(route, kNotFound, item), TANDEM_CLASS_DENIED) << route;
  }
}

TEST_F(Push, AMissingAddressBehindTheFirstCallIsNoVerdictOnRecordsEither) {
  org.on(kUpsert, "[" + yes(1) + "]");
  org.on(kDelete, kNotFound, 404);
  org.on(kPushQuery, kNotFound, 404);
  const auto results = push(
      *open(), {create("key", "a"), erase(id_of(2)), update(id_of(3), "c", "2024-07-24T14:05:58.000+0000")});
  EXPECT_EQ(results[0].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(results[1].error_class, TANDEM_CLASS_DENIED);
  EXPECT_EQ(results[2].error_class, TANDEM_CLASS_DENIED);  // the query for its stamp failed
  EXPECT_EQ(org.count(kUpdate), 1U);                       // the create alone, whose address begins so
}

TEST_F(Push, ADeletedReferenceLeavesTheRecordWhereItIs) {
  org.on(kUpdate, "[" + no("ENTITY_IS_DELETED", "OwnerId") + "," + no("ENTITY_IS_DELETED") + "]");
  org.on(kUpsert, "[" + no("ENTITY_IS_DELETED") + "]");
  const auto results = push(*open(), {update(id_of(1), "a"), update(id_of(2), "b"), create("key", "c")});
  EXPECT_EQ(results[0].error_class, TANDEM_CLASS_INVALID);
  EXPECT_EQ(results[0].field, "OwnerId");
  EXPECT_EQ(results[1].error_class, TANDEM_CLASS_GONE);
  EXPECT_EQ(results[2].error_class, TANDEM_CLASS_INVALID);
}

TEST_F(Push, ADuplicateRuleSendsTheCreateToQuarantine) {
  org.on(kUpsert, R"([{"success":false,"errors":[{"statusCode":"DUPLICATES_DETECTED","message":"Use one?",
    "fields":[],"duplicateResult":{"matchResults":[{"matchRecords":[{"record":{"Id":")" +
                      id_of(7) + R"("}}]}]}}]},)" + no("DUPLICATE_VALUE", "Tandem_Id__c") + "," +
                      no("DUPLICATE_VALUE", "Tax_Number__c") + "]");
  const auto results = push(*open(), {create("key-1", "a"), create("key-2", "b"), create("key-3", "c")});
  EXPECT_EQ(results[0].error_class, TANDEM_CLASS_INVALID);
  EXPECT_EQ(results[0].remote_code, "DUPLICATES_DETECTED");
  EXPECT_EQ(results[0].id, id_of(7));
  EXPECT_THAT(results[0].message, HasSubstr("merge or relate it there"));
  EXPECT_EQ(results[1].error_class, TANDEM_CLASS_DUPLICATE);
  EXPECT_EQ(results[2].error_class, TANDEM_CLASS_INVALID);
  EXPECT_EQ(results[2].field, "Tax_Number__c");
}

TEST_F(Push, ResultsThatAreMissingAreUnknown) {
  org.on(kUpdate, "[" + yes(1) + R"(,{"success":false,"errors":[]}])");
  const auto results = push(*open(), {update(id_of(1), "a"), update(id_of(2), "b"), update(id_of(3), "c")});
  EXPECT_TRUE(results[0].answered);
  EXPECT_FALSE(results[1].answered);
  EXPECT_FALSE(results[2].answered);
}

TEST_F(Push, WithoutAVerdictAWriteIsUnknown) {
  const auto remote = open();
  const auto class_of = [&](Org::Route route) {
    org.on(kUpdate, std::move(route));
    return error_of([&] { push(*remote, {update(id_of(1), "a")}); }).error_class();
  };
  EXPECT_EQ(class_of([](const Request&) { return reply(500, "oops"); }), TANDEM_CLASS_UNKNOWN);
  EXPECT_EQ(class_of([](const Request&) { return reply(502, "<html>bad gateway</html>"); }),
            TANDEM_CLASS_UNKNOWN);
  EXPECT_EQ(class_of([](const Request&) {
              return reply(503, R"([{"errorCode":"SERVER_UNAVAILABLE","message":"down"}])",
                           "Retry-After: 9\r\n");
            }),
            TANDEM_CLASS_UNKNOWN);
  EXPECT_EQ(class_of([](const Request&) { return reply(200, "<!DOCTYPE html><html></html>"); }),
            TANDEM_CLASS_UNKNOWN);
  EXPECT_EQ(class_of([](const Request&) { return reply(200, "[{\"id\":"); }), TANDEM_CLASS_UNKNOWN);
  EXPECT_EQ(class_of([](const Request&) {
              return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{\"id\":", true};
            }),
            TANDEM_CLASS_UNKNOWN);
  EXPECT_EQ(class_of([](const Request&) { return Reply{"", true}; }), TANDEM_CLASS_UNKNOWN);
}

TEST_F(Push, ACallThatWasRefusedWholeIsNoRiddle) {
  const auto remote = open();
  const auto error = [&](int status, const std::string& body, const std::string& headers = {}) {
    org.on(kUpdate, [=](const Request&) { return reply(status, body, headers); });
    return error_of([&] { push(*remote, {update(id_of(1), "a")}); });
  };
  const auto limited =
      error(403, R"([{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}])");
  EXPECT_EQ(limited.error_class(), TANDEM_CLASS_THROTTLED);
  EXPECT_EQ(error(429, "", "Retry-After: 3\r\n").retry_after_ms, 3'000);
  EXPECT_EQ(error(429, "").retry_after_ms, 0);
  EXPECT_EQ(error(403, "").error_class(), TANDEM_CLASS_DENIED);
  EXPECT_EQ(error(400, R"([{"errorCode":"JSON_PARSER_ERROR","message":"x"}])").error_class(),
            TANDEM_CLASS_INVALID);
  EXPECT_EQ(error(420, "").error_class(), TANDEM_CLASS_TRANSIENT);
}

TEST_F(Push, AFailureBehindTheFirstCallIsToldForEachItemLeft) {
  org.on(kUpdate, "[" + yes(1) + "]");
  org.on(kDelete, "", 429);
  const auto results = push(*open(), {update(id_of(1), "a"), erase(id_of(2))});
  EXPECT_EQ(results[0].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(results[1].error_class, TANDEM_CLASS_THROTTLED);
}

TEST_F(Push, WithoutTheKeyFieldCreatesArePlain) {
  org.on("GET /services/data/v60.0/sobjects/Lead/describe",
         R"({"name":"Lead","queryable":true,"createable":true,"fields":[{"name":"Id","type":"id"},
            {"name":"SystemModstamp","type":"datetime"},{"name":"LastName","type":"string","createable":true}]})");
  org.on("POST /services/data/v60.0/composite/sobjects", "[" + yes(1) + "]");
  EXPECT_EQ(push(*open(), {create("key", "Ada")})[0].id, id_of(1));
  EXPECT_THAT(org.seen("POST /services/data/v60.0/composite/sobjects").front().body,
              Not(HasSubstr("Tandem_Id__c")));
}

TEST_F(Push, AKeyThatIsNotUniqueIsNotUsedAndTheLogSaysWhatToTick) {
  org.on("GET /services/data/v60.0/sobjects/Lead/describe",
         R"({"name":"Lead","queryable":true,"createable":true,"fields":[{"name":"Id","type":"id"},
            {"name":"SystemModstamp","type":"datetime"},{"name":"LastName","type":"string","createable":true},
            {"name":"Tandem_Id__c","type":"string","externalId":true,"unique":false,"createable":true}]})");
  org.on("POST /services/data/v60.0/composite/sobjects", "[" + yes(1) + "]");
  EXPECT_EQ(push(*open(), {create("key", "Ada")})[0].id, id_of(1));
  EXPECT_EQ(org.count(kUpsert), 0U);
  EXPECT_THAT(lines, testing::Contains(HasSubstr("tick 'Unique'")));
}

TEST_F(Push, MoreThanTwoHundredAreParted) {
  org.on(kUpdate, [](const Request& request) {
    const std::size_t count = Json::parse(request.body)["records"].size();
    std::string body = "[";
    for (std::size_t i = 0; i < count; ++i) body += (i == 0 ? "" : ",") + yes(1);
    return reply(200, body + "]");
  });
  std::vector<sync::PushItem> items;
  for (int i = 0; i < 201; ++i) items.push_back(update(id_of(i), "a"));
  const auto results = push(*open(), items);
  EXPECT_EQ(org.count(kUpdate), 2U);
  for (const auto& result : results) EXPECT_EQ(result.error_class, TANDEM_CLASS_NONE);
}

TEST_F(Push, DataThatSpellsAPlaceholderStaysData) {
  org.on(kUpdate, "[" + yes(1) + "]");
  push(*open(), {update(id_of(1), "{{secret:client_secret}} {{session:access_token}}")});
  const Json body = Json::parse(org.seen(kUpdate).front().body);
  EXPECT_EQ(body["records"][0]["LastName"], "{{secret:client_secret}} {{session:access_token}}");
}

}  // namespace
}  // namespace tandem::salesforce::test
