// SPDX-License-Identifier: Apache-2.0
// Which class each error of Salesforce is, and that its words go no further.
#include "errors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ids.hpp"
#include "results.hpp"

namespace tandem::salesforce {
namespace {

using testing::HasSubstr;
using testing::Not;

tandem_error_class of(const char* code) { return record_class(RemoteError{code, {}, {}, {}}, {}); }

TEST(RecordErrors, EachCodeHasItsClass) {
  EXPECT_EQ(of("UNABLE_TO_LOCK_ROW"), TANDEM_CLASS_LOCKED);
  EXPECT_EQ(of("ENTITY_IS_LOCKED"), TANDEM_CLASS_LOCKED);
  EXPECT_EQ(of("DUPLICATE_VALUE"), TANDEM_CLASS_INVALID);
  EXPECT_EQ(of("DUPLICATES_DETECTED"), TANDEM_CLASS_INVALID);
  EXPECT_EQ(of("CANNOT_UPDATE_CONVERTED_LEAD"), TANDEM_CLASS_TERMINAL);
  EXPECT_EQ(of("ENTITY_IS_DELETED"), TANDEM_CLASS_GONE);
  EXPECT_EQ(of("NOT_FOUND"), TANDEM_CLASS_NOT_FOUND);
  EXPECT_EQ(of("INSUFFICIENT_ACCESS_OR_READONLY"), TANDEM_CLASS_DENIED);
  EXPECT_EQ(of("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"), TANDEM_CLASS_DENIED);
  EXPECT_EQ(of("REQUEST_LIMIT_EXCEEDED"), TANDEM_CLASS_THROTTLED);
  EXPECT_EQ(of("SERVER_UNAVAILABLE"), TANDEM_CLASS_UNKNOWN);
  EXPECT_EQ(of("UNKNOWN_EXCEPTION"), TANDEM_CLASS_UNKNOWN);
  EXPECT_EQ(of("ALL_OR_NONE_OPERATION_ROLLED_BACK"), TANDEM_CLASS_TRANSIENT);
  EXPECT_EQ(of("PROCESSING_HALTED"), TANDEM_CLASS_TRANSIENT);
  for (const char* code : {"REQUIRED_FIELD_MISSING", "STRING_TOO_LONG", "INVALID_EMAIL_ADDRESS",
                           "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "FIELD_CUSTOM_VALIDATION_EXCEPTION",
                           "FIELD_INTEGRITY_EXCEPTION", "INVALID_FIELD_FOR_INSERT_UPDATE",
                           "INVALID_TYPE_ON_FIELD_IN_RECORD", "MALFORMED_ID", "SOMETHING_QUITE_NEW"}) {
    EXPECT_EQ(of(code), TANDEM_CLASS_INVALID) << code;
  }
}

TEST(RecordErrors, TheFieldIsNamedAndTheValueIsNot) {
  const auto error = parse_error(
      R"([{"statusCode":"INVALID_EMAIL_ADDRESS","message":"Email: invalid email address: ada@secret","fields":["Email"]}])");
  ASSERT_TRUE(error);
  const adapter::PushResult verdict = record_verdict(*error, {});
  EXPECT_EQ(verdict.field, "Email");
  EXPECT_EQ(verdict.remote_code, "INVALID_EMAIL_ADDRESS");
  EXPECT_THAT(verdict.message, HasSubstr("INVALID_EMAIL_ADDRESS (Email)"));
  EXPECT_THAT(verdict.message, Not(HasSubstr("secret")));
}

TEST(RecordErrors, WhatIsNoNameIsNotShown) {
  const adapter::PushResult verdict =
      record_verdict(RemoteError{"ada lovelace <ada@x>", "", {"ada@x.example"}, ""}, {});
  EXPECT_THAT(verdict.message, Not(HasSubstr("ada")));
  EXPECT_EQ(verdict.field, "?");
}

RemoteError duplicate(const std::string& field, const std::string& fields = "[]") {
  const auto error =
      parse_error(R"({"statusCode":"DUPLICATE_VALUE","message":"duplicate value found: )" + field +
                  R"( duplicates value on record with id: 001D000000IqhSL","fields":)" + fields + "}");
  EXPECT_TRUE(error);
  return error.value_or(RemoteError{});
}

