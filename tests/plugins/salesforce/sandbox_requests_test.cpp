// SPDX-License-Identifier: Apache-2.0
// What one side asks of the other, asked and answered in Salesforce or here.
#include "own_records.hpp"

namespace tandem::salesforce::test {
namespace {

constexpr const char* kSam = "sam.seller@sales.example";

class Requests : public OwnRecords {
 protected:
  std::string deal() {
    const Json made =
        sandbox.rest("POST", "/sobjects/Opportunity",
                     {{"Name", "Jacquard"}, {"StageName", "Prospecting"}, {"CloseDate", "2031-01-31"}});
    sync();
    return made.at("id");
  }
  /// Sam asks marketing for a reference, in Salesforce; its id there.
  std::string ask_there(const std::string& opportunity) {
    const Json made = sandbox.rest("POST", "/sobjects/Tandem_Request__c",
                                   {{"Title__c", "A bank that speaks for us"},
                                    {"Kind__c", "reference"},
                                    {"Why__c", "the board asks who else uses it"},
                                    {"Opportunity__c", opportunity},
                                    {"Priority__c", "high"},
                                    {"Needed_By__c", "2031-01-15T10:00:00Z"},
                                    {"To_Side__c", "marketing"},
                                    {"State__c", "open"},
                                    {"From__c", kSam}});
    sync();
    return made.at("id");
  }
  void step_there(const std::string& id, Json fields) {
    fields["Acted_By__c"] = kSam;
    sandbox.rest("PATCH", "/sobjects/Tandem_Request__c/" + id, fields);
    sync();
  }
  void step_here(const std::string& verb, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"request." + verb, value("SELECT id_text FROM v_request")};
    words.insert(words.end(), more.begin(), more.end());
    act_as("mona@marketing.example", words);
    sync();
  }
  Json there() { return sandbox.records("Tandem_Request__c").at(0); }
  void expect_rest() {
    sync();
    const Json report = sync();
    EXPECT_EQ(report.value("planned", -1), 0) << report.dump();
    EXPECT_EQ(report.value("applied", -1), 0) << report.dump();
    EXPECT_EQ(report.value("skipped", -1), 0) << report.dump();
  }
};

TEST_F(Requests, OneAskedInSalesforceIsDeliveredHereAndConfirmedThere) {
  const std::string opportunity = deal(), id = ask_there(opportunity);
  EXPECT_EQ(
      value("SELECT r.title || '|' || r.kind || '|' || r.priority || '|' || r.to_side || '|' || o.name || "
            "'|' || p.email FROM v_request r JOIN v_opportunity o ON o.id = r.opportunity_id JOIN v_person p "
            "ON p.id = r.from_person_id"),
      "A bank that speaks for us|reference|high|marketing|Jacquard|sam.seller@sales.example");
  for (const std::string step : {"acknowledge", "accept", "start"}) step_here(step);
  EXPECT_EQ(there().at("State__c"), "in_progress");
  EXPECT_EQ(there().at("Worker__c"), "mona@marketing.example");
  step_here("deliver", {"delivery=Ask Ms Busch of the Cooperative Bank", "effort_h=2"});
  EXPECT_EQ(there().at("Delivery__c"), "Ask Ms Busch of the Cooperative Bank");
  step_there(id, {{"State__c", "reopened"}, {"Reopen_Reason__c", "she has left"}});
  EXPECT_EQ(state("request"), "reopened");
  step_here("start");
  step_here("deliver", {"delivery=Ask Mr Yilmaz instead"});
  step_there(id, {{"State__c", "confirmed"}, {"Rating__c", 4}});
  EXPECT_EQ(value("SELECT state || ' ' || rating || ' ' || reopen_count FROM v_request"), "confirmed 4 1");
  expect_rest();
}

TEST_F(Requests, OneAskedHereIsDeclinedThereForAListedReason) {
  deal();
  act_as("mona@marketing.example",
         {"request.open", "kind=deal_help", "title=Who decides there?", "why=the campaign needs names",
          "opportunity_id=" + value("SELECT id_text FROM v_opportunity WHERE name = 'Jacquard'")});
  sync();
  EXPECT_EQ(there().at("State__c"), "open");
  EXPECT_EQ(there().at("From__c"), "mona@marketing.example");
  EXPECT_FALSE(there().at("Opportunity__c").is_null());
  const std::string id = there().at("Id");
  step_there(id, {{"State__c", "acknowledged"}});
  step_there(id, {{"State__c", "declined"},
                  {"Decline_Reason__c", "no_capacity"},
                  {"Alternative__c", "the list from March"}});
  EXPECT_EQ(state("request"), "declined");
  EXPECT_EQ(value("SELECT alternative FROM v_request"), "the list from March");
  expect_rest();
}

TEST_F(Requests, AStepLeftOutIsPutBack) {
  const std::string id = ask_there(deal());
  sandbox.rest("PATCH", "/sobjects/Tandem_Request__c/" + id,
               {{"State__c", "confirmed"}, {"Acted_By__c", kSam}});
  sync_text();
  EXPECT_EQ(state("request"), "open");
  EXPECT_EQ(there().at("State__c"), "open");
  EXPECT_EQ(value("SELECT count(*) FROM v_irregularity"), "1");
  const std::string why = there().at("Refused_Because__c");
  EXPECT_NE(why.find("request.acknowledge"), std::string::npos) << why;
}

TEST_F(Requests, ANurtureCampaignIsAskedForAnAccount) {
  const std::string account =
      sandbox.rest("POST", "/sobjects/Account", {{"Name", "Weavers United"}}).at("id");
  sync();
  sandbox.rest("POST", "/sobjects/Tandem_Request__c",
               {{"Title__c", "Warm them up until spring"},
                {"Kind__c", "nurture_campaign"},
                {"Why__c", "their budget opens in April"},
                {"Account__c", account},
                {"From__c", kSam}});
  sync();
  EXPECT_EQ(value("SELECT r.state || ' ' || a.name FROM v_request r JOIN v_account a ON a.id_text = "
                  "json_extract(r.named_accounts, '$[0]')"),
            "open Weavers United");
  expect_rest();
}

}  // namespace
}  // namespace tandem::salesforce::test
