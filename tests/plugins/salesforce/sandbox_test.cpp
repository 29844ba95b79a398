// SPDX-License-Identifier: Apache-2.0
// From connect to agreement, with everything that can happen between, against the strict stand-in.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "sandbox.hpp"

namespace tandem::salesforce::test {
namespace {

using testing::HasSubstr;

constexpr const char* kCollections = "/services/data/v60.0/composite/sobjects";
constexpr const char* kOrgQuery = "/services/data/v60.0/query";

/// Leads alone, which most of these tests are about.
constexpr const char* kLeads = R"({"format":1,"default_currency":"USD","rules":[
  {"entity":"lead","remote_type":"Lead","match":["email"],"create":{"in":true,"out":true},"tie":"remote",
   "delete":{"in":"archive","out":"delete"},"fields":[
    {"field":"id","remote":"Tandem_Id__c","direction":"in"},
    {"field":"given_name","remote":"FirstName"},{"field":"family_name","remote":"LastName"},
    {"field":"email","remote":"Email"},{"field":"company_name","remote":"Company"},{"field":"title","remote":"Title"},
    {"field":"captured_at","remote":"CreatedDate","direction":"in"}]}]})";

class Leads : public SandboxTest {
 protected:
  void SetUp() override {
    SandboxTest::SetUp();
    ASSERT_EQ(connect(kLeads).code, 0);
    sync();
    // One that both sides have.
    const Json made =
        sandbox.rest("POST", "/sobjects/Lead",
                     {{"LastName", "Lovelace"}, {"Company", "Looms"}, {"Email", "ada@looms.example"}});
    remote = made.at("id").get<std::string>();
    sync();
    local = lead_id("ada@looms.example");
    ASSERT_FALSE(local.empty());
  }
  Json row() { return sandbox.records("Lead", "Id = '" + remote + "'").at(0); }
  void edit_there(const Json& fields) { sandbox.rest("PATCH", "/sobjects/Lead/" + remote, fields); }
  void edit_here(const std::vector<std::string>& values) {
    std::vector<std::string> all = {"id=" + local};
    all.insert(all.end(), values.begin(), values.end());
    put("lead", all);
  }
  std::string field(const std::string& name) {
    return value("SELECT " + name + " FROM v_lead WHERE id_text = '" + local + "'");
  }
  std::string remote, local;
};

class FirstSync : public SandboxTest {
 protected:
  FirstSync() : SandboxTest(std::vector<std::string>{"--records", "500"}) {}
};

TEST_F(FirstSync, TheShippedMappingBringsEverythingAndThenRests) {
  const Outcome connected = connect();
  ASSERT_EQ(connected.code, 0) << connected.out << connected.err;
  const Outcome checked = run({"check", "crm"});
  EXPECT_EQ(checked.code, 0) << checked.out << checked.err;
  EXPECT_EQ(run({"plan", "crm"}).code, 0);
  sync();
  const std::size_t contacts = sandbox.records("Contact").size();
  EXPECT_GE(std::stoul(value("SELECT count(*) FROM v_lead")), 500U);
  EXPECT_LE(std::stoul(value("SELECT count(*) FROM v_lead")), 500U + contacts);
  EXPECT_NE(value("SELECT count(*) FROM v_opportunity"), "0");
  EXPECT_NE(value("SELECT count(*) FROM v_touch"), "0");
  const std::string journal = value("SELECT max(seq) FROM v_journal");
  const Json again = sync();
  EXPECT_EQ(again.value("applied", -1), 0);
  EXPECT_EQ(again.value("planned", -1), 0);
  EXPECT_EQ(value("SELECT max(seq) FROM v_journal"), journal);
}

/// Every byte of every file of the folder.
bool written_anywhere(const std::filesystem::path& folder, const std::string& text) {
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    if (bytes.find(text) != std::string::npos) return true;
  }
  return false;
}

