// SPDX-License-Identifier: Apache-2.0
#include "unit/domain/workspace.hpp"

namespace tandem::domain {
namespace {

class GoalTest : public WorkspaceTest {
 protected:
  void SetUp() override {
    WorkspaceTest::SetUp();
    year_ = period("2026-01-01", "2027-01-01");
    quarter_ = period("2026-04-01", "2026-07-01");
  }
  Json document(const Id& of, const Id& in, std::int64_t target) {
    return {{"title", "G"},
            {"metric_id", of.text()},
            {"period_id", in.text()},
            {"target", target},
            {"side", "shared"}};
  }
  Id root() {
    Json goal = document(metric("revenue"), year_, 1'000'000);
    goal["currency"] = "EUR";
    return put("goal", goal, as(mona_));
  }
  Id child(const Id& parent, const Id& of, const Id& in, const char* kind,
           const Json& more = Json::object()) {
    Json goal = document(of, in, 100);
    goal["parent_goal_id"] = parent.text();
    goal["link_kind"] = kind;
    goal.update(more);
    return put("goal", goal, as(mona_));
  }
  void refuses(const std::function<void()>& call, std::string_view hint) {
    const Error e = refusal(call);
    EXPECT_EQ(e.status(), TANDEM_INVALID_STATE) << e.message();
    EXPECT_NE(e.advice().find(hint), std::string::npos) << e.advice();
  }
  void agree(const Id& goal) {
    act(maria_, "goal.agree", goal);
    act(sam_, "goal.agree", goal);
  }
  Id year_, quarter_;
};

TEST_F(GoalTest, BothSidesAgreeOverTheSameContent) {
  const Id goal = root();
  const Json half = act(maria_, "goal.agree", goal);
  EXPECT_EQ(half.at("state"), "draft");
  expect_refused(TANDEM_ALREADY_EXISTS, "answered_already", [&] { act(maria_, "goal.agree", goal); });
  expect_refused(TANDEM_FORBIDDEN, "no_signer", [&] { act(steve_, "goal.agree", goal); });
  const Json whole = act(sam_, "goal.agree", goal);
  EXPECT_EQ(whole.at("state"), "agreed");
  EXPECT_EQ(whole.at("content_hash"), half.at("content_hash"));
  EXPECT_EQ(get("goal", goal).at("content_hash"), whole.at("content_hash"));
  EXPECT_EQ(events("goal.agreed"), 1);
  EXPECT_EQ(act(mona_, "goal.activate", goal).at("state"), "active");
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(GoalTest, TheSideOfTheSessionIsTheSideThatSigns) {
  const Id goal = root();
  act(maria_, "goal.agree", goal);
  const Id second = person("Mick", "marketing", true), leader = person("Lea", "leadership", true);
  EXPECT_EQ(act(second, "goal.agree", goal).at("state"), "draft");
  EXPECT_EQ(act(leader, "goal.agree", goal).at("state"), "draft");
  const Id fresh = person("Finn", "sales", true, false);
  expect_refused(TANDEM_FORBIDDEN, "unconfirmed", [&] { act(fresh, "goal.agree", goal); });
  EXPECT_EQ(act(sam_, "goal.agree", goal).at("state"), "agreed");
}

TEST_F(GoalTest, AnEditBetweenTheSignaturesVoidsTheFirst) {
  const Id goal = root();
  act(maria_, "goal.agree", goal);
  edit("goal", goal, {{"target", 2'000'000}}, as(mona_));
  EXPECT_EQ(act(sam_, "goal.agree", goal).at("state"), "draft");
  EXPECT_EQ(act(maria_, "goal.agree", goal).at("state"), "agreed");
}

TEST_F(GoalTest, ADeclineIsASignoffWithAReason) {
  const Id goal = root();
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument", [&] { act(sam_, "goal.decline", goal); });
  act(sam_, "goal.decline", goal, {{"reason", "too high"}});
  EXPECT_EQ(
      count("SELECT count(*) FROM signoff WHERE decision = 'no' AND reason = 'too high' AND side = 'sales'"),
      1);
  act(maria_, "goal.agree", goal);
  EXPECT_EQ(get("goal", goal).at("state"), "draft");
  EXPECT_EQ(act(mona_, "goal.withdraw", goal).at("state"), "withdrawn");
  expect_refused(TANDEM_INVALID_STATE, "forbidden_move", [&] { act(sam_, "goal.agree", goal); });
}

TEST_F(GoalTest, SignedFieldsChangeOnlyByAmend) {
  const Id goal = root();
  agree(goal);
  refuses([&] { edit("goal", goal, {{"target", 5}}, as(mona_)); }, "goal.amend");
  refuses([&] { edit("period", year_, {{"ends_on", "2028-01-01"}}); }, "amend");
  edit("goal", goal, {{"target", 1'000'000}}, as(mona_));  // the same value changes nothing
}

TEST_F(GoalTest, AnAmendedGoalIsReplacedWhenBothHaveSigned) {
  const Id goal = root();
  agree(goal);
  act(mona_, "goal.activate", goal);
  expect_refused(TANDEM_INVALID_ARGUMENT, "nothing_changes", [&] { act(mona_, "goal.amend", goal); });
  const Json draft = act(mona_, "goal.amend", goal, {{"target", 2'000'000}});
  EXPECT_EQ(draft.at("state"), "draft");
  expect_refused(TANDEM_ALREADY_EXISTS, "successor_waits", [&] {
    act(mona_, "goal.amend", goal, {{"target", 3}});
  });
  EXPECT_EQ(get("goal", goal).at("state"), "active");
  const Id successor = id_in(draft);
  act(maria_, "goal.agree", successor);
  EXPECT_EQ(get("goal", goal).at("state"), "active");
  EXPECT_EQ(act(sam_, "goal.agree", successor).at("state"), "active");
  EXPECT_EQ(get("goal", goal).at("state"), "retired");
  EXPECT_EQ(get("goal", successor).at("target"), 2'000'000);
  EXPECT_EQ(get("goal", successor).at("currency"), "EUR");
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(GoalTest, OneRootAPeriodAndItIsMoney) {
  refuses([&] { put("goal", document(metric("deals_won"), year_, 10)); }, "parent_goal_id");
  root();
  refuses([&] { root(); }, "parent_goal_id");
  put("goal", document(metric("revenue"), quarter_, 10));  // another period has its own
}

TEST_F(GoalTest, NoCycleAndNoOrphan) {
  const Id top = root();
  const Id middle = child(top, metric("deals_won"), quarter_, "funnel");
  const Id leaf = child(middle, metric("deals_won"), quarter_, "sum");
  refuses([&] { edit("goal", middle, {{"parent_goal_id", leaf.text()}}); }, "parent_goal_id");
  refuses([&] { edit("goal", middle, {{"parent_goal_id", middle.text()}}); }, "parent_goal_id");
  expect_refused(TANDEM_NOT_FOUND, "unknown_record", [&] {
    edit("goal", middle, {{"parent_goal_id", maria_.text()}});
  });
  refuses([&] { edit("goal", leaf, {{"link_kind", nullptr}}); }, "together");
}

TEST_F(GoalTest, LinkKindsFollowTheirMetricsAndPeriods) {
  const Id top = root();
  refuses([&] { child(top, metric("deals_won"), quarter_, "sum"); }, "funnel");
  refuses([&] { child(top, metric("deals_won"), quarter_, "weight", {{"weight", 2}}); }, "funnel");
  refuses([&] { child(top, metric("revenue"), quarter_, "weight"); }, "weight");
  const Id later = period("2026-10-01", "2027-02-01");
  refuses([&] { child(top, metric("revenue"), later, "sum"); }, "nested");
  child(top, metric("revenue"), later, "contributes");
  child(top, metric("revenue"), quarter_, "sum");
  child(top, metric("revenue"), quarter_, "weight", {{"weight", 2}});
}

TEST_F(GoalTest, AnActivityNeedsAPathToTheRootsMetric) {
  const Id top = root();
  child(top, metric("leads_captured"), quarter_, "contributes");  // leads → hand-offs → deals → revenue
  const Id calls =
      put("metric", {{"key", "calls"}, {"name", "Calls"}, {"unit", "count"}, {"kind", "activity"}});
  refuses([&] { child(top, calls, quarter_, "contributes"); }, "path_to_revenue_id");
  edit("metric", calls, {{"path_to_revenue_id", metric("deals_won").text()}});
  const Id goal = child(top, calls, quarter_, "contributes");
  edit("metric", calls, {{"path_to_revenue_id", nullptr}});  // pulled from under the draft
  EXPECT_EQ(broken(), std::vector<std::string>{"goal.activity_has_a_path"});
  refuses([&] { act(maria_, "goal.agree", goal); }, "path_to_revenue_id");
  refuses([&] { edit("metric", calls, {{"path_to_revenue_id", calls.text()}}); }, "path_to_revenue_id");
}

TEST_F(GoalTest, TargetAndBaselineDiffer) {
  Json goal = document(metric("revenue"), year_, 10);
  goal["baseline"] = 10;
  refuses([&] { put("goal", goal); }, "target");
}

TEST_F(GoalTest, SourcesSeasonsAndSegmentRulesAreChecked) {
  const auto refuse_source = [&](const Json& source) {
    EXPECT_EQ(refusal([&] {
                edit("metric", metric("revenue"), {{"source", source}});
              }).status(),
              TANDEM_INVALID_ARGUMENT)
        << source;
  };
  refuse_source({{"entity", "opportunity"}, {"measure", "sum:name"}, {"date_field", "closed_at"}});
  refuse_source({{"entity", "opportunity"}, {"measure", "mean"}, {"date_field", "closed_at"}});
  refuse_source({{"entity", "opportunity"}, {"measure", "count"}, {"date_field", "name"}});
  refuse_source({{"entity", "opportunity"},
                 {"measure", "count"},
                 {"date_field", "closed_at"},
                 {"where", {{"field", "no"}}}});
  refuse_source({{"measure", "count"}, {"date_field", "closed_at"}});
  expect_refused(TANDEM_INVALID_ARGUMENT, "bad_season", [&] {
    edit("period", year_, {{"season", {500'000, 400'000}}});
  });
  edit("period", year_, {{"season", {600'000, 400'000}}});
  expect_refused(TANDEM_INVALID_ARGUMENT, "", [&] {
    put("segment", {{"name", "S"}, {"rule", {{"field", "no"}, {"op", "="}, {"value", 1}}}});
  });
}

}  // namespace
}  // namespace tandem::domain
