// SPDX-License-Identifier: Apache-2.0
// What Tryton does otherwise than one thinks, each seen on the real server.
#include <fstream>

#include "fixture.hpp"
#include "proxy.hpp"

namespace tandem::tryton_test {
namespace {

using testing::HasSubstr;

using TrytonTrap = Connected;

std::string state_of_party(const Tandem& tandem, const std::string& email) {
  return tandem.text(
      "SELECT CASE WHEN archived_at IS NULL THEN 'live' ELSE 'archived' END FROM lead WHERE email = '" +
      email + "'");
}

TEST_F(TrytonTrap, WriteDateIsNullUntilTheFirstUpdate) {
  tandem.synced();
  const auto made = rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
  ASSERT_TRUE(rita.read("party.party", made, {"write_date"})["write_date"].is_null());
  tandem.synced();
  EXPECT_EQ(state_of_party(tandem, "ada@looms.test"), "live");
}

TEST_F(TrytonTrap, DeletedRecordsLeaveNoTombstones) {
  const auto one = rita.create("party.party", party("One", "one@looms.test"));
  rita.create("party.party", party("Two", "two@looms.test"));
  const auto deal = rita.create("sale.opportunity", {{"party", one}, {"description", "gone soon"}});
  rita.create("sale.opportunity", {{"party", one}, {"description", "stays"}});
  tandem.synced();
  rita.remove("sale.opportunity", deal);
  tandem.synced();  // an ordinary run, not a full one
  EXPECT_EQ(tandem.text("SELECT count(*) FROM opportunity WHERE archived_at IS NOT NULL"), "1");
  EXPECT_EQ(state_of_party(tandem, "one@looms.test"), "live");
}

TEST_F(TrytonTrap, ADeleteIsFoundThoughAnotherRecordMakesUpForItInNumber) {
  Person admin(server, "admin");
  const auto back = rita.create("party.party", party("Back", "back@looms.test"));
  const auto employee = admin.create("company.employee", {{"party", back}, {"company", 1}});
  // Without mechanisms, which would go along and tell of it.
  const auto gone = rita.create("party.party", {{"name", "Gone"}});
  rita.create("party.party", party("Two", "two@looms.test"));
  tandem.synced();
  ASSERT_EQ(tandem.text("SELECT count(*) FROM lead"), "2");
  // No longer of the staff, so one of an old id more; and one less.
  admin.remove("company.employee", employee);
  rita.remove("party.party", gone);
  tandem.synced();
  EXPECT_EQ(tandem.text("SELECT archived_at IS NULL FROM lead WHERE company_name = 'Gone'"), "0");
  EXPECT_EQ(state_of_party(tandem, "back@looms.test"), "live");
  EXPECT_EQ(state_of_party(tandem, "two@looms.test"), "live");
}

TEST_F(TrytonTrap, APartyThatBecomesStaffKeepsItsLead) {
  const auto one = rita.create("party.party", party("One", "one@looms.test"));
  rita.create("party.party", party("Two", "two@looms.test"));
  tandem.synced();
  Person(server, "admin").create("company.employee", {{"party", one}, {"company", 1}});
  tandem.synced();
  EXPECT_EQ(state_of_party(tandem, "one@looms.test"), "live");
  EXPECT_EQ(state_of_party(tandem, "two@looms.test"), "live");
}

TEST_F(TrytonTrap, DeletingAPartyCascadesToItsMechanisms) {
  const auto one = rita.create("party.party", party("One", "one@looms.test", "+4930111"));
  rita.create("party.party", party("Two", "two@looms.test"));
  tandem.synced();
  rita.remove("party.party", one);
  ASSERT_TRUE(rita.search("party.contact_mechanism", {{"value", "=", "one@looms.test"}}).empty());
  tandem.synced();
  EXPECT_EQ(state_of_party(tandem, "one@looms.test"), "archived");
  EXPECT_EQ(state_of_party(tandem, "two@looms.test"), "live");
  const Json quiet = tandem.synced();
  EXPECT_EQ(quiet["applied"], 0);
  EXPECT_LT(quiet["pages"], 9) << "the full reading was for that one run: " << quiet.dump();
}

TEST_F(TrytonTrap, ActiveFalseIsHiddenFromEverySearch) {
  const auto one = rita.create("party.party", party("One", "one@looms.test"));
  tandem.synced();
  rita.write("party.party", one, {{"active", false}});
  ASSERT_TRUE(rita.call("party.party", "search", Json::array({{{"id", "=", one}}, 0, nullptr, nullptr}),
                        {{"active_test", true}})
                  .empty());
  tandem.synced();
  EXPECT_EQ(state_of_party(tandem, "one@looms.test"), "archived");
}

TEST_F(TrytonTrap, ADanglingMany2OneBreaksTheReadingOfWholePages) {
  Json mapping = Json::parse(std::ifstream(TRYTON_MAPPING));
  for (Json& field : mapping["rules"][2]["fields"]) {
    if (field["field"] == "name") field = {{"field", "name"}, {"remote", "party.name"}, {"direction", "in"}};
  }
  Tandem other;
  other.folder().write("dangling.json", mapping.dump());
  ASSERT_EQ(other.connect(server.url(), {}, (other.folder().path() / "dangling.json").string()).code, 0);
  const auto buyer = rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
  for (int i = 0; i < 5; ++i) {
    rita.create("sale.opportunity", {{"party", i == 2 ? 99999 : buyer}, {"description", "deal"}});
  }
  ASSERT_ANY_THROW(rita.call("sale.opportunity", "search_read",
                             Json::array({Json::array(), 0, nullptr, nullptr, {"party.name"}})));
  EXPECT_EQ(other.sync().code, 1) << "partial: one row could not be read";
  EXPECT_EQ(other.text("SELECT count(*) FROM opportunity"), "4");
  EXPECT_EQ(other.text("SELECT count(*) FROM sync_parked WHERE error_class = 'broken'"), "1");
}

TEST_F(TrytonTrap, RefusalsComeAsHttp200AndHitOneRecordOnly) {
  rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
  tandem.synced();
  const std::string lead = tandem.text("SELECT id_text FROM v_lead");
  const std::string owner = tandem.text("SELECT id_text FROM v_person WHERE email = 'rita@tandem.test'");
  // Beyond the state lead an employee is required.
  tandem.put("opportunity", {{"lead_id", lead}, {"name", "bad"}, {"stage", "opportunity"}});
  tandem.put("opportunity", {{"lead_id", lead}, {"name", "good"}, {"owner_person_id", owner}});
  tandem.put("opportunity",
             {{"lead_id", lead}, {"name", "won here"}, {"owner_person_id", owner}, {"stage", "won"}});
  EXPECT_EQ(tandem.sync().code, 1);
  EXPECT_EQ(rita.search("sale.opportunity", {{"description", "=", "good"}}).size(), 1u);
  const Json parked = tandem.rows("SELECT message FROM sync_parked WHERE direction = 'out' ORDER BY message");
  ASSERT_EQ(parked.size(), 2u) << parked.dump();
  EXPECT_THAT(parked[0]["message"].get<std::string>(), HasSubstr("Tryton refused it"));
  EXPECT_THAT(parked[1]["message"].get<std::string>(), HasSubstr("confirming its sale"));
  tandem.sync();
  EXPECT_EQ(rita.search("sale.opportunity", {{"description", "=", "bad"}}).size(), 1u) << "never doubled";
}

TEST_F(TrytonTrap, AWarningIsAcknowledgedAndTheCallRepeated) {
  const auto buyer = rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
  tandem.synced();
  ASSERT_ANY_THROW(rita.write("party.party", buyer, {{"name", "Warn by hand"}}));
  tandem.put("lead", {{"id", tandem.text("SELECT id_text FROM v_lead")}, {"company_name", "Warn Ltd"}});
  tandem.synced();
  EXPECT_EQ(rita.read("party.party", buyer, {"name"})["name"], "Warn Ltd");
}

TEST_F(TrytonTrap, MergedPartiesAreNotTakenForDeletedOnes) {
  Person admin(server, "admin");
  const auto old = rita.create("party.party", party("Old", "old@looms.test"));
  const auto kept = rita.create("party.party", party("Kept", "kept@looms.test"));
  tandem.synced();
  admin.write("party.party", old, {{"replaced_by", kept}, {"active", false}});
  const Outcome merged = tandem.sync();
  EXPECT_LE(merged.code, 1) << merged.err;
  EXPECT_EQ(state_of_party(tandem, "kept@looms.test"), "live");
}

class TrytonBehindAProxy : public testing::Test {
 protected:
  TrytonBehindAProxy() : rita(server, "rita"), proxy(server.port()) {}
  void SetUp() override { ASSERT_EQ(tandem.connect(proxy.url()).code, 0); }
  Server server;
  Person rita;
  Proxy proxy;
  Tandem tandem;
};

TEST_F(TrytonBehindAProxy, TrapHtmlInPlaceOfAnAnswerIsAnErrorAndNeverNoRows) {
  rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
  tandem.synced();
  for (const auto way : {Proxy::Way::html_200, Proxy::Way::html_500}) {
    proxy.set([way](const std::string& method) {
      return method.find("search") == method.npos ? Proxy::Way::pass : way;
    });
    const Outcome failed = tandem.sync();
    EXPECT_NE(failed.code, 0);
    EXPECT_THAT(failed.out + failed.err,
                testing::AnyOf(HasSubstr("not Tryton's JSON-RPC"), HasSubstr("HTTP 500")));
  }
  proxy.set({});
  EXPECT_EQ(state_of_party(tandem, "ada@looms.test"), "live");
  tandem.synced();
}

TEST_F(TrytonBehindAProxy, TrapAButtonInTheWrongStateIsIgnoredWithoutAWord) {
  const auto buyer = rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
  const auto deal = rita.create("sale.opportunity", {{"party", buyer}, {"description", "deal"}});
  tandem.synced();
  const std::string id = tandem.text("SELECT id_text FROM v_opportunity");
  tandem.put("opportunity", {{"id", id}, {"stage", "lost"}});
  bool moved = false;
  proxy.set([&](const std::string& method) {
    if (method == "model.sale.opportunity.lost" && !moved) {
      moved = true;  // a person is quicker
      rita.call("sale.opportunity", "cancel", Json::array({Json::array({deal})}));
    }
    return Proxy::Way::pass;
  });
  const Outcome outcome = tandem.sync();
  EXPECT_TRUE(moved);
  EXPECT_EQ(rita.read("sale.opportunity", deal, {"state"})["state"].get<std::string>().empty(), false);
  const Json attempts = tandem.rows("SELECT state, error_class FROM sync_attempt ORDER BY id");
  ASSERT_FALSE(attempts.empty());
  EXPECT_EQ(attempts[0]["state"], "failed") << "an ignored button is no success: " << attempts.dump();
}

TEST_F(TrytonBehindAProxy, ALostAnswerToACreateMakesNoSecondParty) {
  tandem.synced();
  const std::string id = tandem.put("lead", {{"company_name", "Mills"}, {"email", "grace@mills.test"}});
  bool dropped = false;
  proxy.set([&](const std::string& method) {
    if (method != "model.party.party.create" || dropped) return Proxy::Way::pass;
    dropped = true;
    return Proxy::Way::drop_answer;
  });
  EXPECT_NE(tandem.sync().code, 0);
  ASSERT_TRUE(dropped);
  tandem.synced();
  tandem.synced();
  EXPECT_EQ(rita.search("party.party", {{"name", "=", "Mills"}}).size(), 1u);
  EXPECT_EQ(tandem.text("SELECT count(*) FROM lead"), "1");
}

TEST_F(TrytonBehindAProxy, ASessionThatEndsInMidRunIsOpenedAgain) {
  for (int i = 0; i < 30; ++i) {
    const std::string n = std::to_string(i);
    rita.create("party.party", party("P" + n, "p" + n + "@looms.test"));
  }
  int reads = 0, logins = 0;
  proxy.set([&](const std::string& method) {
    logins += method == "common.db.login";
    if (method != "model.party.party.search_read") return Proxy::Way::pass;
    return ++reads == 3 ? Proxy::Way::refuse_401 : Proxy::Way::pass;
  });
  tandem.synced({"--page-size", "10"});
  EXPECT_EQ(logins, 2);
  EXPECT_EQ(tandem.text("SELECT count(*) FROM lead"), "30");
}

}  // namespace
}  // namespace tandem::tryton_test