TEST(RecordErrors, OnlyOurKeyTwiceIsADuplicate) {
  for (const RemoteError& ours :
       {duplicate("Tandem_Id__c"), duplicate("value", R"(["Tandem_Id__c"])"), duplicate("<unknown> key-1")}) {
    const adapter::PushResult verdict = record_verdict(ours, {true, "key-1"});
    EXPECT_EQ(verdict.error_class, TANDEM_CLASS_DUPLICATE);
    EXPECT_EQ(verdict.id, "001D000000IqhSLIAZ");
  }
  const adapter::PushResult other = record_verdict(duplicate("Tax_Number__c"), {true, "key-1"});
  EXPECT_EQ(other.error_class, TANDEM_CLASS_INVALID);
  EXPECT_EQ(other.field, "Tax_Number__c");
  EXPECT_EQ(record_verdict(duplicate("x", R"(["Tax_Number__c"])"), {}).field, "Tax_Number__c");
  EXPECT_EQ(record_verdict(duplicate("<unknown>"), {true, ""}).error_class, TANDEM_CLASS_INVALID);
  EXPECT_EQ(record_verdict(duplicate("ada@example.test"), {true, "key-1"}).field, "");
}

TEST(RecordErrors, ADuplicateRuleNamesTheOtherRecordAndWhatToDo) {
  const auto rule = parse_error(R"([{"errorCode":"DUPLICATES_DETECTED","message":"Use one of these records?",
    "duplicateResult":{"allowSave":true,"matchResults":[{"matchRecords":[{"record":{"Id":"00QD000000IqhSLIAZ"}}]}]}}])");
  ASSERT_TRUE(rule);
  const adapter::PushResult verdict = record_verdict(*rule, {true, "key-1"});
  EXPECT_EQ(verdict.error_class, TANDEM_CLASS_INVALID);  // tried again it would be refused again
  EXPECT_EQ(verdict.remote_code, "DUPLICATES_DETECTED");
  EXPECT_EQ(verdict.id, long_id("00QD000000IqhSLIAZ"));
  EXPECT_THAT(verdict.message, HasSubstr("Salesforce's duplicate rule refuses it: merge or relate it there"));
}

TEST(RecordErrors, ADeletedReferenceIsNotADeletedRecord) {
  for (const char* code : {"ENTITY_IS_DELETED", "NOT_FOUND", "INVALID_CROSS_REFERENCE_KEY", "MALFORMED_ID"}) {
    const adapter::PushResult update = record_verdict(RemoteError{code, "", {"Id", "AccountId"}, ""}, {});
    EXPECT_EQ(update.error_class, TANDEM_CLASS_INVALID) << code;
    EXPECT_EQ(update.field, "AccountId") << code;
    // What is only being made cannot have been deleted, whether the field is named or not.
    EXPECT_EQ(record_verdict(RemoteError{code, "", {}, ""}, {true, "key"}).error_class, TANDEM_CLASS_INVALID)
        << code;
  }
  const adapter::PushResult named = record_verdict(RemoteError{"ENTITY_IS_DELETED", "", {"OwnerId"}, ""}, {});
  EXPECT_THAT(named.message, HasSubstr("ENTITY_IS_DELETED (OwnerId): a record it refers to"));
  const adapter::PushResult itself = record_verdict(RemoteError{"ENTITY_IS_DELETED", "", {"Id"}, ""}, {});
  EXPECT_EQ(itself.error_class, TANDEM_CLASS_GONE);
  EXPECT_EQ(itself.field, "Id");
}

adapter::Failure whole(int status, std::string_view body, bool writes = false, std::string_view retry = {}) {
  Answer answer;
  answer.status = status;
  answer.body = body;
  answer.writes = writes;
  answer.retry_after = retry;
  return call_failure(answer);
}

TEST(CallErrors, StatusesHaveTheirClasses) {
  EXPECT_EQ(whole(401, "").error_class(), TANDEM_CLASS_AUTH);
  EXPECT_EQ(whole(401, "").status(), TANDEM_UNAUTHENTICATED);
  EXPECT_EQ(whole(403, "").error_class(), TANDEM_CLASS_DENIED);
  EXPECT_EQ(whole(410, "").error_class(), TANDEM_CLASS_DENIED);
  EXPECT_EQ(whole(420, "").error_class(), TANDEM_CLASS_TRANSIENT);
  EXPECT_EQ(whole(429, "").error_class(), TANDEM_CLASS_THROTTLED);
  for (const int status : {500, 502, 503, 504}) {
    EXPECT_EQ(whole(status, "<html>").error_class(), TANDEM_CLASS_TRANSIENT) << status;
    EXPECT_EQ(whole(status, "<html>", true).error_class(), TANDEM_CLASS_UNKNOWN) << status;
  }
}

