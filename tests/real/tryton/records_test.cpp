// SPDX-License-Identifier: Apache-2.0
// Leads, deals and people between Tandem and a real Tryton, both ways.
#include "fixture.hpp"

namespace tandem::tryton_test {
namespace {

using testing::HasSubstr;

using TrytonRecords = Connected;

TEST_F(TrytonRecords, ConnectingSaysWhoAndWhere) {
  const Outcome checked = tandem.run({"check", "crm"});
  EXPECT_EQ(checked.code, 0) << checked.out << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("Tryton 6.0."));
  EXPECT_THAT(checked.out, HasSubstr("company 1"));
}

TEST_F(TrytonRecords, APartyBecomesALeadWithItsMechanisms) {
  Json values = party("Looms Ltd", "ada@looms.test", "+49 30 1234567");
  values["contact_mechanisms"][0][1][0]["name"] = "Ada Maria Lovelace";
  rita.create("party.party", values);
  tandem.synced();
  const Json lead = tandem.rows("SELECT company_name, given_name, family_name, email, phone FROM v_lead");
  ASSERT_EQ(lead.size(), 1u) << "staff and the company itself are no leads: " << lead.dump();
  EXPECT_EQ(lead[0]["company_name"], "Looms Ltd");
  EXPECT_EQ(lead[0]["given_name"], "Ada Maria");
  EXPECT_EQ(lead[0]["family_name"], "Lovelace");
  EXPECT_EQ(lead[0]["email"], "ada@looms.test");
  EXPECT_THAT(lead[0]["phone"].get<std::string>(), HasSubstr("1234567"));
  EXPECT_EQ(tandem.text("SELECT name FROM v_person WHERE email = 'rita@tandem.test'"), "Rita Rep");
}

TEST_F(TrytonRecords, ALeadOfTandemBecomesAParty) {
  tandem.synced();
  const std::string id = tandem.put("lead", {{"company_name", "Mills {{secret:password}}"},
                                             {"given_name", "Grace"},
                                             {"family_name", "Hopper"},
                                             {"email", "grace@mills.test"},
                                             {"phone", "+4930555"}});
  tandem.synced();
  const auto found = rita.search("party.party", {{"identifiers.code", "=", "tandem:" + id}});
  ASSERT_EQ(found.size(), 1u);
  const Json made =
      rita.read("party.party", found[0],
                {"name", "email", "phone", "contact_mechanisms.name", "contact_mechanisms.type"});
  EXPECT_EQ(made["name"], "Mills {{secret:password}}") << "a stranger's text must not fetch a secret";
  EXPECT_EQ(made["email"], "grace@mills.test");
  EXPECT_EQ(made["contact_mechanisms."][0]["name"], "Grace Hopper");
  const Json again = tandem.synced();
  EXPECT_EQ(again["applied"], 0) << again.dump();
  EXPECT_EQ(again["planned"], 0) << again.dump();
}

TEST_F(TrytonRecords, ADealComesWithAmountCurrencyOwnerAndStage) {
  const auto buyer = rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
  const auto staff = rita.search("company.employee", {{"party.name", "=", "Rita Rep"}}).at(0);
  rita.create("sale.opportunity", {{"party", buyer},
                                   {"employee", staff},
                                   {"description", "Ten looms"},
                                   {"amount", decimal("1234.50")},
                                   {"conversion_probability", 0.25}});
  tandem.synced();
  const Json deal = tandem.rows(
      "SELECT o.name, o.amount_minor, o.currency, o.stage, o.result, o.probability_ppm, l.email, p.name AS "
      "owner "
      "FROM v_opportunity o JOIN v_lead l ON l.id = o.lead_id JOIN v_person p ON p.id = o.owner_person_id");
  ASSERT_EQ(deal.size(), 1u);
  EXPECT_EQ(deal[0]["name"], "Ten looms");
  EXPECT_EQ(deal[0]["amount_minor"], 123450);
  EXPECT_EQ(deal[0]["currency"], "EUR");
  EXPECT_EQ(deal[0]["stage"], "lead");
  EXPECT_EQ(deal[0]["result"], "open");
  EXPECT_EQ(deal[0]["probability_ppm"], 250000);
  EXPECT_EQ(deal[0]["owner"], "Rita Rep");
}

TEST_F(TrytonRecords, ADealOfTandemIsMadeAndMovedByButtons) {
  rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
  tandem.synced();
  const std::string lead = tandem.text("SELECT id_text FROM v_lead");
  const std::string owner = tandem.text("SELECT id_text FROM v_person WHERE email = 'rita@tandem.test'");
  const std::string id = tandem.put("opportunity", {{"lead_id", lead},
                                                    {"owner_person_id", owner},
                                                    {"name", "Ten looms"},
                                                    {"amount_minor", 99950},
                                                    {"currency", "EUR"},
                                                    {"stage", "opportunity"}});
  tandem.synced();
  const auto found = rita.search("sale.opportunity", {{"reference", "=", "tandem:" + id}});
  ASSERT_EQ(found.size(), 1u);
  Json made =
      rita.read("sale.opportunity", found[0], {"description", "amount", "state", "party.name", "employee"});
  EXPECT_EQ(made["description"], "Ten looms");
  EXPECT_EQ(made["amount"], decimal("999.50"));
  EXPECT_EQ(made["state"], "opportunity");
  EXPECT_EQ(made["party."]["name"], "Looms Ltd");

  ASSERT_EQ(tandem.run({"act", "person.confirm", owner}).code, 0);
  const Outcome lost =
      tandem.run({"--as", "rita@tandem.test", "act", "opportunity.lose", id, "loss_reason=too dear"});
  ASSERT_EQ(lost.code, 0) << lost.err;
  tandem.synced();
  made = rita.read("sale.opportunity", found[0], {"state", "lost_reason", "end_date"});
  EXPECT_EQ(made["state"], "lost");
  EXPECT_EQ(made["lost_reason"], "too dear");
  EXPECT_FALSE(made["end_date"].is_null()) << "the button sets it";
}

TEST_F(TrytonRecords, AConvertedAndWonDealIsWonInTandem) {
  Person admin(server, "admin");
  const auto buyer = rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
  const auto staff = rita.search("company.employee", {{"party.name", "=", "Rita Rep"}}).at(0);
  const auto deal =
      rita.create("sale.opportunity", {{"party", buyer}, {"employee", staff}, {"amount", decimal("10.00")}});
  tandem.synced();
  for (const char* button : {"opportunity", "convert"}) {
    admin.call("sale.opportunity", button, Json::array({Json::array({deal})}));
  }
  tandem.synced();
  EXPECT_EQ(tandem.text("SELECT stage FROM v_opportunity"), "converted");
  EXPECT_EQ(tandem.text("SELECT result FROM v_opportunity"), "open");
  admin.write("sale.opportunity", deal, {{"state", "won"}});
  tandem.synced();
  EXPECT_EQ(tandem.text("SELECT result FROM v_opportunity"), "won");
  EXPECT_NE(tandem.text("SELECT closed_at FROM v_opportunity"), "null");
  EXPECT_EQ(tandem.synced()["applied"], 0);
}

TEST_F(TrytonRecords, EditsOfDifferentFieldsOnBothSidesMerge) {
  const auto buyer = rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
  tandem.synced();
  const std::string lead = tandem.text("SELECT id_text FROM v_lead");
  tandem.put("lead", {{"id", lead}, {"phone", "+4930777"}});
  rita.write("party.party", buyer, {{"name", "Looms and Sons"}});
  tandem.synced();
  EXPECT_EQ(tandem.text("SELECT company_name FROM v_lead"), "Looms and Sons");
  EXPECT_EQ(rita.read("party.party", buyer, {"phone"})["phone"], "+4930777");
  EXPECT_EQ(rita.read("party.party", buyer, {"name"})["name"], "Looms and Sons");
}

TEST_F(TrytonRecords, EditsOfOneFieldOnBothSidesAreDecidedAndKept) {
  const auto buyer = rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
  tandem.synced();
  const std::string lead = tandem.text("SELECT id_text FROM v_lead");
  tandem.put("lead", {{"id", lead}, {"company_name", "Looms Here"}});
  rita.write("party.party", buyer, {{"name", "Looms There"}});
  tandem.sync();
  const Json open = tandem.rows("SELECT status FROM sync_conflict WHERE field = 'company_name'");
  EXPECT_EQ(open.size(), 1u) << "neither edit is dropped without a trace";
  const std::string here = tandem.text("SELECT company_name FROM v_lead");
  const Json there = rita.read("party.party", buyer, {"name"})["name"];
  EXPECT_THAT(here, testing::AnyOf("Looms Here", "Looms There"));
  if (open[0]["status"] == "resolved") {
    EXPECT_EQ(there, here);
  }
}

TEST_F(TrytonRecords, AnArchivedLeadDeactivatesItsPartyAndTakesNothingAlong) {
  const auto buyer = rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
  tandem.synced();
  const Outcome archived = tandem.run({"archive", "lead", tandem.text("SELECT id_text FROM v_lead")});
  ASSERT_EQ(archived.code, 0) << archived.err;
  tandem.synced();
  const Json left = rita.read("party.party", buyer, {"active", "contact_mechanisms"});
  EXPECT_EQ(left["active"], 0);
  EXPECT_EQ(left["contact_mechanisms"].size(), 1u);
}

TEST_F(TrytonRecords, AChangedMechanismIsNoticedThoughItsPartyIsNotTouched) {
  const auto buyer = rita.create("party.party", party("Looms Ltd", "ada@looms.test", "+4930111"));
  tandem.synced();
  const auto phone =
      rita.search("party.contact_mechanism", {{"party", "=", buyer}, {"type", "=", "phone"}}).at(0);
  rita.write("party.contact_mechanism", phone, {{"value", "+4930222"}});
  tandem.synced();
  EXPECT_EQ(tandem.text("SELECT phone FROM v_lead"), "+4930222");
  rita.remove("party.contact_mechanism", phone);
  tandem.synced();
  EXPECT_EQ(tandem.text("SELECT phone FROM v_lead"), "null");
}

}  // namespace
}  // namespace tandem::tryton_test
