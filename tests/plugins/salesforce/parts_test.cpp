// SPDX-License-Identifier: Apache-2.0
// Ids, times, queries, cursors, settings, descriptions: without any call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <tandem/cpp/times.hpp>

#include "cursor.hpp"
#include "describe.hpp"
#include "ids.hpp"
#include "login.hpp"
#include "page.hpp"
#include "pull.hpp"
#include "results.hpp"
#include "settings.hpp"
#include "soql.hpp"

namespace tandem::salesforce {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Ids, FifteenCharactersGetTheirCheck) {
  EXPECT_EQ(long_id("001D000000IqhSL"), "001D000000IqhSLIAZ");
  EXPECT_EQ(long_id("aaaaaaaaaaaaaaa"), "aaaaaaaaaaaaaaaAAA");
  EXPECT_EQ(long_id("AAAAAAAAAAAAAAA"), "AAAAAAAAAAAAAAA555");
}

TEST(Ids, EighteenCharactersGetTheCaseThatTheirCheckTells) {
  EXPECT_EQ(long_id("001D000000IqhSLIAZ"), "001D000000IqhSLIAZ");
  EXPECT_EQ(long_id("001d000000iqhsliaz"), "001D000000IqhSLIAZ");
  EXPECT_EQ(long_id("001D000000IQHSLIAZ"), "001D000000IqhSLIAZ");
}

TEST(Ids, AnythingElseStaysAsItIs) {
  for (const char* text : {"", "short", "001D000000IqhSL!", "001D000000IqhSL99é", "001D000000IqhSL999"}) {
    EXPECT_EQ(long_id(text), text);
  }
}

TEST(Ids, AreFoundInADuplicatesMessage) {
  EXPECT_EQ(id_in_message("duplicate value found: X__c duplicates value on record with id: 001D000000IqhSL"),
            "001D000000IqhSLIAZ");
  EXPECT_EQ(id_in_message("duplicates value on record with id: <unknown>"), "");
}

