// SPDX-License-Identifier: Apache-2.0
// A reference that has one remote field for each type: out, in, and across a conversion.
#include "workbench.hpp"

namespace tandem::sync {
namespace {

Json visits_mapping() {
  return parse_json(R"({
    "format": 1,
    "rules": [{
      "entity": "touch", "remote_type": "Visit", "create": {"in": true, "out": true},
      "fields": [
        {"field": "id", "remote": "tandem_id"},
        {"field": "lead_id", "remote": ["lead", "contact"],
         "transform": {"ref": {"remote_type": ["Lead", "Contact"]}}},
        {"field": "channel", "remote": "kind"},
        {"field": "at", "remote": "at", "transform": {"date": {"zone": "UTC"}}}
      ]
    }, {
      "entity": "lead", "remote_type": "Contact", "create": {"in": true}, "match": [["email"]],
      "fields": [{"field": "email", "remote": "Email"}, {"field": "title", "remote": "title"},
        {"field": "captured_at", "remote": "created", "direction": "in", "transform": {"date": {"zone": "UTC"}}}]
    }, {
      "entity": "lead", "remote_type": "Lead", "converts_to": "Contact", "create": {"in": true, "out": true},
      "fields": [{"field": "id", "remote": "tandem_id"}, {"field": "email", "remote": "Email"},
        {"field": "title", "remote": "title"},
        {"field": "captured_at", "remote": "created", "direction": "in", "transform": {"date": {"zone": "UTC"}}}]
    }]})",
                    "a mapping");
}

class Lookups : public Workbench {
 protected:
  void SetUp() override {
    Workbench::SetUp();
    remote_.types["Lead"].fields = {"tandem_id", "Email", "title", "created"};
    remote_.types["Contact"].fields = {"Email", "title", "created"};
    remote_.types["Visit"].fields = {"tandem_id", "lead", "contact", "kind", "at"};
    connect("crm", visits_mapping());
    remote_.edit("Lead", "L1", {{"Email", "a@example.org"}, {"created", "2026-05-01"}});
    remote_.edit("Contact", "C2", {{"Email", "b@example.org"}, {"created", "2026-05-01"}});
    sync("crm", remote_);
  }
  Id visit(const Id& lead) {
    store::Change change(*db_, {});
    const auto& touch = change.catalogue().entity("touch");
    Row row = touch.new_row();
    model::read_document(
        touch, R"({"channel": "visit", "at": 1780000000000000, "lead_id": ")" + lead.text() + R"("})", row);
    const Id id = change.create(touch, row, model::SetBy::sync);
    change.commit();
    return id;
  }
  /// What the remote's visits show: "lead/contact", in the order of their ids.
  std::string shown() {
    std::string all;
    for (auto& [id, row] : remote_.types["Visit"].rows) {
      all += (all.empty() ? "" : " ") + row.fields["lead"] + "/" + row.fields["contact"];
    }
    return all;
  }
  Id only_visit() {
    store::Statement s = db_->prepare("SELECT id FROM touch");
    return s.step() ? s.id(0) : Id{};
  }
  void convert(const std::string& lead, const std::string& contact) {
    FakeRemote::Record& row = remote_.edit("Lead", lead, {});
    row.converted_to = contact;
    remote_.edit("Contact", contact, {{"Email", row.fields["Email"]}, {"created", "2026-05-01"}});
  }
  void expect_done() { expect_all_done("crm", remote_); }
  void expect_rest() { expect_at_rest("crm", remote_); }
  FakeRemote remote_;
};

TEST_F(Lookups, EachTypeGoesOutInItsOwnField) {
  visit(lead_of("crm", "L1"));
  visit(lead_of("crm", "C2"));
  expect_done();
  EXPECT_EQ(shown(), "L1/ /C2");
  expect_rest();
}

TEST_F(Lookups, TheFilledFieldSaysWhoseItIsAndMayMove) {
  remote_.edit("Visit", "V1", {{"lead", "L1"}, {"kind", "visit"}, {"at", "2026-05-02"}});
  expect_done();
  const Id visit = only_visit();
  EXPECT_EQ(text(visit, "lead_id", "touch"), lead_of("crm", "L1").text());
  remote_.edit("Visit", "V1", {{"lead", ""}, {"contact", "C2"}});
  expect_done();
  EXPECT_EQ(text(visit, "lead_id", "touch"), lead_of("crm", "C2").text());
  expect_rest();
}

