// SPDX-License-Identifier: Apache-2.0
// Hand-offs and feedback point at the record they are about, whatever it is in Salesforce.
#include "own_records.hpp"

namespace tandem::salesforce::test {
namespace {

using testing::IsEmpty;

const std::vector<std::string> kAbout = {"About_Lead__c", "About_Contact__c", "About_Opportunity__c",
                                         "About_Campaign__c"};

class Lookups : public OwnRecords {
 protected:
  std::string make(const std::string& object, const Json& fields) {
    const Json made = sandbox.rest("POST", "/sobjects/" + object, fields);
    sync();
    return made.at("id");
  }
  std::string contact_only() {
    return make("Contact", {{"LastName", "Hopper"}, {"Email", "grace@navy.example"}});
  }
  /// The filled ones of the record's lookups.
  Json filled(const Json& row, const std::vector<std::string>& lookups) {
    Json found = Json::object();
    for (const std::string& name : lookups) {
      if (!row.at(name).is_null()) found[name] = row.at(name);
    }
    return found;
  }
  Json handoff_shows() {
    return filled(sandbox.records("Tandem_Handoff__c").back(), {"Lead__c", "Contact__c"});
  }
  Json feedback_shows(const std::string& why) {
    for (const Json& row : sandbox.records("Tandem_Feedback__c")) {
      if (row.at("Why__c") == why) return filled(row, kAbout);
    }
    return "not there";
  }
  std::string opportunity() {
    return make("Opportunity",
                {{"Name", "Jacquard"}, {"StageName", "Prospecting"}, {"CloseDate", "2031-01-31"}});
  }
  std::string named(const std::string& table, const std::string& name) {
    return value("SELECT id_text FROM v_" + table + " WHERE name = '" + name + "'");
  }
  void say(const std::string& entity, const std::string& id, const std::string& why) {
    act_as("mona@marketing.example",
           {"feedback.submit", "about_entity=" + entity, "about_id=" + id, "verdict=worked", "why=" + why});
  }
  void expect_all_went() {
    const Json report = sync();
    EXPECT_EQ(report.value("skipped", -1), 0) << report.dump();
    EXPECT_EQ(report.value("failed", -1), 0) << report.dump();
  }
  void expect_rest() {
    sync();
    const std::string journal = value("SELECT max(seq) FROM v_journal");
    const Json report = sync();
    EXPECT_EQ(report.value("planned", -1), 0) << report.dump();
    EXPECT_EQ(report.value("applied", -1), 0) << report.dump();
    EXPECT_EQ(value("SELECT max(seq) FROM v_journal"), journal);
  }
};

TEST_F(Lookups, AHandoffOfAContactIsOfferedAndAcceptedThere) {
  const std::string contact = contact_only();
  const std::string handoff = offer("grace@navy.example");
  EXPECT_EQ(handoff_shows(), Json({{"Contact__c", contact}}));
  expect_all_went();
  sandbox.rest("PATCH", "/sobjects/Tandem_Handoff__c/" + handoff,
               {{"State__c", "accepted"}, {"Decided_By__c", "sam.seller@sales.example"}});
  expect_all_went();
  EXPECT_EQ(state("handoff"), "accepted");
  expect_rest();
  EXPECT_EQ(handoff_shows(), Json({{"Contact__c", contact}}));
}

TEST_F(Lookups, AHandoffOfALeadMovesToTheContactItBecomes) {
  const std::string lead =
      make("Lead", {{"LastName", "Lovelace"}, {"Company", "Looms"}, {"Email", "ada@looms.example"}});
  const std::string handoff = offer("ada@looms.example");
  EXPECT_EQ(handoff_shows(), Json({{"Lead__c", lead}}));
  sandbox.post("/clock", {{"advance_seconds", 5}});
  sandbox.post("/convert", {{"leadId", lead}});
  expect_all_went();
  const std::string contact = sandbox.records("Contact", "Email = 'ada@looms.example'").at(0).at("Id");
  EXPECT_EQ(handoff_shows(), Json({{"Contact__c", contact}}));
  expect_rest();
  sandbox.rest("PATCH", "/sobjects/Tandem_Handoff__c/" + handoff,
               {{"State__c", "accepted"}, {"Decided_By__c", "sam.seller@sales.example"}});
  expect_all_went();
  EXPECT_EQ(state("handoff"), "accepted");
  expect_rest();
}

TEST_F(Lookups, AHandoffThatWasAcceptedInTheSameHourAsTheConversionIsBoth) {
  const std::string lead =
      make("Lead", {{"LastName", "Lovelace"}, {"Company", "Looms"}, {"Email", "ada@looms.example"}});
  const std::string handoff = offer("ada@looms.example");
  sandbox.post("/clock", {{"advance_seconds", 5}});
  sandbox.rest("PATCH", "/sobjects/Tandem_Handoff__c/" + handoff,
               {{"State__c", "accepted"}, {"Decided_By__c", "sam.seller@sales.example"}});
  sandbox.post("/convert", {{"leadId", lead}});
  expect_all_went();
  EXPECT_EQ(state("handoff"), "accepted");
  EXPECT_EQ(sandbox.records("Tandem_Handoff__c").back().at("State__c"), "accepted");
  EXPECT_TRUE(handoff_shows().contains("Contact__c")) << handoff_shows().dump();
  expect_rest();
}

TEST_F(Lookups, FeedbackGoesOutWithItsSubjectAndItsReplyComesBack) {
  const std::string deal = opportunity(), fair = make("Campaign", {{"Name", "Hall 3"}});
  say("opportunity", named("opportunity", "Jacquard"), "the deal");
  say("campaign", named("campaign", "Hall 3"), "the fair");
  expect_all_went();
  EXPECT_EQ(feedback_shows("the deal"), Json({{"About_Opportunity__c", deal}}));
  EXPECT_EQ(feedback_shows("the fair"), Json({{"About_Campaign__c", fair}}));
  for (const Json& row : sandbox.records("Tandem_Feedback__c")) {
    sandbox.rest("PATCH", "/sobjects/Tandem_Feedback__c/" + row.at("Id").get<std::string>(),
                 {{"State__c", "acknowledged"}, {"Replied_By__c", "sam.seller@sales.example"}});
  }
  expect_all_went();
  EXPECT_EQ(value("SELECT count(*) FROM v_feedback WHERE state = 'acknowledged'"), "2");
  expect_rest();
  EXPECT_EQ(feedback_shows("the deal").size(), 1U);
}

TEST_F(Lookups, FeedbackAboutWhatSalesforceDoesNotShowGoesOutWithoutASubject) {
  make("Account", {{"Name", "Analytical Engines"}});
  say("account", named("account", "Analytical Engines"), "the account");
  expect_all_went();
  EXPECT_THAT(feedback_shows("the account"), IsEmpty());
  expect_rest();
}

TEST_F(Lookups, FeedbackWrittenThereIsAboutWhatItsLookupNames) {
  const std::vector<std::pair<std::string, std::string>> written = {
      {"About_Contact__c", contact_only()},
      {"About_Opportunity__c", opportunity()},
      {"About_Campaign__c", make("Campaign", {{"Name", "Hall 3"}})}};
  for (const auto& [lookup, id] : written) {
    sandbox.rest("POST", "/sobjects/Tandem_Feedback__c",
                 {{lookup, id},
                  {"Verdict__c", "worked"},
                  {"Why__c", lookup},
                  {"To_Side__c", "marketing"},
                  {"State__c", "submitted"},
                  {"From__c", "sam.seller@sales.example"}});
  }
  expect_all_went();
  const auto about = [&](const std::string& why) {
    return value("SELECT about_entity || ' ' || about_id_text FROM v_feedback WHERE why = '" + why + "'");
  };
  EXPECT_EQ(about("About_Contact__c"), "lead " + lead_id("grace@navy.example"));
  EXPECT_EQ(about("About_Opportunity__c"), "opportunity " + named("opportunity", "Jacquard"));
  EXPECT_EQ(about("About_Campaign__c"), "campaign " + named("campaign", "Hall 3"));
  expect_rest();
}

}  // namespace
}  // namespace tandem::salesforce::test