TEST_F(FirstSync, ASecretInPlainIsRefusedBeforeAnythingIsWritten) {
  const std::string canary = "Sk-CANARY-0815";
  const Outcome refused =
      run({"connect", "plain", "salesforce", "--side", "sales", "--set", "url=" + sandbox.url(), "--set",
           "client_id=x", "--set", "client_secret=" + canary});
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.err, HasSubstr("secret://env/NAME"));
  EXPECT_THAT(refused.out + refused.err, testing::Not(HasSubstr(canary)));
  EXPECT_EQ(run({"connect", "plain"}).code, 3) << "nothing was connected";
  ASSERT_EQ(connect().code, 0);
  EXPECT_THAT(run({"connect", "crm", "--set", "client_secret=" + canary}).err,
              HasSubstr("secret://env/NAME"));
  EXPECT_THAT(run({"connect", "crm", "--set", "url=https://ada:" + canary + "@acme.my.salesforce.com"}).err,
              HasSubstr("inside an address"));
  EXPECT_EQ(run({"connect", "crm", "--set", "url=" + sandbox.url()}).code, 0) << "what is in order is taken";
  EXPECT_FALSE(written_anywhere(folder.path(), canary));
}

TEST_F(Leads, AnEditThereComesHere) {
  edit_there({{"Title", "Countess"}});
  EXPECT_EQ(sync().value("updated", 0), 1);
  EXPECT_EQ(field("title"), "Countess");
}

TEST_F(Leads, AnEditHereGoesThereAndItsEchoIsQuiet) {
  edit_here({"title=Analyst"});
  EXPECT_EQ(sync().value("acked", 0), 1);
  EXPECT_EQ(row().value("Title", ""), "Analyst");
  const Json echo = sync();
  EXPECT_EQ(echo.value("applied", -1), 0);
  EXPECT_EQ(echo.value("planned", -1), 0);
}

TEST_F(Leads, DifferentFieldsMerge) {
  edit_here({"title=Analyst"});
  edit_there({{"FirstName", "Ada"}});
  sync();
  EXPECT_EQ(row().value("Title", ""), "Analyst");
  EXPECT_EQ(field("given_name"), "Ada");
}

TEST_F(Leads, TheSameFieldIsDecidedAndBothAgree) {
  edit_here({"title=Analyst"});
  edit_there({{"Title", "Countess"}});
  EXPECT_EQ(sync().value("conflicts", 0), 1);  // decided as the mapping says, and kept on record
  EXPECT_EQ(sync().value("conflicts", -1), 0);
  EXPECT_EQ(row().value("Title", ""), "Countess");
  EXPECT_EQ(field("title"), "Countess");
}

TEST_F(Leads, ADeletedLeadIsArchivedAndAnUndeletedOneComesBack) {
  sandbox.rest("DELETE", "/sobjects/Lead/" + remote);
  EXPECT_EQ(sync().value("archived", 0), 1);
  EXPECT_NE(field("archived_at"), "");
  sandbox.post("/undelete", {{"ids", {remote}}});
  sync();
  EXPECT_EQ(field("archived_at"), "");
}

TEST_F(Leads, ACreateCarriesItsTandemIdAndIsLinked) {
  put("lead", {"family_name=Hopper", "company_name=Navy", "email=grace@navy.example",
               "captured_at=1772640000000000"});
  EXPECT_EQ(sync().value("acked", 0), 1);
  const Json made = sandbox.records("Lead", "Email = 'grace@navy.example'");
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made[0].value("Tandem_Id__c", ""), lead_id("grace@navy.example"));
  EXPECT_EQ(sync().value("planned", -1), 0);
}

TEST_F(Leads, ALostAnswerToACreateMakesNoSecondRecord) {
  put("lead", {"family_name=Hopper", "company_name=Navy", "email=grace@navy.example",
               "captured_at=1772640000000000"});
  sandbox.fault("lost_answer", "PATCH", kCollections);
  EXPECT_EQ(sync("partial").value("unknown", 0), 1);
  sync();
  EXPECT_EQ(sandbox.records("Lead", "Email = 'grace@navy.example'").size(), 1U);
  EXPECT_EQ(value("SELECT count(*) FROM v_lead WHERE email = 'grace@navy.example'"), "1");
}

