// SPDX-License-Identifier: Apache-2.0
// Single records: what is kept, what is refused, and with which words.
#include "org_test_base.hpp"

namespace tandem::sandbox::salesforce {
namespace {

class Records : public OrgTest {};

TEST_F(Records, KeepTheirFieldsAndFillTheOthers) {
  const std::string id = create("Lead", {{"LastName", " Adler "},
                                         {"FirstName", "Ada"},
                                         {"Company", "C"},
                                         {"AnnualRevenue", 12.5},
                                         {"Title", ""}});
  const Json lead = read("Lead", id.substr(0, 15));
  EXPECT_EQ(lead["Id"], id);
  EXPECT_EQ(lead["LastName"], "Adler");
  EXPECT_EQ(lead["Name"], "Ada Adler");
  EXPECT_EQ(lead["Status"], "Open - Not Contacted");
  EXPECT_EQ(lead["AnnualRevenue"], 13.0);
  EXPECT_EQ(lead["Title"], nullptr);
  EXPECT_EQ(lead["IsConverted"], false);
  EXPECT_EQ(lead["OwnerId"].get<std::string>().substr(0, 3), "005");
  EXPECT_EQ(lead["SystemModstamp"], "2026-01-01T09:00:00.000+0000");
}

TEST_F(Records, RefuseBadValues) {
  EXPECT_EQ(refused_lead({{"Nope__c", 1}}), "400 INVALID_FIELD");
  EXPECT_EQ(refused_lead({{"LastName", nullptr}}), "400 REQUIRED_FIELD_MISSING");
  EXPECT_EQ(refused_lead({{"Email", "x"}}), "400 INVALID_EMAIL_ADDRESS");
  EXPECT_EQ(refused_lead({{"Title", std::string(129, 'x')}}), "400 STRING_TOO_LONG");
  EXPECT_EQ(refused_lead({{"Title", 5}}), "400 JSON_PARSER_ERROR");
  EXPECT_EQ(refused_lead({{"AnnualRevenue", "much"}}), "400 JSON_PARSER_ERROR");
  EXPECT_EQ(refused_lead({{"AnnualRevenue", 1e18}}), "400 NUMBER_OUTSIDE_VALID_RANGE");
  EXPECT_EQ(refused_lead({{"DoNotCall", nullptr}}), "400 INVALID_TYPE_ON_FIELD_IN_RECORD");
  EXPECT_EQ(refused_lead({{"IsConverted", true}}), "400 INVALID_FIELD_FOR_INSERT_UPDATE");
  EXPECT_EQ(refused_lead({{"OwnerId", "1"}}), "400 MALFORMED_ID");
  EXPECT_EQ(refused_lead({{"OwnerId", "005000000000001"}}), "400 INVALID_CROSS_REFERENCE_KEY");
  EXPECT_EQ(refused_lead({{"OwnerId", stand_in.org().user_id(4)}}), "400 INACTIVE_OWNER_OR_USER");
  EXPECT_EQ(refused_lead({{"Id", "00Q000000000001"}}), "400 INVALID_FIELD");
  EXPECT_EQ(refusal(send("POST", "/sobjects/Tandem_Handoff__c", R"({"State__c":"lost"})")),
            "400 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
  EXPECT_EQ(refusal(send("POST", "/sobjects/User", R"({"LastName":"x"})")),
            "400 CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY");
  EXPECT_EQ(refusal(send("POST", "/sobjects/Lead", "{")), "400 JSON_PARSER_ERROR");
  EXPECT_EQ(count("SELECT Id FROM Lead"), 0U);
}

TEST_F(Records, NeedJson) {
  EXPECT_EQ(refusal(send("POST", "/sobjects/Lead", "LastName=x", {{"content-type", "text/plain"}})),
            "415 UNSUPPORTED_MEDIA_TYPE");
}

TEST_F(Records, UpsertCreatesOnceAndThenUpdates) {
  const std::string path = "/sobjects/Lead/Tandem_Id__c/k1";
  const Response first = send("PATCH", path, R"({"LastName":"A","Company":"C"})");
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(json(first)["created"], true);
  const Response second = send("PATCH", path, R"({"LastName":"B"})");
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(json(second)["id"], json(first)["id"]);
  EXPECT_EQ(send("PATCH", "/services/data/v45.0" + path, R"({"LastName":"B"})").status, 204);
  EXPECT_EQ(refusal(send("PATCH", path, R"({"Tandem_Id__c":"k1"})")), "400 INVALID_FIELD");
  EXPECT_EQ(refusal(send("PATCH", "/sobjects/Lead/Title/x", "{}")), "404 NOT_FOUND");
  EXPECT_EQ(refusal(send("PATCH", "/sobjects/Lead/Tandem_Id__c/K1?updateOnly=true", "{}")), "404 NOT_FOUND")
      << "the key is case-sensitive";
  EXPECT_EQ(count("SELECT Id FROM Lead"), 1U);
}

TEST_F(Records, AnAmbiguousKeyWritesNothing) {
  inspect("/fields", {{"object", "Lead"}, {"add", "Legacy__c text(20) external"}});
  create("Lead", {{"LastName", "A"}, {"Company", "C"}, {"Legacy__c", "x"}});
  create("Lead", {{"LastName", "B"}, {"Company", "C"}, {"Legacy__c", "X"}});
  const Response answer = send("PATCH", "/sobjects/Lead/Legacy__c/x", R"({"City":"Ulm"})");
  EXPECT_EQ(answer.status, 300);
  EXPECT_EQ(json(answer).size(), 2U);
  EXPECT_EQ(count("SELECT Id FROM Lead WHERE City = 'Ulm'"), 0U);
}

TEST_F(Records, AUniqueValueIsTakenOnce) {
  const std::string first = lead("A", "k");
  const Response answer =
      send("POST", "/sobjects/Lead", R"({"LastName":"B","Company":"C","Tandem_Id__c":"k"})");
  EXPECT_EQ(refusal(answer), "400 DUPLICATE_VALUE");
  EXPECT_NE(json(answer)[0]["message"].get<std::string>().find(first.substr(0, 15)), std::string::npos);
  send("DELETE", "/sobjects/Lead/" + first);
  lead("B", "k");
}

TEST_F(Records, DeletedOnesAreInTheRecycleBin) {
  const std::string id = lead("A");
  EXPECT_EQ(send("DELETE", "/sobjects/Lead/" + id).status, 204);
  EXPECT_EQ(refusal(send("DELETE", "/sobjects/Lead/" + id)), "404 ENTITY_IS_DELETED");
  EXPECT_EQ(refusal(send("GET", "/sobjects/Lead/" + id)), "404 ENTITY_IS_DELETED");
  EXPECT_EQ(count("SELECT Id FROM Lead"), 0U);
  EXPECT_EQ(rows("SELECT Id, IsDeleted FROM Lead", "/queryAll")[0]["IsDeleted"], true);
  inspect("/undelete", {{"ids", {id}}});
  EXPECT_EQ(count("SELECT Id FROM Lead"), 1U);
  send("DELETE", "/sobjects/Lead/" + id);
  inspect("/purge", {{"all", true}});
  EXPECT_TRUE(rows("SELECT Id FROM Lead", "/queryAll").empty());
  EXPECT_EQ(refusal(send("GET", "/sobjects/Lead/" + id)), "404 NOT_FOUND");
}

TEST_F(Records, ReferToOthersByTheirKey) {
  const std::string id = lead("A", "k");
  const std::string handoff =
      create("Tandem_Handoff__c", {{"Tandem_Id__c", "h"}, {"Lead__r", {{"Tandem_Id__c", "k"}}}});
  EXPECT_EQ(read("Tandem_Handoff__c", handoff)["Lead__c"], id);
  EXPECT_EQ(refusal(send("POST", "/sobjects/Tandem_Handoff__c", R"({"Lead__r":{"Tandem_Id__c":"no"}})")),
            "400 INVALID_FIELD");
}

TEST_F(Records, ConditionalHeadersLookAtWholeSeconds) {
  const std::string id = lead("A");
  const std::string path = "/sobjects/Lead/" + id;
  const std::string now = http_date_text(start), before = http_date_text(start - 1);
  EXPECT_EQ(send("GET", path, "", {{"if-modified-since", now}}).status, 304);
  EXPECT_EQ(send("GET", path, "", {{"if-modified-since", before}}).status, 200);
  EXPECT_EQ(send("PATCH", path, R"({"City":"x"})", {{"if-unmodified-since", before}}).status, 412);
  EXPECT_EQ(send("PATCH", path, R"({"City":"x"})", {{"if-unmodified-since", now}}).status, 204);
  EXPECT_EQ(send("PATCH", path, R"({"City":"x"})", {{"if-unmodified-since", "soon"}}).status, 400);
  EXPECT_EQ(send("PATCH", path, R"({"City":"x"})", {{"if-match", "\"no\""}}).status, 204)
      << "ETags exist for Account alone";
  const std::string account = "/sobjects/Account/" + create("Account", {{"Name", "A"}});
  const std::string etag = *send("GET", account).find_header("ETag");
  EXPECT_EQ(send("PATCH", account, R"({"Name":"B"})", {{"if-match", "\"no\""}}).status, 412);
  EXPECT_EQ(send("PATCH", account, R"({"Name":"B"})", {{"if-match", etag}}).status, 204);
}

TEST_F(Records, ALockedOneIsRefusedForAWhile) {
  const std::string id = lead("A");
  inspect("/lock", {{"id", id}, {"seconds", 10}});
  EXPECT_EQ(refusal(send("PATCH", "/sobjects/Lead/" + id, "{}")), "400 UNABLE_TO_LOCK_ROW");
  clock.advance_ms(11000);
  EXPECT_EQ(send("PATCH", "/sobjects/Lead/" + id, "{}").status, 204);
}

TEST_F(Records, RulesOfTheOrgRefuseThem) {
  inspect("/rules", {{"object", "Lead"}, {"field", "City"}, {"value", "Ulm"}, {"message", "not there"}});
  EXPECT_EQ(refused_lead({{"City", "Ulm"}}), "400 FIELD_CUSTOM_VALIDATION_EXCEPTION");
  const std::string twin = lead("Twin");
  inspect("/rules", {{"object", "Lead"}, {"field", "LastName"}, {"value", "Double"}, {"matches_id", twin}});
  const Response answer = send("POST", "/sobjects/Lead", R"({"LastName":"Double","Company":"C"})");
  EXPECT_EQ(refusal(answer), "400 DUPLICATES_DETECTED");
  EXPECT_EQ(json(answer)[0]["duplicateResult"]["matchResults"][0]["matchRecords"][0]["record"]["Id"], twin);
  EXPECT_EQ(send("POST", "/sobjects/Lead", R"({"LastName":"Double","Company":"C"})",
                 {{"sforce-duplicate-rule-header", "allowSave=true"}})
                .status,
            201);
}

TEST_F(Records, NewLeadsGoToAQueueUnlessToldOtherwise) {
  inspect("/org", {{"assignment_rule", true}});
  EXPECT_EQ(read("Lead", lead("A"))["OwnerId"].get<std::string>().substr(0, 3), "00G");
  const Response kept =
      send("POST", "/sobjects/Lead", R"({"LastName":"B","Company":"C"})", {{"sforce-auto-assign", "FALSE"}});
  EXPECT_EQ(read("Lead", json(kept)["id"])["OwnerId"].get<std::string>().substr(0, 3), "005");
}

TEST_F(Records, AConvertedLeadIsReadOnlyAndItsMembersMove) {
  const std::string id = lead("A", "k");
  const std::string campaign = create("Campaign", {{"Name", "N"}});
  const std::string member = create("CampaignMember", {{"CampaignId", campaign}, {"LeadId", id}});
  EXPECT_EQ(refusal(send("POST", "/sobjects/CampaignMember",
                         Json{{"CampaignId", campaign}, {"LeadId", id}}.dump())),
            "400 DUPLICATE_VALUE");
  const std::string task = create("Task", {{"WhoId", id}, {"Subject", "call"}});
  const Json made = inspect("/convert", {{"leadId", id}});
  const Json after = read("Lead", id);
  EXPECT_EQ(after["IsConverted"], true);
  EXPECT_EQ(after["ConvertedOpportunityId"], made["opportunityId"]);
  EXPECT_EQ(after["ConvertedDate"], "2026-01-01");
  EXPECT_EQ(read("CampaignMember", member)["ContactId"], made["contactId"]);
  EXPECT_EQ(read("Task", task)["WhoId"], made["contactId"]);
  EXPECT_EQ(refusal(send("PATCH", "/sobjects/Lead/" + id, R"({"City":"x"})")),
            "400 CANNOT_UPDATE_CONVERTED_LEAD");
  EXPECT_EQ(refusal(send("POST", "/sobjects/Task", Json{{"WhoId", id}}.dump())),
            "400 CANNOT_UPDATE_CONVERTED_LEAD");
  EXPECT_EQ(send("POST", "/actions/standard/convertLead", "{}").status, 404);
}

TEST_F(Records, AMergedOnePointsToItsMaster) {
  const std::string master = lead("A"), loser = lead("B");
  const std::string task = create("Task", {{"WhoId", loser}});
  inspect("/merge", {{"masterId", master}, {"loserIds", {loser}}});
  const Json gone = rows("SELECT Id, MasterRecordId FROM Lead WHERE IsDeleted = true", "/queryAll");
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_EQ(gone[0]["MasterRecordId"], master);
  EXPECT_EQ(read("Task", task)["WhoId"], master);
}

TEST_F(Records, FieldsCanVanishAndChange) {
  const std::string id = lead("A", "k");
  inspect("/fields", {{"object", "Lead"}, {"field", "City"}, {"hide", true}});
  EXPECT_EQ(refused_lead({{"City", "x"}}), "400 INVALID_FIELD");
  EXPECT_EQ(refused_query("SELECT City FROM Lead"), "400 INVALID_FIELD");
  inspect("/fields", {{"object", "Lead"}, {"field", "Tandem_Id__c"}, {"rename", "Key__c"}});
  EXPECT_EQ(read("Lead", id)["Key__c"], "k");
  EXPECT_EQ(refused_query("SELECT Tandem_Id__c FROM Lead"), "400 INVALID_FIELD");
  inspect("/fields", {{"object", "Lead"}, {"field", "Key__c"}, {"drop", true}});
  EXPECT_EQ(refused_query("SELECT Key__c FROM Lead"), "400 INVALID_FIELD");
}

class WithoutTandem : public OrgTest {
 protected:
  static Settings bare() {
    Settings settings = OrgTest::settings();
    settings.with_tandem = false;
    return settings;
  }
  WithoutTandem() : OrgTest(bare()) {}
};

TEST_F(WithoutTandem, NothingOfOursIsThere) {
  EXPECT_EQ(refusal(send("GET", "/sobjects/Tandem_Goal__c/describe")), "404 NOT_FOUND");
  EXPECT_EQ(refused_query("SELECT Tandem_Id__c FROM Lead"), "400 INVALID_FIELD");
  EXPECT_EQ(refused_query("SELECT Id FROM Tandem_Handoff__c"), "400 INVALID_TYPE");
}

}  // namespace
}  // namespace tandem::sandbox::salesforce
