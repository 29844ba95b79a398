// SPDX-License-Identifier: Apache-2.0
// A lead belongs to somebody whom the remote does not know and will not be told about.
#include "workbench.hpp"

namespace tandem::sync {
namespace {

Json crm_mapping() {
  return parse_json(R"({
    "format": 1,
    "rules": [{
      "entity": "person", "remote_type": "User", "match": ["email"], "create": {"in": true, "out": false},
      "fields": [{"field": "name", "remote": "name", "direction": "in"},
                 {"field": "email", "remote": "email", "direction": "in"}],
      "constants": {"side": "sales"}
    }, {
      "entity": "lead", "remote_type": "Lead", "create": {"in": true, "out": true},
      "fields": [{"field": "id", "remote": "tandem_id", "direction": "in"},
        {"field": "email", "remote": "email"}, {"field": "title", "remote": "title"},
        {"field": "captured_at", "remote": "created", "direction": "create", "transform": {"date": {"zone": "UTC"}}},
        {"field": "owner_person_id", "remote": "owner",
         "transform": {"ref": {"entity": "person", "remote_type": "User"}}}]
    }]})",
                    "a mapping");
}

class AbsentReference : public Workbench {
 protected:
  void SetUp() override {
    Workbench::SetUp();
    remote_.types["User"].fields = {"name", "email"};
    remote_.types["Lead"].fields = {"tandem_id", "email", "title", "created", "owner"};
    connect("crm", crm_mapping());
    remote_.edit("User", "integration", {{"name", "Integration"}, {"email", "integration@example.org"}});
    remote_.edit("User", "U2", {{"name", "Steve"}, {"email", "steve@example.org"}});
    remote_.edit("Lead", "L1", {{"email", "a@example.org"}, {"created", "2026-05-01"}, {"owner", "U2"}});
    sync("crm", remote_);
    mona_ = put("person", R"({"name": "Mona", "email": "mona@example.org", "side": "marketing"})");
  }
  Id put(std::string_view entity, std::string_view document) {
    store::Change change(*db_, {});
    const auto& info = change.catalogue().entity(entity);
    Row row = info.new_row();
    model::read_document(info, document, row);
    const Id id = change.create(info, row, model::SetBy::host);
    change.commit();
    return id;
  }
  void belongs_to_mona(const Id& lead) { edit(lead, R"({"owner_person_id": ")" + mona_.text() + R"("})"); }
  Id lead_of_mona() {
    return put("lead", R"({"email": "new@example.org", "title": "Buyer", "captured_at": 1780000000000000,
                           "owner_person_id": ")" +
                           mona_.text() + R"("})");
  }
  std::map<std::string, std::string>& there(const std::string& id) {
    return remote_.types["Lead"].rows.at(id).fields;
  }
  Id steve() {
    store::Statement s = db_->prepare("SELECT local_id FROM sync_link WHERE remote_id = 'U2'");
    return s.step() ? s.id(0) : Id{};
  }
  std::string owner(const Id& lead) { return text(lead, "owner_person_id"); }
  void expect_done() { expect_all_done("crm", remote_); }
  void expect_rest() { expect_at_rest("crm", remote_); }
  FakeRemote remote_;
  Id mona_;
};

TEST_F(AbsentReference, TheRestOfALeadGoesOutWhoeverOwnsItHere) {
  const Id lead = lead_of("crm", "L1");
  belongs_to_mona(lead);
  expect_done();
  EXPECT_EQ(there("L1")["owner"], "U2") << "there it stays with whom it was";
  edit(lead, R"({"title": "Director"})");
  expect_done();
  EXPECT_EQ(there("L1")["title"], "Director");
  EXPECT_EQ(owner(lead), mona_.text());
  expect_rest();
}

TEST_F(AbsentReference, ANewLeadGoesOutAndTheOwnerGivenThereIsNoEdit) {
  const Id lead = lead_of_mona();
  expect_done();
  ASSERT_EQ(remote_.creates, 1);
  EXPECT_EQ(there("r1")["title"], "Buyer");
  EXPECT_EQ(there("r1").count("owner"), 0U);
  there("r1")["owner"] = "integration";  // as CRMs do: whoever writes a record owns it
  expect_done();
  EXPECT_EQ(owner(lead), mona_.text());
  remote_.edit("Lead", "r1", {{"title", "Head of Buying"}});
  expect_done();
  EXPECT_EQ(owner(lead), mona_.text());
  EXPECT_EQ(text(lead, "title"), "Head of Buying");
  expect_rest();
}

TEST_F(AbsentReference, WhoTakesTheLeadThereOwnsIt) {
  const Id lead = lead_of_mona();
  expect_done();
  there("r1")["owner"] = "integration";
  sync("crm", remote_);
  remote_.edit("Lead", "r1", {{"owner", "U2"}}).modified_by = "U2";
  sync("crm", remote_);
  EXPECT_EQ(owner(lead), steve().text());
  expect_rest();
}

TEST_F(AbsentReference, WhoTakesTheLeadBeforeWeHaveSeenItOwnsIt) {
  const Id lead = lead_of_mona();
  expect_done();
  remote_.edit("Lead", "r1", {{"owner", "U2"}}).modified_by = "U2";
  sync("crm", remote_);
  EXPECT_EQ(owner(lead), steve().text());
  expect_rest();
}

TEST_F(AbsentReference, ALeadGivenBackGoesOnToWhoIsKnownThere) {
  const Id lead = lead_of_mona();
  expect_done();
  there("r1")["owner"] = "integration";
  sync("crm", remote_);
  edit(lead, R"({"owner_person_id": ")" + steve().text() + R"("})");
  expect_done();
  EXPECT_EQ(there("r1")["owner"], "U2");
  expect_rest();
}

TEST_F(AbsentReference, ALeadDeletedThereIsArchivedHere) {
  const Id lead = lead_of_mona();
  expect_done();
  there("r1")["owner"] = "integration";
  sync("crm", remote_);
  remote_.remove("Lead", "r1");
  sync("crm", remote_);
  EXPECT_NE(text(lead, "archived_at"), "");
  EXPECT_EQ(count("SELECT count(*) FROM sync_conflict"), 0);
  expect_rest();
}

TEST_F(AbsentReference, TheOwnerStaysOwedWhileNotAllIsRead) {
  belongs_to_mona(lead_of("crm", "L1"));
  remote_.pages_left = 0;
  sync("crm", remote_);
  EXPECT_EQ(count("SELECT count(*) FROM sync_outbox"), 1) << "the users may just not have come";
  remote_.pages_left = -1;
  remote_.edit("User", "U3", {{"name", "Mona"}, {"email", "mona@example.org"}});
  expect_done();
  EXPECT_EQ(there("L1")["owner"], "U3");
  expect_rest();
}

}  // namespace
}  // namespace tandem::sync
