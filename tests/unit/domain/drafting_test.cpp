// SPDX-License-Identifier: Apache-2.0
// The next version of a guideline begins as a copy of the one that it will follow.
#include "unit/domain/guideline_fixture.hpp"

namespace tandem::domain {
namespace {

class DraftingTest : public GuidelineTest {
 protected:
  Json next(const Id& guideline_id) {
    return act(mona_, "guideline.draft",
               {{"guideline_id", guideline_id.text()}, {"change_note", "one rule"}});
  }
  Id clause_of(const Id& version, const std::string& key) {
    auto find = db_->prepare("SELECT id FROM clause WHERE version_id = ? AND key = ?");
    find.bind(1, version).bind(2, key);
    EXPECT_TRUE(find.step());
    return find.id(0);
  }
  Id guideline_of(const Id& version) { return id_in(get("guideline_version", version), "guideline_id"); }
};

TEST_F(DraftingTest, OnlyWhatIsChangedDiffers) {
  const Id first = in_force("ours", {{"responsibility", "deal", responsibility("deal", "sales")},
                                     {"handoff_point", "over", point("mql", "sal")},
                                     {"sla_policy", "call", promise()}});
  const Json made = next(guideline_of(first));
  EXPECT_EQ(made.at("from_version_id"), first.text());
  EXPECT_EQ(made.at("clauses"), 3);
  const Id second = id_in(made);
  EXPECT_EQ(get("guideline_version", second).at("change_note"), "one rule");
  EXPECT_EQ(events("guideline.drafted"), 1);
  EXPECT_TRUE(
      ask("guideline_difference", {{"from_version_id", first.text()}, {"to_version_id", second.text()}})
          .rows.empty());
  Json body = promise();
  body["target_s"] = 1200;
  edit("clause", clause_of(second, "call"), {{"body", body}}, as(mona_));
  const auto changes =
      ask("guideline_difference", {{"from_version_id", first.text()}, {"to_version_id", second.text()}});
  ASSERT_EQ(changes.rows.size(), 1u);
  EXPECT_EQ(text(changes, 0, 3), "target_s");
  EXPECT_EQ(get("clause", clause_of(first, "call")).at("body").at("target_s"), 600);
  sign(second);
  act(sam_, "guideline.activate", second);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(DraftingTest, FollowsTheVersionThatWaitsAndTheHouseDefaultWhereNoneIsSigned) {
  const Id first = in_force("ours", {{"responsibility", "deal", responsibility("deal", "sales")}});
  const Id waiting = id_in(next(guideline_of(first)));
  sign(waiting);
  domain::act(*db_, as(sam_), "guideline.activate", waiting, {{"effective_from", clock_.at + kDay}});
  EXPECT_EQ(next(guideline_of(first)).at("from_version_id"), waiting.text());
  const std::int64_t usual = count(
      "SELECT count(*) FROM clause c JOIN guideline_version v ON v.id = c.version_id WHERE "
      "v.is_house_default = 1");
  EXPECT_EQ(next(founding_.guideline).at("clauses"), usual);
  const Json fresh = next(guideline("new"));
  EXPECT_EQ(fresh.at("clauses"), 0);
  EXPECT_TRUE(fresh.at("from_version_id").is_null());
}

TEST_F(DraftingTest, OneDraftAtATimeByAConfirmedPerson) {
  const Id made = guideline("ours");
  const Json draft = next(made);
  const Error twice = refusal([&] { next(made); });
  EXPECT_EQ(twice.status(), TANDEM_ALREADY_EXISTS);
  EXPECT_EQ(twice.code(), "draft_waits");
  EXPECT_EQ(twice.record, "guideline_version " + draft.at("id").get<std::string>());
  act(mona_, "guideline.withdraw", id_in(draft));
  next(made);
  const Id newcomer = person("Nina", "sales", true, false);
  expect_refused(TANDEM_FORBIDDEN, "unconfirmed", [&] {
    act(newcomer, "guideline.draft", {{"guideline_id", guideline("other").text()}});
  });
  expect_refused(TANDEM_NOT_FOUND, "unknown_record", [&] {
    act(mona_, "guideline.draft", {{"guideline_id", maria_.text()}});
  });
}

}  // namespace
}  // namespace tandem::domain
