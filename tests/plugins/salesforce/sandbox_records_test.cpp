// SPDX-License-Identifier: Apache-2.0
// Tandem's own records in Salesforce, rows that merge or vanish, and the other way to sign in.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "own_records.hpp"

namespace tandem::salesforce::test {
namespace {

TEST_F(OwnRecords, ARepAcceptsAHandoffInSalesforce) {
  const std::string handoff = offer();
  EXPECT_EQ(sandbox.records("Tandem_Handoff__c")[0]["State__c"], "offered");
  sandbox.rest("PATCH", "/sobjects/Tandem_Handoff__c/" + handoff,
               {{"State__c", "accepted"}, {"Decided_By__c", "sam.seller@sales.example"}});
  sync();
  EXPECT_EQ(state("handoff"), "accepted");
  EXPECT_EQ(value("SELECT p.email FROM v_handoff h JOIN v_person p ON p.id = h.decided_by"),
            "sam.seller@sales.example");
  sync();
  EXPECT_EQ(sync().value("acked", -1), 0);
}

TEST_F(OwnRecords, AReturnNeedsAListedReasonOrIsPutBack) {
  const std::string handoff = offer();
  const std::string path = "/sobjects/Tandem_Handoff__c/" + handoff;
  sandbox.rest(
      "PATCH", path,
      {{"State__c", "returned"}, {"Reason__c", "because"}, {"Decided_By__c", "sam.seller@sales.example"}});
  sync_text();
  EXPECT_EQ(state("handoff"), "offered");
  EXPECT_EQ(sandbox.records("Tandem_Handoff__c")[0]["State__c"], "offered");
  EXPECT_EQ(value("SELECT count(*) FROM v_irregularity"), "1");
  sandbox.rest(
      "PATCH", path,
      {{"State__c", "returned"}, {"Reason__c", "bad_data"}, {"Decided_By__c", "sam.seller@sales.example"}});
  sync_text();
  EXPECT_EQ(state("handoff"), "returned");
}

TEST_F(OwnRecords, BothSidesSignAGoalByTheirMarks) {
  put("period", {"name=2026", "starts_on=2026-01-01", "ends_on=2027-01-01", "time_zone=Europe/Berlin"});
  put("goal",
      {"title=Revenue", "metric_id=" + value("SELECT id_text FROM v_metric WHERE key = 'revenue'"),
       "period_id=" + value("SELECT id_text FROM v_period"), "target=100000", "currency=USD", "side=shared"});
  sync();
  const Json goals = sandbox.records("Tandem_Goal__c");
  ASSERT_EQ(goals.size(), 1U);
  const std::string path = "/sobjects/Tandem_Goal__c/" + goals[0]["Id"].get<std::string>();
  sandbox.rest("PATCH", path,
               {{"Sales_Agreed__c", true}, {"Sales_Agreed_By__c", "sam.seller@sales.example"}});
  sync();
  EXPECT_EQ(state("goal"), "draft");
  sandbox.rest("PATCH", path,
               {{"Marketing_Agreed__c", true}, {"Marketing_Agreed_By__c", "mona@marketing.example"}});
  sync();
  EXPECT_EQ(state("goal"), "agreed");
  sync();
  EXPECT_EQ(sandbox.records("Tandem_Goal__c")[0]["State__c"], "agreed");
}

TEST_F(OwnRecords, FeedbackWrittenInSalesforceIsSubmittedAndItsReplyComesBack) {
  const Json lead = sandbox.records("Lead")[0];
  sandbox.rest("POST", "/sobjects/Tandem_Feedback__c",
               {{"About_Lead__c", lead["Id"]},
                {"Verdict__c", "worked"},
                {"Why__c", "asked for a quote"},
                {"To_Side__c", "marketing"},
                {"State__c", "submitted"},
                {"From__c", "sam.seller@sales.example"}});
  sync();
  ASSERT_EQ(state("feedback"), "submitted");
  act_as("mona@marketing.example",
         {"feedback.close", value("SELECT id_text FROM v_feedback"), "reply=We do that again in May."});
  sync();
  EXPECT_EQ(sandbox.records("Tandem_Feedback__c")[0]["State__c"], "closed");
  EXPECT_EQ(sandbox.records("Tandem_Feedback__c")[0]["Reply__c"], "We do that again in May.");
}

TEST_F(OwnRecords, MergedLeadsLeaveOneAndPurgedOnesAreArchived) {
  const Json leads = sandbox.records("Lead", "IsConverted = false");
  ASSERT_GE(leads.size(), 3U);
  const std::string before = value("SELECT count(*) FROM v_lead WHERE archived_at IS NULL");
  sandbox.post("/merge", {{"masterId", leads[0]["Id"]}, {"loserIds", {leads[1]["Id"]}}});
  sandbox.rest("DELETE", "/sobjects/Lead/" + leads[2]["Id"].get<std::string>());
  sandbox.post("/purge", {{"ids", {leads[2]["Id"]}}});
  sandbox.post("/clock", {{"advance_seconds", 120}});  // the list of deletions knows whole minutes
  sync_text();
  EXPECT_EQ(std::stoi(value("SELECT count(*) FROM v_lead WHERE archived_at IS NULL")), std::stoi(before) - 2);
}

TEST_F(OwnRecords, AFieldOfAnotherTypeQuarantinesItsRecordAndNamesIt) {
  const std::string deal = sandbox.records("Opportunity")[0]["Id"];
  sandbox.post("/fields", {{"object", "Opportunity"}, {"field", "Amount"}, {"retype", "text(20)"}});
  sandbox.rest("PATCH", "/sobjects/Opportunity/" + deal, {{"Amount", "a lot"}});
  sandbox.rest("POST", "/sobjects/Lead", {{"LastName", "Bystander"}, {"Company", "Others"}});
  sync("partial");
  const std::string told = run({"quarantine"}).out;
  EXPECT_NE(told.find(deal), std::string::npos) << told;
  EXPECT_NE(told.find("'amount_minor' is not a decimal number"), std::string::npos) << told;
  EXPECT_EQ(value("SELECT count(*) FROM v_lead WHERE family_name = 'Bystander'"), "1");
}

class Jwt : public testing::Test {
 protected:
  static std::string make_key(const std::filesystem::path& folder) {
    const std::string key = (folder / "tandem.key").string(), crt = (folder / "tandem.crt").string();
    const std::string command =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=tandem -keyout " + key + " -out " + crt +
        " 2>/dev/null && chmod 600 " + key;
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return key;
  }
  cli_test::Folder folder;
  std::string key = make_key(folder.path());
  Sandbox sandbox{{"--records", "3", "--public-key", (folder.path() / "tandem.crt").string()}};
  Outcome connect(const std::string& private_key) {
    EXPECT_EQ(folder.run({"init", "--admin-name", "Ada", "--admin-email", "ada@example.test"}).code, 0);
    const Json settings = {{"url", sandbox.url()},
                           {"allow_loopback_http", true},
                           {"login", "jwt"},
                           {"client_id", "tandem-sandbox-client"},
                           {"username", "integration@tandem.example"},
                           {"audience", "https://login.salesforce.com"},
                           {"private_key", "secret://file/" + private_key}};
    return folder.run({"--adapters", TANDEM_TEST_ADAPTERS, "connect", "crm", "salesforce", "--side", "sales",
                       "--settings", settings.dump()});
  }
};

TEST_F(Jwt, ASignedAssertionSignsIn) {
  const Outcome connected = connect(key);
  EXPECT_EQ(connected.code, 0) << connected.out << connected.err;
  const Outcome synced = folder.run({"--adapters", TANDEM_TEST_ADAPTERS, "sync", "crm", "--yes"});
  EXPECT_EQ(synced.code, 0) << synced.out << synced.err;
}

TEST_F(Jwt, AnotherKeyIsRefusedWithWhatToDo) {
  std::filesystem::create_directory(folder.path() / "other");
  const Outcome connected = connect(make_key(folder.path() / "other"));
  EXPECT_NE((connected.out + connected.err).find("invalid_grant"), std::string::npos)
      << connected.out << connected.err;
}

}  // namespace
}  // namespace tandem::salesforce::test