TEST_F(Leads, OneRefusedRecordWaitsAndTheOthersGo) {
  const std::string long_title(200, 'x');
  edit_here({"title=" + long_title});
  put("lead", {"family_name=Hopper", "company_name=Navy", "email=grace@navy.example",
               "captured_at=1772640000000000"});
  EXPECT_EQ(sync("partial").value("failed", 0), 1);
  EXPECT_EQ(sandbox.records("Lead", "Email = 'grace@navy.example'").size(), 1U);
  EXPECT_THAT(run({"quarantine"}).out, HasSubstr("STRING_TOO_LONG"));
  edit_here({"title=short"});
  sync();
  EXPECT_EQ(row().value("Title", ""), "short");
}

TEST_F(Leads, ARecordLockedBySomebodyElseIsTriedAgainLater) {
  sandbox.post("/rules", {{"object", "Lead"}, {"error", "UNABLE_TO_LOCK_ROW"}, {"times", 1}});
  edit_here({"title=Analyst"});
  const Json report = sync("partial");
  EXPECT_EQ(report.value("failed", 0), 1);
  EXPECT_EQ(run({"quarantine"}).out, "nothing is in quarantine\n");
}

TEST_F(Leads, ATokenThatEndsIsRenewedWithoutNotice) {
  sandbox.fault("invalid_session", "GET", kOrgQuery);
  edit_there({{"Title", "Countess"}});
  sync();
  EXPECT_EQ(field("title"), "Countess");
}

class ManyLeads : public SandboxTest {
 protected:
  ManyLeads() : SandboxTest(std::vector<std::string>{"--records", "700"}) {}
};

TEST_F(ManyLeads, ATokenOrLocatorLostInMidRunLosesNoRow) {
  for (const char* kind : {"invalid_session", "invalid_query_locator"}) {
    sandbox.fault(kind, "GET", "/services/data/v60.0/query/", {{"skip", 1}});
  }
  ASSERT_EQ(connect(kLeads).code, 0);
  sync();
  EXPECT_EQ(value("SELECT count(*) FROM v_lead"), "700");
  EXPECT_EQ(sync().value("applied", -1), 0);
}

TEST_F(Leads, SessionsThatSigningInDoesNotMendEndTheRun) {
  sandbox.fault("session_not_valid_for_rest", "GET", kOrgQuery, {{"times", -1}});
  EXPECT_THAT(sync_text(), HasSubstr("session security level"));
}

TEST_F(Leads, EachBadAnswerIsToldAndTheNextRunIsWhole) {
  const std::pair<const char*, const char*> cases[] = {{"request_limit", "REQUEST_LIMIT_EXCEEDED"},
                                                       {"too_many_requests", "too many requests"},
                                                       {"api_disabled", "API_DISABLED_FOR_ORG"},
                                                       {"unknown_exception", "UNKNOWN_EXCEPTION"},
                                                       {"html", "web page"},
                                                       {"truncated", ""},
                                                       {"truncated_chunked", ""},
                                                       {"bad_gateway", "502"},
                                                       {"unavailable", "SERVER_UNAVAILABLE"},
                                                       {"edge_no_route", "edge"}};
  for (const auto& [kind, says] : cases) {
    sandbox.fault(kind, "GET", kOrgQuery);
    EXPECT_THAT(sync_text(), HasSubstr(says)) << kind;
    sandbox.rest("PATCH", "/sobjects/Lead/" + remote, {{"Title", kind}});
    sync();
    EXPECT_EQ(field("title"), kind);
  }
}

TEST_F(Leads, AWriteWithoutAVerdictIsFoundOut) {
  for (const char* kind : {"lost_answer", "truncated", "unknown_exception", "html", "closed"}) {
    edit_here({std::string("title=") + kind});
    sandbox.fault(kind, "PATCH", kCollections);
    sync_text();
    sync();
    EXPECT_EQ(row().value("Title", ""), kind);
    EXPECT_EQ(sync().value("planned", -1), 0) << kind;
  }
}

