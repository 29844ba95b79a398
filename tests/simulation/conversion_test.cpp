// SPDX-License-Identifier: Apache-2.0
// A lead that becomes a contact, rows that become one, and references to either type.
#include "base/text.hpp"
#include "workbench.hpp"

namespace tandem::sync {
namespace {

Json converting_mapping() {
  return parse_json(R"({
    "format": 1,
    "rules": [{
      "entity": "touch", "remote_type": "Task",
      "when": {"any": [{"field": "who", "op": "starts_with", "value": "003"},
                       {"field": "who", "op": "starts_with", "value": "00Q"}]},
      "create": {"in": true, "out": true},
      "fields": [
        {"field": "id", "remote": "tandem_id"},
        {"field": "lead_id", "remote": "who", "transform": {"ref": {"entity": "lead",
          "remote_type": [{"prefix": "003", "type": "Contact"}, {"prefix": "00Q", "type": "Lead"}]}}},
        {"field": "channel", "remote": "kind"},
        {"field": "at", "remote": "at", "transform": {"date": {"zone": "UTC"}}}
      ]
    }, {
      "entity": "lead", "remote_type": "Contact",
      "create": {"in": true, "out": false}, "delete": "archive", "match": [["email"]],
      "fields": [
        {"field": "email", "remote": "Email"},
        {"field": "title", "remote": "title"},
        {"field": "captured_at", "remote": "created", "direction": "in", "transform": {"date": {"zone": "UTC"}}}
      ]
    }, {
      "entity": "lead", "remote_type": "Lead", "converts_to": "Contact",
      "create": {"in": true, "out": true}, "delete": "archive", "match": [["email"]],
      "fields": [
        {"field": "id", "remote": "tandem_id"},
        {"field": "email", "remote": "Email"},
        {"field": "title", "remote": "title"},
        {"field": "company_name", "remote": "company"},
        {"field": "captured_at", "remote": "created", "direction": "in", "transform": {"date": {"zone": "UTC"}}}
      ]
    }]})",
                    "a mapping");
}

class Conversion : public Workbench {
 protected:
  void SetUp() override {
    Workbench::SetUp();
    remote_.types["Lead"].fields = {"tandem_id", "Email", "company", "title", "created"};
    remote_.types["Contact"].fields = {"Email", "title", "created"};
    remote_.types["Task"].fields = {"tandem_id", "who", "kind", "at"};
    connect("crm", converting_mapping());
  }
  void add_lead(const std::string& id, const std::string& email) {
    remote_.edit("Lead", id,
                 {{"Email", email}, {"company", "Initech"}, {"title", "Clerk"}, {"created", "2026-05-01"}});
  }
  void convert(const std::string& lead, const std::string& contact) {
    FakeRemote::Record& row = remote_.edit("Lead", lead, {});
    row.converted_to = contact;
    remote_.edit("Contact", contact,
                 {{"Email", row.fields["Email"]}, {"title", row.fields["title"]}, {"created", "2026-05-01"}});
  }
  std::string link_state(const std::string& remote_id) {
    store::Statement s = db_->prepare("SELECT state FROM sync_link WHERE remote_id = ?");
    s.bind(1, remote_id);
    return s.step() ? std::string(s.text(0)) : "(none)";
  }
  FakeRemote remote_;
};

TEST_F(Conversion, TheContactIsTheSameLead) {
  add_lead("00Q1", "a@example.org");
  sync("crm", remote_);
  const Id lead = lead_of("crm", "00Q1");
  convert("00Q1", "0031");
  const Json run = sync("crm", remote_);
  EXPECT_EQ(run["outcome"], "done") << run.dump();
  EXPECT_EQ(count("SELECT count(*) FROM lead"), 1);
  EXPECT_EQ(lead_of("crm", "0031"), lead);
  EXPECT_EQ(link_state("00Q1"), "converted");
  EXPECT_EQ(link_state("0031"), "linked");
  const std::string before = fingerprint();
  EXPECT_EQ(sync("crm", remote_)["outcome"], "done");
  EXPECT_EQ(fingerprint(), before);
  expect_sound();
}

