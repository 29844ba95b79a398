// SPDX-License-Identifier: Apache-2.0
// A goal signed by two people through two marks in the CRM.
#include "workbench.hpp"

namespace tandem::sync {
namespace {

class Signoff : public Workbench {
 protected:
  void SetUp() override {
    Workbench::SetUp();
    remote_.types["Goal"].fields = {"tandem_id", "name", "state", "target", "m_yes", "m_by", "s_yes", "s_by"};
    connect("crm", parse_json(R"({"format": 1, "rules": [{
      "entity": "goal", "remote_type": "Goal", "create": {"in": false, "out": true},
      "fields": [
        {"field": "title", "remote": "name", "direction": "out"},
        {"field": "target", "remote": "target", "direction": "out"},
        {"field": "state", "remote": "state", "direction": "out"}],
      "verbs": [
        {"when": {"field": "m_yes", "op": "=", "value": true}, "verb": "goal.agree", "once": true, "by": {"remote": "m_by"}},
        {"when": {"field": "s_yes", "op": "=", "value": true}, "verb": "goal.agree", "once": true, "by": {"remote": "s_by"}}]}]})",
                              "a mapping"));
    signer("mona@example.org", "marketing");
    signer("sam@example.org", "sales");
    goal_ = make("goal", R"({"title": "Revenue", "metric_id": ")" + id_of("metric", "key = 'revenue'") +
                             R"(", "period_id": ")" +
                             make("period", R"({"name": "2026", "starts_on": "2026-01-01",
                                "ends_on": "2027-01-01", "time_zone": "Europe/Berlin"})")
                                 .text() +
                             R"(", "target": 1000, "currency": "EUR", "side": "shared"})");
    sync("crm", remote_);
  }
  Id make(const std::string& entity, const std::string& json) {
    store::Change change(*db_, {});
    const auto& info = change.catalogue().entity(entity);
    Row row = info.new_row();
    model::read_document(info, json, row);
    const Id id = change.create(info, row, model::SetBy::verb);
    change.commit();
    return id;
  }
  void signer(const std::string& email, const std::string& side) {
    make("person", R"({"name": "P", "confirmed": true, "is_signer": true, "email": ")" + email +
                       R"(", "side": ")" + side + R"("})");
  }
  std::string id_of(const std::string& table, const std::string& where) {
    store::Statement s = db_->prepare("SELECT id FROM " + table + " WHERE " + where);
    return s.step() ? s.id(0).text() : "(none)";
  }
  void mark(const std::string& side, const std::string& email) {
    remote_.edit("Goal", "r1", {{side + "_yes", "true"}, {side + "_by", email}});
  }
  void now_asks_for_more() {
    store::Change change(*db_, {});
    const auto& info = change.catalogue().entity("goal");
    Row row = info.new_row();
    model::read_document(info, R"({"target": 5000})", row);
    change.update(info, goal_, row, model::SetBy::host);
    change.commit();
  }
  std::string state() { return text(goal_, "state", "goal"); }

  FakeRemote remote_;
  Id goal_;
};

TEST_F(Signoff, TwoMarksInEitherOrderMakeTheGoalAgreed) {
  mark("s", "sam@example.org");
  sync("crm", remote_);
  EXPECT_EQ(state(), "draft");
  mark("m", "mona@example.org");
  sync("crm", remote_);
  EXPECT_EQ(state(), "agreed");
  EXPECT_EQ(count("SELECT count(*) FROM signoff"), 2);
  sync("crm", remote_);
  EXPECT_EQ(remote_.value("Goal", "r1", "state"), "agreed");
  sync("crm", remote_);
  const std::string before = fingerprint();
  EXPECT_EQ(sync("crm", remote_)["applied"], 0);
  EXPECT_EQ(fingerprint(), before);
  EXPECT_EQ(count("SELECT count(*) FROM irregularity"), 0);
  expect_sound();
}

TEST_F(Signoff, AnOldMarkDoesNotSignWhatTheGoalSaysNow) {
  mark("s", "sam@example.org");
  sync("crm", remote_);
  now_asks_for_more();
  sync("crm", remote_);
  mark("m", "mona@example.org");
  sync("crm", remote_);
  sync("crm", remote_);
  EXPECT_EQ(state(), "draft");
  EXPECT_EQ(count("SELECT count(*) FROM signoff"), 2);
}

TEST_F(Signoff, AMarkUnderWhatTheGoalNoLongerSaysSignsNothing) {
  now_asks_for_more();
  mark("m", "mona@example.org");  // under the old target: the new one is not there yet
  sync("crm", remote_);
  EXPECT_EQ(count("SELECT count(*) FROM signoff"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM irregularity"), 1);
  EXPECT_EQ(remote_.value("Goal", "r1", "target"), "5000");
  sync("crm", remote_);
  remote_.edit("Goal", "r1", {{"name", "touched"}});
  sync("crm", remote_);
  EXPECT_EQ(count("SELECT count(*) FROM signoff"), 0) << "the mark that stays is still the old one";
  remote_.edit("Goal", "r1", {{"m_yes", "false"}});
  sync("crm", remote_);
  mark("m", "mona@example.org");
  sync("crm", remote_);
  EXPECT_EQ(count("SELECT count(*) FROM signoff"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM irregularity"), 1);
  expect_sound();
}

TEST_F(Signoff, AMarkOfSomebodyUnknownSignsNothing) {
  mark("s", "nobody@example.org");
  const Json run = sync("crm", remote_);
  EXPECT_EQ(count("SELECT count(*) FROM signoff"), 0);
  EXPECT_NE(run.dump().find("names nobody known"), std::string::npos) << run.dump();
}

TEST_F(Signoff, AMarkOfSomebodyWhoMayNotSignOpensAnIrregularity) {
  make("person", R"({"name": "Guest", "confirmed": true, "email": "guest@example.org", "side": "sales"})");
  mark("s", "guest@example.org");
  sync("crm", remote_);
  EXPECT_EQ(count("SELECT count(*) FROM signoff"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM irregularity"), 1);
}

}  // namespace
}  // namespace tandem::sync