TEST(Times, TheApisFormAndItsRelativesAreRead) {
  const std::int64_t expected = 1'721'829'958 * times::kSecond;
  EXPECT_EQ(times::read_instant("2024-07-24T14:05:58.000+0000"), expected);
  EXPECT_EQ(times::read_instant("2024-07-24T14:05:58Z"), expected);
  EXPECT_EQ(times::read_instant("2024-07-24T16:05:58+02:00"), expected);
  EXPECT_EQ(times::read_instant("2024-07-24T14:05:58.250+0000"), expected + 250'000);
  EXPECT_EQ(times::read_date("1970-01-02"), 1);
  EXPECT_EQ(times::read_date("2024-02-29"), 19'782);
}

TEST(Times, NonsenseIsRefused) {
  for (const char* text :
       {"", "2024-07-24", "2024-13-24T14:05:58Z", "2024-02-30T00:00:00Z", "2024-07-24T14:05:58",
        "2024-07-24T25:05:58Z", "2024-07-24T14:05:58Zz", "2024-07-24T14:05:58.Z"}) {
    EXPECT_EQ(times::read_instant(text), std::nullopt) << text;
  }
  EXPECT_EQ(times::read_date("2023-02-29"), std::nullopt);
  EXPECT_EQ(times::read_date("2023-02-2x"), std::nullopt);
}

TEST(Times, FormatIsWhatSoqlTakes) {
  EXPECT_EQ(soql_instant(1'721'829'958 * times::kSecond), "2024-07-24T14:05:58Z");
  EXPECT_EQ(soql_instant(1'721'829'958 * times::kSecond + 250'000), "2024-07-24T14:05:58.250Z");
  EXPECT_EQ(soql_instant(-1 * times::kSecond), "1969-12-31T23:59:59Z");
  EXPECT_EQ(times::date_text(19'782), "2024-02-29");
}

TEST(Times, HttpDatesAreRead) {
  EXPECT_EQ(times::read_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777 * times::kSecond);
  EXPECT_EQ(times::read_http_date("yesterday"), std::nullopt);
}

TEST(Soql, TextIsEscapedAsSoqlWants) {
  EXPECT_EQ(soql_text("O'Brien \\ \n\t"), "'O\\'Brien \\\\ \\n\\t'");
  EXPECT_EQ(soql_text(std::string_view("\x01", 1)), "'\\u0001'");
  EXPECT_EQ(url_encoded("a+b c'&é"), "a%2Bb%20c%27%26%C3%A9");
}

TEST(Soql, NamesAreOnlyNames) {
  EXPECT_TRUE(is_field_path("Owner.Email"));
  EXPECT_TRUE(is_field_path("Tandem_Id__c"));
  for (const char* bad : {"", "a b", "a..b", "a,b", "1a", "a'", "Owner."})
    EXPECT_FALSE(is_field_path(bad)) << bad;
}

TEST(Soql, LongListsArePartedSoThatEveryAddressFits) {
  std::vector<std::string> ids;
  for (int i = 0; i < 2'000; ++i) ids.push_back("00Q" + std::to_string(100'000'000'000'000 + i));
  const auto lists = in_lists("Id", ids, 1'000);
  ASSERT_GT(lists.size(), 1U);
  std::size_t values = 0;
  for (const std::string& list : lists) {
    EXPECT_LT(url_encoded(list).size() + 1'000, kLongestAddress);
    EXPECT_EQ(list.front(), 'I');
    EXPECT_EQ(list.back(), ')');
    values += static_cast<std::size_t>(std::count(list.begin(), list.end(), ',')) + 1;
  }
  EXPECT_EQ(values, ids.size());
  EXPECT_TRUE(in_lists("Id", {}, 0).empty());
}

RowPlan lead_plan() {
  static const std::vector<tandem_str> none;
  return plan_rows(adapter::TextList(), {}, "bdmcr");
}

TEST(Queries, AFirstRunTakesLiveRowsInOrderOfChange) {
  const std::string query = pull_query("Lead", lead_plan(), Cursor{});
  EXPECT_EQ(
      query,
      "SELECT Id,SystemModstamp,LastModifiedById,IsDeleted,MasterRecordId,IsConverted,ConvertedContactId "
      "FROM Lead WHERE IsDeleted = false ORDER BY SystemModstamp, Id");
}

TEST(Queries, ChangesStartAtTheWatermarkAndResumeInsideATie) {
  Cursor cursor;
  cursor.from = 1'721'829'958 * times::kSecond;
  EXPECT_THAT(pull_query("Lead", lead_plan(), cursor),
              HasSubstr(" WHERE SystemModstamp >= 2024-07-24T14:05:58Z ORDER BY"));
  cursor.at = *cursor.from + times::kSecond;
  cursor.id = "00Q000000000001AAA";
  EXPECT_THAT(pull_query("Lead", lead_plan(), cursor),
              HasSubstr(" WHERE ((SystemModstamp = 2024-07-24T14:05:59Z AND Id > '00Q000000000001AAA') OR "
                        "SystemModstamp > 2024-07-24T14:05:59Z) ORDER BY SystemModstamp, Id"));
  EXPECT_THAT(pull_query("Lead", lead_plan(), cursor), Not(HasSubstr("IsDeleted = false")));
}

TEST(Queries, AFullScanGoesById) {
  Cursor cursor;
  cursor.full = true;
  cursor.id = "00Q000000000001AAA";
  EXPECT_THAT(pull_query("Lead", lead_plan(), cursor),
              HasSubstr(" WHERE IsDeleted = false AND Id > '00Q000000000001AAA' ORDER BY Id"));
}

TEST(Cursors, SurviveTheirText) {
  Cursor cursor;
  cursor.full = true;
  cursor.fields = "mark";
  cursor.kinds = "tsb";
  cursor.flags = "bd";
  cursor.described_at = 7;
  cursor.started = 8;
  cursor.at = 9;
  cursor.id = "id";
  cursor.next = "/services/data/v60.0/query/01g-2000";
  cursor.session = "session";
  const Cursor back = parse_cursor(to_text(cursor));
  EXPECT_EQ(to_text(back), to_text(cursor));
  EXPECT_FALSE(back.fresh_run());
  EXPECT_FALSE(back.from);
}

TEST(Cursors, ForeignOnesAskForAReset) {
  for (const char* text : {"{", "[]", "{}", R"({"v":2,"mode":"full"})", R"({"v":1,"mode":7})", "\xff"}) {
    try {
      parse_cursor(text);
      ADD_FAILURE() << text;
    } catch (const adapter::Failure& failure) {
      EXPECT_EQ(failure.error_class(), TANDEM_CLASS_RESET);
    }
  }
}

TEST(Cursors, TheNextRunStartsALittleBeforeThisOneDid) {
  Cursor cursor;
  cursor.started = 1'721'829'958 * times::kSecond;
  const Cursor first = finished(cursor);
  EXPECT_EQ(first.from, *cursor.started - kLookBack);
  EXPECT_TRUE(first.fresh_run());
  EXPECT_EQ(*first.deleted_from % times::kMinute, 0);
  Cursor early = first;
  early.started = *first.from + times::kMinute;  // a clock that went back must not move the watermark back
  EXPECT_EQ(finished(early).from, first.from);
}

TEST(Marks, ChangeWithTypeNameAndOrder) {
  const std::vector<tandem_str> ab = {{"a", 1}, {"b", 1}}, ba = {{"b", 1}, {"a", 1}}, joined = {{"ab", 2}};
  const auto mark = [](std::string_view type, const std::vector<tandem_str>& names) {
    return mark_of(type, adapter::TextList(names.data(), names.size()));
  };
  EXPECT_EQ(mark("Lead", ab), mark("Lead", ab));
  EXPECT_NE(mark("Lead", ab), mark("Lead", ba));
  EXPECT_NE(mark("Lead", ab), mark("Lead", joined));
  EXPECT_NE(mark("Lead", ab), mark("Contact", ab));
}

TEST(Numbers, KeepTheirDigitsWithoutAnExponent) {
  EXPECT_EQ(plain_decimal("12.50"), "12.50");
  EXPECT_EQ(plain_decimal("1.5E3"), "1500");
  EXPECT_EQ(plain_decimal("-1.2345E+2"), "-123.45");
  EXPECT_EQ(plain_decimal("5E-3"), "0.005");
  EXPECT_EQ(plain_decimal("1.0E7"), "10000000");
  EXPECT_EQ(plain_decimal("1E999"), std::nullopt);
}

TEST(Numbers, GoOutAsTheFieldWantsThem) {
  const auto json = [](const tandem_value& value, Kind kind) {
    std::string out;
    append_value(out, value, kind);
    return out;
  };
  EXPECT_EQ(json(adapter::decimal_value("12345678901234567.89"), Kind::decimal), "12345678901234567.89");
  EXPECT_EQ(json(adapter::int_value(-7), Kind::decimal), "-7");
  EXPECT_EQ(json(adapter::int_value(7), Kind::text), "\"7\"");
  EXPECT_EQ(json(adapter::text_value("1e3"), Kind::decimal), "\"1e3\"");
  EXPECT_EQ(json(adapter::text_value("007"), Kind::text), "\"007\"");
  EXPECT_EQ(json(adapter::bool_value(true), Kind::boolean), "true");
  EXPECT_EQ(json(adapter::text_value("true"), Kind::boolean), "true");
  EXPECT_EQ(json(adapter::null_value(), Kind::text), "null");
  EXPECT_EQ(json(adapter::date_value(19'782), Kind::date), "\"2024-02-29\"");
  EXPECT_EQ(json(adapter::instant_value(1'721'829'958 * times::kSecond, 0), Kind::instant),
            "\"2024-07-24T14:05:58Z\"");
  EXPECT_EQ(json(adapter::instant_value(1'721'829'958 * times::kSecond, 0), Kind::date), "\"2024-07-24\"");
  EXPECT_EQ(json(adapter::text_value("a\"b\n"), Kind::text), R"("a\"b\n")");
}

TEST(Settings, DefaultsAndBounds) {
  const Settings settings = read_settings(
      R"({"url":"https://acme.my.salesforce.com/","client_id":"id","page_size":9,"login":"client_credentials"})");
  EXPECT_EQ(settings.url, "https://acme.my.salesforce.com");
  EXPECT_EQ(settings.page_size, 200U);
  EXPECT_EQ(settings.api_version, "60.0");
  EXPECT_FALSE(settings.assignment_rules);
  EXPECT_EQ(settings.audience, "https://login.salesforce.com");
  EXPECT_EQ(read_settings(R"({"url":"https://a--dev.sandbox.my.salesforce.com","client_id":"id"})").audience,
            "https://test.salesforce.com");
}

TEST(Settings, WhatIsWrongIsNamed) {
  const auto why = [](const char* json) -> std::string {
    try {
      read_settings(json);
    } catch (const adapter::Failure& failure) {
      return failure.message();
    }
    return "accepted";
  };
  EXPECT_THAT(why("[]"), HasSubstr("JSON object"));
  EXPECT_THAT(why(R"({"url":"ftp://x","client_id":"i"})"), HasSubstr("url"));
  EXPECT_THAT(why(R"({"url":"https://x.y"})"), HasSubstr("client_id"));
  EXPECT_THAT(why(R"({"url":"https://x.y","client_id":"i","login":"jwt"})"), HasSubstr("username"));
  EXPECT_THAT(why(R"({"url":"https://x.y","client_id":"i","login":"password"})"), HasSubstr("login"));
  EXPECT_THAT(why(R"({"url":"https://x.y","client_id":"i","api_version":"v60"})"), HasSubstr("api_version"));
  EXPECT_THAT(why(R"({"url":"https://x.y","client_id":"i","client_name":"a,b"})"), HasSubstr("client_name"));
}

constexpr const char* kLead = R"({"name":"Lead","label":"Lead","queryable":true,"createable":true,
  "updateable":true,"deletable":true,"replicateable":true,"fields":[
  {"name":"Id","type":"id","nillable":false,"createable":false,"updateable":false,"length":18},
  {"name":"SystemModstamp","type":"datetime","createable":false,"updateable":false},
  {"name":"IsDeleted","type":"boolean","createable":false,"updateable":false},
  {"name":"LastName","type":"string","length":80,"nillable":false,"createable":true,"updateable":true,
   "defaultedOnCreate":false},
  {"name":"Status","type":"picklist","nillable":false,"createable":true,"updateable":true,
   "defaultedOnCreate":true,"picklistValues":[{"value":"Open","active":true},{"value":"Old","active":false}]},
  {"name":"OwnerId","type":"reference","referenceTo":["Group","User"],"relationshipName":"Owner",
   "nillable":false,"defaultedOnCreate":true,"createable":true,"updateable":true},
  {"name":"AnnualRevenue","type":"currency","createable":true,"updateable":true,"nillable":true},
  {"name":"Tandem_Id__c","type":"string","externalId":true,"unique":true,"length":36,"nillable":true,
   "createable":true,"updateable":true}]})";

TEST(Describe, FieldsAndTraitsAreTold) {
  const adapter::TypeInfo type = type_info(parse_object(kLead));
  EXPECT_EQ(type.traits.create, "upsert_by_key");
  EXPECT_EQ(type.traits.key_field, "Tandem_Id__c");
  EXPECT_EQ(type.traits.deletes, "feed");
  EXPECT_EQ(type.traits.batch_items, 200U);
  EXPECT_FALSE(type.traits.conditional_write);
  const auto field = [&](std::string_view name) {
    for (const adapter::FieldInfo& one : type.fields) {
      if (one.name == name) return one;
    }
    ADD_FAILURE() << name;
    return adapter::FieldInfo{};
  };
  EXPECT_TRUE(field("LastName").required);
  EXPECT_EQ(field("LastName").max_length, 80U);
  EXPECT_FALSE(field("Id").writable);
  EXPECT_FALSE(field("Status").required);  // defaulted
  EXPECT_EQ(field("Status").values, std::vector<std::string>{"Open"});
  EXPECT_EQ(field("AnnualRevenue").type, "decimal");
  EXPECT_EQ(field("SystemModstamp").type, "instant");
  EXPECT_FALSE(field("Owner.Email").writable);
  EXPECT_EQ(field("Owner.Type").type, "text");
}

TEST(Describe, WithoutTheKeyFieldACreateCannotBeRepeated) {
  std::string json = kLead;
  json.replace(json.find("Tandem_Id__c"), 12, "Other_Field_");
  EXPECT_EQ(type_info(parse_object(json)).traits.create, "probe");
  EXPECT_EQ(type_info(parse_object(json)).traits.key_field, "");
}

TEST(Describe, OnlyAUniqueExternalIdIsAKey) {
  const auto without = [](const std::string& flag) {
    std::string json = kLead;
    const std::size_t at = json.find(flag, json.find("Tandem_Id__c"));
    json.replace(at, flag.size(), flag.substr(0, flag.find(':')) + ":false");
    return parse_object(json);
  };
  EXPECT_EQ(parse_object(kLead).key_trouble(), "");
  for (const char* flag : {R"("externalId":true)", R"("unique":true)", R"("createable":true)"}) {
    const Object lead = without(flag);
    EXPECT_FALSE(lead.has_key()) << flag;
    EXPECT_EQ(type_info(lead).traits.create, "probe") << flag;
    EXPECT_EQ(type_info(lead).traits.key_field, "") << flag;
    EXPECT_THAT(lead.key_trouble(), HasSubstr("Lead.Tandem_Id__c is not used as the key")) << flag;
  }
  EXPECT_THAT(without(R"("unique":true)").key_trouble(), HasSubstr("tick 'Unique';"));
  EXPECT_THAT(without(R"("externalId":true)").key_trouble(), HasSubstr("tick 'External ID';"));
  EXPECT_THAT(without(R"("createable":true)").key_trouble(), HasSubstr("edit access"));
}

TEST(Describe, AMissingFieldIsNamedWithWhatToDo) {
  const Object lead = parse_object(kLead);
  EXPECT_EQ(lead.kind_of("Owner.Email"), Kind::any);
  for (const char* path : {"Score__c", "Account.Name"}) {
    try {
      lead.kind_of(path);
      ADD_FAILURE() << path;
    } catch (const adapter::Failure& failure) {
      EXPECT_EQ(failure.error_class(), TANDEM_CLASS_DENIED);
      EXPECT_THAT(failure.message(), HasSubstr("'Lead' has no field '" + std::string(path) + "'"));
      EXPECT_THAT(failure.message(), HasSubstr("permission set"));
    }
  }
}

TEST(Describe, OnlyObjectsOfInterestAreLookedAt) {
  EXPECT_THAT(interesting_objects(
                  R"({"sobjects":[{"name":"Lead","queryable":true},{"name":"ApexLog","queryable":true},
    {"name":"Tandem_Goal__c","queryable":true},{"name":"Hidden__c","queryable":false},{"name":"Lead__Share","queryable":true}]})"),
              testing::ElementsAre("Lead", "Tandem_Goal__c"));
}

TEST(Describe, NonsenseIsAContractError) {
  for (const char* json : {"", "[]", "{}", R"({"fields":[]})", R"({"name":"Lead","fields":"x"})"}) {
    EXPECT_THROW(parse_object(json), adapter::Failure) << json;
  }
  EXPECT_THROW(interesting_objects("{}"), adapter::Failure);
}

TEST(Login, EveryOAuthErrorSaysWhatToClick) {
  EXPECT_THAT(oauth_advice("invalid_grant", "user hasn't approved this consumer"),
              HasSubstr("pre-authorized"));
  EXPECT_THAT(oauth_advice("invalid_app_access", ""), HasSubstr("pre-authorized"));
  EXPECT_THAT(oauth_advice("invalid_grant", "audience is invalid"), HasSubstr("audience"));
  EXPECT_THAT(oauth_advice("invalid_grant", "invalid assertion"), HasSubstr("certificate"));
  EXPECT_THAT(oauth_advice("invalid_grant", "request not supported on this domain"), HasSubstr("My Domain"));
  EXPECT_THAT(oauth_advice("invalid_grant", "no client credentials user enabled"), HasSubstr("run-as"));
  EXPECT_THAT(oauth_advice("invalid_client_id", ""), HasSubstr("consumer key"));
  EXPECT_THAT(oauth_advice("invalid_client", "invalid client credentials"), HasSubstr("secret"));
  EXPECT_THAT(oauth_advice("something", ""), HasSubstr("Setup"));
}

}  // namespace
}  // namespace tandem::salesforce