TEST_F(Leads, AWaitOnAWriteIsKept) {
  edit_here({"title=Analyst"});
  sandbox.fault("too_many_requests", "PATCH", kCollections, {{"retry_after", 3600}});
  EXPECT_EQ(sync("partial").value("failed", 0), 1);
  EXPECT_EQ(sync("partial").value("skipped", 0), 1);
  EXPECT_TRUE(row().at("Title").is_null());
}

TEST_F(Leads, AnotherOrganisationAtTheSameAddressIsRefused) {
  sandbox.post("/org", {{"another_org", true}});
  EXPECT_THAT(run({"check", "crm"}).out, HasSubstr("another organisation"));
}

TEST_F(Leads, AFieldThatIsGoneRenamedOrHiddenIsNamed) {
  sandbox.post("/fields", {{"object", "Lead"}, {"field", "Title"}, {"rename", "Position__c"}});
  EXPECT_THAT(sync_text(), HasSubstr("has no field 'Title'"));
  sandbox.post("/fields", {{"object", "Lead"}, {"field", "Position__c"}, {"rename", "Title"}});
  sync();
  sandbox.post("/fields", {{"object", "Lead"}, {"field", "Tandem_Id__c"}, {"hide", true}});
  EXPECT_THAT(sync_text(), HasSubstr("has no field 'Tandem_Id__c'"));
  EXPECT_THAT(run({"check", "crm"}).out, HasSubstr("Tandem_Id__c"));
  sandbox.post("/fields", {{"object", "Lead"}, {"field", "Tandem_Id__c"}, {"hide", false}});
  sync();
}

TEST_F(Leads, WhatChangedBetweenReadingAndWritingIsMergedFirst) {
  edit_here({"title=Analyst"});
  // The edit is made while Tandem waits for its own read of the leads.
  edit_there({{"FirstName", "Ada"}});
  sync();
  EXPECT_EQ(row().value("Title", ""), "Analyst");
  EXPECT_EQ(row().value("FirstName", ""), "Ada");
  EXPECT_EQ(field("given_name"), "Ada");
}

TEST_F(Leads, AnIdleRunCostsAHandfulOfCalls) {
  sync();
  sandbox.post("/reset-counters");
  sync();
  // Sign-in, one query, at most one look into the log of deletions.
  EXPECT_LE(sandbox.get("/requests").size(), 3U) << sandbox.get("/requests").dump(1);
}

class Conversion : public SandboxTest {};

TEST_F(Conversion, AConvertedLeadStaysTheSameRecordAndWritesGoToTheContact) {
  ASSERT_EQ(connect().code, 0);
  sync();
  const Json made =
      sandbox.rest("POST", "/sobjects/Lead",
                   {{"LastName", "Lovelace"}, {"Company", "Looms"}, {"Email", "ada@looms.example"}});
  const std::string remote = made.at("id").get<std::string>();
  sync();
  const std::string local = lead_id("ada@looms.example");
  const std::string captured = value("SELECT captured_at FROM v_lead WHERE id_text = '" + local + "'");
  const std::string count = value("SELECT count(*) FROM v_lead WHERE archived_at IS NULL");
  sandbox.post("/clock", {{"advance_seconds", 5}});
  const Json converted = sandbox.post("/convert", {{"leadId", remote}});
  sync();
  EXPECT_EQ(lead_id("ada@looms.example"), local);
  EXPECT_EQ(value("SELECT count(*) FROM v_lead WHERE archived_at IS NULL"), count);
  EXPECT_EQ(value("SELECT captured_at FROM v_lead WHERE id_text = '" + local + "'"), captured);
  put("lead", {"id=" + local, "title=Countess"});
  sync();
  const Json contacts = sandbox.records("Contact", "Email = 'ada@looms.example'");
  ASSERT_EQ(contacts.size(), 1U) << converted.dump();
  EXPECT_EQ(contacts[0].value("Title", ""), "Countess");
}

}  // namespace
}  // namespace tandem::salesforce::test