TEST_F(Conversion, AfterItEditsGoToTheContactAlone) {
  add_lead("00Q1", "a@example.org");
  sync("crm", remote_);
  const Id lead = lead_of("crm", "00Q1");
  convert("00Q1", "0031");
  sync("crm", remote_);
  edit(lead, R"({"title": "Director"})");
  const Json run = sync("crm", remote_);
  EXPECT_EQ(run["acked"], 1) << run.dump();
  EXPECT_EQ(remote_.value("Contact", "0031", "title"), "Director");
  EXPECT_EQ(remote_.value("Lead", "00Q1", "title"), "Clerk");
  remote_.edit("Contact", "0031", {{"title", "Chief"}});
  sync("crm", remote_);
  EXPECT_EQ(text(lead, "title"), "Chief");
  expect_sound();
}

TEST_F(Conversion, AnEditThatWaitedGoesToTheContact) {
  add_lead("00Q1", "a@example.org");
  sync("crm", remote_);
  const Id lead = lead_of("crm", "00Q1");
  edit(lead, R"({"title": "Director"})");
  convert("00Q1", "0031");
  const Json run = sync("crm", remote_);
  EXPECT_EQ(run["outcome"], "done") << run.dump();
  EXPECT_EQ(text(lead, "title"), "Director");
  EXPECT_EQ(remote_.value("Contact", "0031", "title"), "Director");
  expect_sound();
}

TEST_F(Conversion, ALeadConvertedBeforeTheFirstSyncMakesOneRecord) {
  add_lead("00Q1", "");
  convert("00Q1", "0031");
  const Json run = sync("crm", remote_);
  EXPECT_EQ(run["outcome"], "done") << run.dump();
  EXPECT_EQ(count("SELECT count(*) FROM lead"), 1);
  EXPECT_EQ(lead_of("crm", "00Q1"), lead_of("crm", "0031"));
  expect_sound();
}

TEST_F(Conversion, AContactThatCameBeforeTheNewsGivesWay) {
  add_lead("00Q1", "");
  sync("crm", remote_);
  const Id lead = lead_of("crm", "00Q1");
  remote_.edit("Contact", "0031", {{"title", "Clerk"}, {"created", "2026-05-01"}});
  sync("crm", remote_);
  EXPECT_EQ(count("SELECT count(*) FROM lead WHERE archived_at IS NULL"), 2);
  convert("00Q1", "0031");
  const Json run = sync("crm", remote_);
  EXPECT_EQ(run["outcome"], "done") << run.dump();
  EXPECT_EQ(count("SELECT count(*) FROM lead WHERE archived_at IS NULL"), 1);
  EXPECT_EQ(lead_of("crm", "0031"), lead);
  expect_sound();
}

TEST_F(Conversion, AContactOfAnotherLeadIsAConflictForAPerson) {
  add_lead("00Q1", "");
  sync("crm", remote_);
  remote_.edit("Contact", "0031", {{"title", "Clerk"}, {"created", "2026-05-01"}});
  sync("crm", remote_);
  edit(lead_of("crm", "0031"), R"({"company_name": "Umbrella", "title": "Boss"})");
  convert("00Q1", "0031");
  const Json run = sync("crm", remote_);
  EXPECT_EQ(count("SELECT count(*) FROM sync_parked WHERE state = 'conflict'"), 1) << run.dump();
  EXPECT_EQ(count("SELECT count(*) FROM lead WHERE archived_at IS NULL"), 2);
}