TEST_F(Lookups, AConversionMovesItToTheNewTypesField) {
  visit(lead_of("crm", "L1"));
  visit(lead_of("crm", "C2"));
  sync("crm", remote_);
  convert("L1", "C1");
  expect_done();
  EXPECT_EQ(shown(), "/C1 /C2");
  expect_rest();
}

TEST_F(Lookups, AConversionMovesWhatWasEditedThereMeanwhile) {
  visit(lead_of("crm", "L1"));
  sync("crm", remote_);
  convert("L1", "C1");
  const std::string row = remote_.types["Visit"].rows.begin()->first;
  remote_.edit("Visit", row, {{"kind", "phone"}});
  expect_done();
  EXPECT_EQ(shown(), "/C1");
  EXPECT_EQ(count("SELECT count(*) FROM touch WHERE channel = 'phone'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM sync_conflict"), 0);
  expect_rest();
}

TEST_F(Lookups, WhereOneOfTwoRowsIsDeletedItMovesToTheOther) {
  remote_.edit("Contact", "C1", {{"Email", "a@example.org"}, {"created", "2026-05-01"}});
  sync("crm", remote_);
  ASSERT_EQ(lead_of("crm", "C1"), lead_of("crm", "L1"));
  visit(lead_of("crm", "L1"));
  sync("crm", remote_);
  EXPECT_EQ(shown(), "L1/");
  remote_.remove("Lead", "L1");
  expect_done();
  EXPECT_EQ(shown(), "/C1");
  expect_rest();
}

TEST_F(Lookups, ALostAnswerIsSettledByAllTheFields) {
  visit(lead_of("crm", "L1"));
  sync("crm", remote_);
  convert("L1", "C1");
  remote_.faults.push_lost_after = 1;
  sync("crm", remote_);
  remote_.faults = {};
  sync("crm", remote_);
  EXPECT_EQ(shown(), "/C1");
  expect_rest();
}

TEST_F(Lookups, AVisitOfALeadThatIsThereUnderNoTypeWaitsForIt) {
  remote_.edit("Visit", "V1", {{"contact", "C9"}, {"kind", "visit"}, {"at", "2026-05-02"}});
  sync("crm", remote_);
  EXPECT_EQ(count("SELECT count(*) FROM sync_parked WHERE state = 'waiting'"), 1);
  remote_.edit("Contact", "C9", {{"Email", "c@example.org"}, {"created", "2026-05-01"}});
  expect_done();
  EXPECT_EQ(text(only_visit(), "lead_id", "touch"), lead_of("crm", "C9").text());
}

TEST_F(Lookups, ATouchOfAMergedLeadIsTheSurvivorsAndComesInOnce) {
  remote_.edit("Lead", "L3", {{"Email", "c@example.org"}, {"created", "2026-05-02"}});
  expect_done();
  const Id survivor = lead_of("crm", "L1"), merged = lead_of("crm", "L3");
  {
    store::Change change(*db_, {});
    const auto& person = change.catalogue().entity("person");
    Row row = person.new_row();
    row.set(person.position("confirmed"), model::boolean(true));
    change.update(person, maria_, row, model::SetBy::verb);
    change.commit();
  }
  domain::act(*db_, domain::actor_for(*db_, maria_), "lead.merge", merged,
              {{"into_lead_id", survivor.text()}});
  ASSERT_EQ(lead_of("crm", "L3"), merged);  // both rows stand there, each with its link
  const auto pull_again = [&] {
    remote_.edit("Visit", "V1", {{"lead", "L3"}, {"kind", "visit"}, {"at", "2026-05-03T10:00:00Z"}});
    db_->execute("UPDATE sync_link SET row_hash = NULL WHERE remote_id = 'V1'");  // as after a new mapping
    expect_done();
  };
  pull_again();
  EXPECT_EQ(text(only_visit(), "lead_id", "touch"), survivor.text());
  const std::string revision = text(only_visit(), "revision", "touch"), shows = shown();
  const auto changes = [&] { return count("SELECT count(*) FROM journal WHERE kind LIKE 'touch.%'"); };
  const std::int64_t before = changes();
  pull_again();
  EXPECT_EQ(text(only_visit(), "revision", "touch"), revision);
  EXPECT_EQ(changes(), before);
  EXPECT_EQ(shown(), shows);
  expect_sound();
}

}  // namespace
}  // namespace tandem::sync
