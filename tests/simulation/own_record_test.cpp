// SPDX-License-Identifier: Apache-2.0
// Hand-offs are Tandem's own: a change of one at the remote goes through its verb, or is put back.
#include "workbench.hpp"

namespace tandem::sync {
namespace {

class OwnRecord : public Workbench {
 protected:
  void SetUp() override {
    Workbench::SetUp();
    prepare(a_);
    a_.types["Handoff"].fields = {"tandem_id", "status", "reason", "decided_by", "why_not"};
    Json mapping = lead_mapping();
    mapping["rules"].push_back(parse_json(R"({
      "entity": "handoff", "remote_type": "Handoff", "refusal": "why_not", "create": {"in": false, "out": true},
      "fields": [{"field": "id", "remote": "tandem_id"}, {"field": "state", "remote": "status"}],
      "verbs": [
        {"when": {"remote": "status", "equals": "accepted"}, "verb": "handoff.accept",
         "by": {"remote": "decided_by"}},
        {"when": {"remote": "status", "equals": "returned"}, "verb": "handoff.return",
         "args": {"reason": {"remote": "reason"}}}]})",
                                          "a rule"));
    connect("a", mapping);
    sam_ = person("Sam", "sales");
    lead_ = capture("buyer@example.org", "Buyer");
    edit_stage("mql");
    const Json offered = domain::act(*db_, domain::actor_for(*db_, person("Mona", "marketing")),
                                     "handoff.offer", Id{}, {{"lead_id", lead_.text()}});
    handoff_ = Id::require(offered.at("id").get<std::string>(), "id");
    sync("a", a_);
    store::Change change(*db_, {});
    db_->prepare(
           "INSERT INTO sync_link (conn, entity, remote_type, remote_id, local_id, state) VALUES (1, 1, "
           "'user', "
           "'u-sam', ?, 'linked')")
        .bind(1, sam_)
        .run();
    change.commit();
  }
  Id person(const std::string& name, const std::string& side) {
    store::Change change(*db_, {});
    const auto& info = change.catalogue().entity("person");
    Row row = info.new_row();
    model::read_document(info,
                         R"({"name": ")" + name + R"(", "side": ")" + side +
                             R"(", "confirmed": true, "email": ")" + name + R"(@example.org"})",
                         row);
    const Id id = change.create(info, row, model::SetBy::verb);
    change.commit();
    return id;
  }
  void edit_stage(const std::string& stage) {
    store::Change change(*db_, {});
    const auto& info = change.catalogue().entity("lead");
    Row row = info.new_row();
    row.set_text(info.position("stage"), stage);
    change.update(info, lead_, row, model::SetBy::verb);
    change.commit();
  }
  std::string status() { return a_.value("Handoff", "r1", "status"); }
  FakeRemote a_;
  Id sam_, lead_, handoff_;
};

TEST_F(OwnRecord, ARemoteYesByAKnownPersonActs) {
  ASSERT_EQ(status(), "offered");
  a_.edit("Handoff", "r1", {{"status", "accepted"}}).modified_by = "u-sam";
  const Json run = sync("a", a_);
  EXPECT_EQ(text(handoff_, "state", "handoff"), "accepted") << run.dump();
  EXPECT_EQ(text(handoff_, "decided_by", "handoff"), sam_.text());
  sync("a", a_);
  EXPECT_EQ(status(), "accepted");
  EXPECT_EQ(run["irregular"], 0);
  expect_sound();
}

TEST_F(OwnRecord, TheAddressInTheRowSaysWhoActed) {
  a_.edit("Handoff", "r1", {{"status", "accepted"}, {"decided_by", " SAM@example.org"}});
  sync("a", a_);
  EXPECT_EQ(text(handoff_, "state", "handoff"), "accepted");
  EXPECT_EQ(text(handoff_, "decided_by", "handoff"), sam_.text());
  expect_sound();
}

TEST_F(OwnRecord, AnAddressOfTheWrongSideIsRefusedLikeAnyone) {
  a_.edit("Handoff", "r1", {{"status", "accepted"}, {"decided_by", "mona@example.org"}});
  sync("a", a_);
  EXPECT_EQ(text(handoff_, "state", "handoff"), "offered");
  EXPECT_EQ(status(), "offered");
}

TEST_F(OwnRecord, ARemoteYesByNobodyIsPutBackAndIrregular) {
  a_.edit("Handoff", "r1", {{"status", "accepted"}});
  const Json run = sync("a", a_);
  EXPECT_EQ(text(handoff_, "state", "handoff"), "offered");
  EXPECT_EQ(status(), "offered") << run.dump();
  EXPECT_EQ(count("SELECT count(*) FROM irregularity WHERE code = 'refused_verb'"), 1);
  sync("a", a_);
  const std::string before = fingerprint();
  EXPECT_EQ(sync("a", a_)["outcome"], "done");
  EXPECT_EQ(fingerprint(), before);
  expect_sound();
}

TEST_F(OwnRecord, AReturnThereCarriesItsReason) {
  a_.edit("Handoff", "r1", {{"status", "returned"}, {"reason", "no such reason"}}).modified_by = "u-sam";
  sync("a", a_);
  EXPECT_EQ(text(handoff_, "state", "handoff"), "offered");  // not in the signed list: put back
  EXPECT_EQ(status(), "offered");
  EXPECT_NE(a_.value("Handoff", "r1", "why_not").find("use one of: "), std::string::npos);
  sync("a", a_);
  const std::string before = fingerprint();
  sync("a", a_);
  EXPECT_EQ(fingerprint(), before);

  a_.edit("Handoff", "r1", {{"status", "returned"}, {"reason", "no_budget"}}).modified_by = "u-sam";
  sync("a", a_);
  EXPECT_EQ(text(handoff_, "state", "handoff"), "returned");
  EXPECT_EQ(a_.value("Handoff", "r1", "why_not"), "") << "nothing is refused any more";
  sync("a", a_);
  const std::string after = fingerprint();
  sync("a", a_);
  EXPECT_EQ(fingerprint(), after);
  expect_sound();
}

}  // namespace
}  // namespace tandem::sync