TEST_F(Conversion, AReferenceFollowsThePrefixAndPrefersTheContact) {
  add_lead("00Q1", "a@example.org");
  remote_.edit("Task", "00T1", {{"who", "00Q1"}, {"kind", "call"}, {"at", "2026-05-02"}});
  remote_.edit("Task", "00T2", {{"who", "001Account"}, {"kind", "call"}, {"at", "2026-05-02"}});
  sync("crm", remote_);
  const Id lead = lead_of("crm", "00Q1");
  EXPECT_EQ(count("SELECT count(*) FROM touch WHERE lead_id = x'" + tandem::hex(lead.view()) + "'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM sync_parked WHERE state = 'waiting'"), 0);
  convert("00Q1", "0031");
  sync("crm", remote_);
  store::Change change(*db_, {});
  const auto& touch = change.catalogue().entity("touch");
  Row row = touch.new_row();
  model::read_document(
      touch, R"({"channel": "email", "at": 1780000000000000, "lead_id": ")" + lead.text() + R"("})", row);
  const Id made = change.create(touch, row, model::SetBy::sync);
  change.commit();
  sync("crm", remote_);
  bool found = false;
  for (const auto& [id, task] : remote_.types["Task"].rows) {
    const auto key = task.fields.find("tandem_id");
    if (key == task.fields.end() || key->second != made.text()) continue;
    found = true;
    EXPECT_EQ(task.fields.at("who"), "0031");
  }
  EXPECT_TRUE(found);
}

TEST_F(Conversion, DeletingTheOldLeadLeavesTheCustomer) {
  add_lead("00Q1", "a@example.org");
  sync("crm", remote_);
  convert("00Q1", "0031");
  sync("crm", remote_);
  remote_.remove("Lead", "00Q1");
  sync("crm", remote_);
  EXPECT_EQ(count("SELECT count(*) FROM lead WHERE archived_at IS NULL"), 1);
  EXPECT_EQ(link_state("0031"), "linked");
  remote_.remove("Contact", "0031");
  sync("crm", remote_);
  EXPECT_EQ(count("SELECT count(*) FROM lead WHERE archived_at IS NULL"), 0);
}

TEST_F(Conversion, TwoRowsOfOneRecordAgreeAndAnOldOneDoesNotWin) {
  add_lead("00Q1", "a@example.org");
  remote_.edit("Contact", "0031",
               {{"Email", "a@example.org"}, {"title", "Clerk"}, {"created", "2026-05-01"}});
  sync("crm", remote_);
  const Id lead = lead_of("crm", "00Q1");
  ASSERT_EQ(lead_of("crm", "0031"), lead);
  remote_.edit("Contact", "0031", {{"title", "Chief"}});
  sync("crm", remote_);
  EXPECT_EQ(text(lead, "title"), "Chief");
  EXPECT_EQ(remote_.value("Lead", "00Q1", "title"), "Chief");
  remote_.edit("Lead", "00Q1", {{"company", "Umbrella"}});
  sync("crm", remote_);
  EXPECT_EQ(text(lead, "title"), "Chief");
  EXPECT_EQ(text(lead, "company_name"), "Umbrella");
  sync("crm", remote_);
  const std::string before = fingerprint();
  EXPECT_EQ(sync("crm", remote_)["applied"], 0);
  EXPECT_EQ(fingerprint(), before);
  expect_sound();
}

TEST_F(Conversion, OfTwoMergedRowsTheLoserIsArchived) {
  add_lead("00Q1", "a@example.org");
  add_lead("00Q2", "b@example.org");
  sync("crm", remote_);
  remote_.edit("Lead", "00Q2", {}).merged_into = "00Q1";
  const Json run = sync("crm", remote_);
  EXPECT_EQ(run["archived"], 1) << run.dump();
  EXPECT_EQ(count("SELECT count(*) FROM lead WHERE archived_at IS NULL"), 1);
  EXPECT_EQ(link_state("00Q2"), "merged");
  EXPECT_EQ(
      count("SELECT count(*) FROM lead l JOIN lead s ON s.id = l.merged_into_id WHERE l.archived_at IS NOT "
            "NULL AND s.archived_at IS NULL"),
      1);
  EXPECT_EQ(
      count("SELECT count(*) FROM stage_entry e JOIN lead l ON l.id = e.lead_id WHERE l.archived_at IS NULL"),
      2);
  EXPECT_EQ(count("SELECT count(*) FROM journal WHERE kind = 'lead.merged'"), 1);
  EXPECT_EQ(sync("crm", remote_)["applied"], 0);
}

}  // namespace
}  // namespace tandem::sync