TEST(CallErrors, CodesSayMoreThanTheStatus) {
  const auto limit =
      whole(403, R"([{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}])");
  EXPECT_EQ(limit.error_class(), TANDEM_CLASS_THROTTLED);
  EXPECT_EQ(limit.status(), TANDEM_RATE_LIMITED);
  EXPECT_EQ(limit.retry_after_ms(), 0);
  EXPECT_EQ(whole(400, R"([{"errorCode":"QUERY_TIMEOUT","message":""}])").error_class(),
            TANDEM_CLASS_TRANSIENT);
  // Behind a 5xx nobody knows what was done, whatever the code.
  EXPECT_EQ(whole(503, R"([{"errorCode":"SERVER_UNAVAILABLE","message":""}])", true).error_class(),
            TANDEM_CLASS_UNKNOWN);
  EXPECT_EQ(whole(500, R"([{"errorCode":"UNKNOWN_EXCEPTION","message":""}])").error_class(),
            TANDEM_CLASS_TRANSIENT);
  EXPECT_THAT(
      whole(
          401,
          R"([{"errorCode":"INVALID_SESSION_ID","message":"This session is not valid for use with the REST API"}])")
          .message(),
      HasSubstr("session security level"));
}

TEST(CallErrors, AMissingAddressSaysNothingOfRecords) {
  for (const bool writes : {false, true}) {
    for (const char* body : {"", "<html><h1>404</h1></html>", "404 page not found"}) {
      EXPECT_EQ(whole(404, body, writes).error_class(), TANDEM_CLASS_TRANSIENT) << body;
      EXPECT_THAT(whole(404, body, writes).message(), HasSubstr("proxy"));
    }
    for (const char* code : {"NOT_FOUND", "ENTITY_IS_DELETED", "SOMETHING_NEW"}) {
      const std::string body = std::string(R"([{"message":"x","errorCode":")") + code + "\"}]";
      const auto told = whole(404, body, writes);
      EXPECT_EQ(told.error_class(), TANDEM_CLASS_DENIED) << code;
      EXPECT_EQ(told.status(), TANDEM_FORBIDDEN) << code;
      EXPECT_EQ(told.remote_code(), code);
      EXPECT_THAT(told.message(), HasSubstr("an object, a field or the API version is not there"));
      EXPECT_EQ(whole(400, body, writes).error_class() == TANDEM_CLASS_NOT_FOUND, false) << code;
      EXPECT_EQ(whole(400, body, writes).error_class() == TANDEM_CLASS_GONE, false) << code;
    }
  }
}

TEST(CallErrors, WaitsAreTakenFromSecondsAndDates) {
  EXPECT_EQ(whole(429, "", false, "7").retry_after_ms(), 7'000);
  EXPECT_EQ(whole(429, "", false, "soon").retry_after_ms(), 0);
  EXPECT_EQ(retry_after_ms("Sun, 06 Nov 1994 08:49:37 GMT", 784'111'770LL * 1'000'000), 7'000);
  EXPECT_EQ(retry_after_ms("Sun, 06 Nov 1994 08:49:37 GMT", std::nullopt), 0);
}

TEST(CallErrors, SomeSessionsAreNotMendedBySigningIn) {
  EXPECT_TRUE(
      session_ended(401, R"([{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}])"));
  EXPECT_TRUE(session_ended(401, ""));
  EXPECT_FALSE(session_ended(401, "This session is not valid for use with the REST API"));
  EXPECT_FALSE(session_ended(401, "Connected app is not attached to Agent"));
  EXPECT_FALSE(session_ended(403, ""));
}

TEST(Results, ComeInOrderAndMissingOnesAreUnknown) {
  const auto results = parse_results(
      R"([{"id":"001D000000IqhSL","success":true,"errors":[]},
          {"success":false,"errors":[{"statusCode":"STRING_TOO_LONG","message":"x","fields":["Company"]}]},
          {"success":false,"errors":[]}, 7])");
  ASSERT_EQ(results.size(), 4U);
  EXPECT_TRUE(results[0].success);
  EXPECT_EQ(results[0].id, "001D000000IqhSLIAZ");
  ASSERT_TRUE(results[1].error);
  EXPECT_EQ(results[1].error->fields, std::vector<std::string>{"Company"});
  EXPECT_FALSE(results[2].error);
  EXPECT_FALSE(results[3].success);
}

TEST(Results, AnythingButAListLeavesTheWriteUnknown) {
  for (const char* body : {"", "{}", "[{\"id\":", "<html>"}) {
    try {
      parse_results(body);
      ADD_FAILURE() << body;
    } catch (const adapter::Failure& failure) {
      EXPECT_EQ(failure.error_class(), TANDEM_CLASS_UNKNOWN);
    }
  }
}

}  // namespace
}  // namespace tandem::salesforce
