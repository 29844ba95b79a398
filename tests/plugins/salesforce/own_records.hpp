// SPDX-License-Identifier: Apache-2.0
// Marketing's Mona and sales' Sam with a small org, whose leads they hand over and speak about.
#pragma once

#include "sandbox.hpp"

namespace tandem::salesforce::test {

class OwnRecords : public SandboxTest {
 protected:
  OwnRecords() : SandboxTest(std::vector<std::string>{"--records", "10"}) {}
  void SetUp() override {
    SandboxTest::SetUp();
    ASSERT_EQ(connect().code, 0);
    sync();
    put("person", {"name=Mona", "email=mona@marketing.example", "side=marketing"});
    for (const std::string email : {"mona@marketing.example", "sam.seller@sales.example"}) {
      act({"person.confirm", person(email)});
      put("person", {"id=" + person(email), "is_signer=true"});
    }
  }
  std::string person(const std::string& email) {
    return value("SELECT id_text FROM v_person WHERE email = '" + email + "'");
  }
  void act(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "act");
    const Outcome done = run(arguments);
    EXPECT_EQ(done.code, 0) << done.err;
  }
  void act_as(const std::string& email, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--as", email, "act"});
    const Outcome done = run(arguments);
    EXPECT_EQ(done.code, 0) << done.err;
  }
  /// Offers the lead with this address, or the first of Salesforce, to Sam Seller; the id of the hand-off
  /// there.
  std::string offer(const std::string& email = {}) {
    const std::string lead = lead_id(email.empty() ? sandbox.records("Lead")[0]["Email"] : Json(email));
    act({"lead.move", lead, "to_stage=mql"});
    act_as("mona@marketing.example",
           {"handoff.offer", "lead_id=" + lead, "to_person_id=" + person("sam.seller@sales.example")});
    sync();
    const Json there = sandbox.records("Tandem_Handoff__c");
    EXPECT_FALSE(there.empty());
    return there.empty() ? "" : there.back().at("Id").get<std::string>();
  }
  std::string state(const std::string& table) {
    return value("SELECT state FROM v_" + table + " ORDER BY created_at DESC LIMIT 1");
  }
};

}  // namespace tandem::salesforce::test
