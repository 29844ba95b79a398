// SPDX-License-Identifier: Apache-2.0
#include "unit/domain/planning.hpp"

namespace tandem::domain {
namespace {

class CascadePlanTest : public PlanningTest {
 protected:
  Json plan(const Id& root_goal, const Id& model) {
    return act(mona_, "goal.plan_cascade", root_goal, {{"funnel_model_id", model.text()}});
  }
  void refuses_steps(const Json& steps, std::string_view hint) {
    const Error e = refusal([&] { put("funnel_model", model_document(100, steps)); });
    EXPECT_EQ(e.status(), TANDEM_INVALID_ARGUMENT) << steps;
    EXPECT_NE(e.message().find(hint), std::string::npos) << e.message();
  }
};

TEST_F(CascadePlanTest, EachStageIsAGoalUnderTheOneItFeedsInAnEarlierPeriod) {
  const Id top = root(500'000'00);
  const Json answer = plan(top, signed_model(20'000'00, whole_funnel()));
  const std::vector<std::int64_t> needs = {25, 100, 300, 600, 1'000, 2'000};
  const std::vector<std::string> starts = {"2026-01-01", "2025-11-02", "2025-10-13",
                                           "2025-10-03", "2025-09-26", "2025-09-12"};
  ASSERT_EQ(answer.at("goals").size(), needs.size());
  std::string parent = top.text();
  for (std::size_t i = 0; i < needs.size(); ++i) {
    const Json& made = answer.at("goals")[i];
    const Json stored = get("goal", id_in(made, "goal_id"));
    EXPECT_EQ(made.at("did"), "made");
    EXPECT_EQ(stored.at("target"), needs[i]);
    EXPECT_EQ(stored.at("state"), "draft");
    EXPECT_EQ(stored.at("parent_goal_id"), parent);
    EXPECT_EQ(stored.at("link_kind"), "funnel");
    EXPECT_EQ(stored.at("side"), i < 4 ? "sales" : "marketing");
    EXPECT_EQ(get("period", id_in(stored, "period_id")).at("starts_on"), starts[i]);
    parent = made.at("goal_id").get<std::string>();
  }
  EXPECT_EQ(events("goal.cascaded"), 1);
  EXPECT_EQ(broken(), std::vector<std::string>{});
  for (const Json& row : ask("goal_tree")) {
    if (!row.at("gap").is_null()) {
      EXPECT_EQ(row.at("gap"), 0) << row;
    }
  }
}

TEST_F(CascadePlanTest, TheDryRunSaysTheSameAndChangesNothing) {
  const Id top = root(500'000'00);
  const Id draft = put("funnel_model", model_document(20'000'00, whole_funnel()));
  expect_refused(TANDEM_INVALID_STATE, "no_rule_in_force", [&] {
    ask("cascade", {{"goal_id", top.text()}});
  });
  const auto rows = ask("cascade", {{"goal_id", top.text()}, {"funnel_model_id", draft.text()}});
  ASSERT_EQ(rows.size(), 6u);
  EXPECT_EQ(rows[5].at("metric"), "leads_captured");
  EXPECT_EQ(rows[5].at("need"), 2'000);
  EXPECT_EQ(rows[5].at("lead_days"), 111);
  EXPECT_EQ(rows[5].at("starts_on"), "2025-09-12");
  EXPECT_EQ(count("SELECT count(*) FROM goal"), 1);
}

TEST_F(CascadePlanTest, OnlyAModelThatBothSidesSignedIsPlannedWith) {
  const Id top = root(500'000'00);
  const Id model = put("funnel_model", model_document(20'000'00, whole_funnel()));
  act(maria_, "funnel_model.sign", model);
  expect_refused(TANDEM_INVALID_STATE, "not_signed_yet", [&] { plan(top, model); });
  expect_refused(TANDEM_FORBIDDEN, "no_signer", [&] { act(steve_, "funnel_model.sign", model); });
  edit("funnel_model", model, {{"sample_size", 9000}});  // voids the first signature
  EXPECT_EQ(act(sam_, "funnel_model.sign", model).at("state"), "draft");
  EXPECT_EQ(act(maria_, "funnel_model.sign", model).at("state"), "signed");
  EXPECT_EQ(events("funnel_model.signed"), 1);
  expect_refused(TANDEM_INVALID_STATE, "not_a_draft", [&] {
    edit("funnel_model", model, {{"sample_size", 1}});
  });
  const Id other = put("funnel_model", model_document(1, whole_funnel()));
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_reason", [&] {
    act(sam_, "funnel_model.sign", other, {{"decision", "no"}});
  });
  act(sam_, "funnel_model.sign", other, {{"decision", "no"}, {"reason", "too small a deal"}});
  EXPECT_EQ(act(mona_, "funnel_model.withdraw", other).at("state"), "withdrawn");
}

TEST_F(CascadePlanTest, ANewVersionPlansAgainThroughSuccessors) {
  const Id top = root(500'000'00);
  const Id first = signed_model(20'000'00, whole_funnel());
  const Json made = plan(top, first);
  const Id deals = id_in(made.at("goals")[0], "goal_id"),
           opportunities = id_in(made.at("goals")[1], "goal_id");
  run(top);
  run(deals);
  const Id second = signed_model(10'000'00, whole_funnel(), first);
  EXPECT_EQ(get("funnel_model", first).at("state"), "superseded");
  EXPECT_EQ(get("funnel_model", second).at("number"), 2);
  expect_refused(TANDEM_INVALID_STATE, "not_signed_yet", [&] { plan(top, first); });

  const Json again = plan(top, second);
  EXPECT_EQ(again.at("goals")[0].at("did"), "amended");  // it was signed
  EXPECT_EQ(again.at("goals")[1].at("did"), "changed");  // still a draft
  EXPECT_EQ(get("goal", deals).at("target"), 25);
  EXPECT_EQ(get("goal", opportunities).at("target"), 200);
  EXPECT_EQ(events("goal.amended"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM journal WHERE kind = 'goal.amended' AND "
                  "json_extract(payload,'$.funnel_model_id') = '" +
                  second.text() + "'"),
            1);
  EXPECT_EQ(plan(top, second).at("goals")[0].at("did"), "amended");
  EXPECT_EQ(count("SELECT count(*) FROM goal"), 8);  // no second successor

  Id successor;
  {
    auto rows = db_->prepare("SELECT id FROM goal WHERE amends_goal_id IS NOT NULL");
    ASSERT_TRUE(rows.step());
    successor = rows.id(0);
  }
  agree(successor);
  EXPECT_EQ(get("goal", successor).at("state"), "active");
  EXPECT_EQ(get("goal", successor).at("funnel_model_id"), second.text());
  EXPECT_EQ(row_of("goal_tree", opportunities).at("parent_goal_id"), successor.text());
  EXPECT_EQ(plan(top, second).at("goals")[0].at("did"), "same");
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(CascadePlanTest, TheGapIsTheNeedOfTheParentWithoutItsChildren) {
  const Id top = root(500'000'00);
  const Json made = plan(top, signed_model(20'000'00, whole_funnel()));
  const Id deals = id_in(made.at("goals")[0], "goal_id"),
           opportunities = id_in(made.at("goals")[1], "goal_id");
  edit("goal", opportunities, {{"target", 70}});
  const Json row = row_of("goal_tree", deals);
  EXPECT_EQ(row.at("need_below"), 100);
  EXPECT_EQ(row.at("gap"), 30);
  goal("deals_won", 10, under(deals, "sum"));
  EXPECT_EQ(row_of("goal_tree", deals).at("gap"), 30);  // a funnel is looked at first
  goal("revenue", 400'000'00, under(top, "sum"));
  EXPECT_EQ(row_of("goal_tree", top).at("gap"), 0);
}

TEST_F(CascadePlanTest, StepsAreCheckedOneByOne) {
  refuses_steps(Json::array(), "1 to 20 steps");
  refuses_steps(Json::array({1}), "no object");
  Json one = whole_funnel();
  one[1]["rate"] = 5;
  refuses_steps(one, "unknown part");
  one = whole_funnel();
  one[1]["num"] = 9;
  refuses_steps(one, "no share");
  one = whole_funnel();
  one[1]["num"] = 0.5;
  refuses_steps(one, "no whole number");
  one = whole_funnel();
  one[1]["lag_days"] = -1;
  refuses_steps(one, "lag");
  one = whole_funnel();
  one[1]["side"] = "leadership";
  refuses_steps(one, "neither side");
  one = whole_funnel();
  one[1]["from"] = "deals_won";
  refuses_steps(one, "does not begin");
  one = whole_funnel();
  one[4]["to"] = "leads_captured";
  refuses_steps(one, "comes back");
  one = whole_funnel();
  one[4]["to"] = "nothing_like_it";
  refuses_steps(one, "no metric");
  one = whole_funnel();
  one[4]["to"] = "revenue";
  refuses_steps(one, "counts nothing");
}

TEST_F(CascadePlanTest, AnotherCurrencyNeedsADatedRate) {
  const Id top = goal("revenue", 1'000'000, {{"currency", "USD"}});
  const Id model = signed_model(10'000, whole_funnel());
  const Error e = refusal([&] { plan(top, model); });
  EXPECT_EQ(e.status(), TANDEM_INVALID_STATE);
  EXPECT_NE(e.advice().find("currency_rate"), std::string::npos);
  rate("USD", "EUR", "2026-02-01", "0.9");  // too late for a period from January on
  expect_refused(TANDEM_INVALID_STATE, "no_currency_rate", [&] { plan(top, model); });
  rate("USD", "EUR", "2025-12-31", "0.5");
  EXPECT_EQ(plan(top, model).at("goals")[0].at("need"), 50);
}

TEST_F(CascadePlanTest, OnlyMoneyIsCascaded) {
  const Id top = root(500'000'00);
  const Id deals = goal("deals_won", 5, under(top, "funnel"));
  const Id model = signed_model(10'000, whole_funnel());
  expect_refused(TANDEM_INVALID_STATE, "not_in_money", [&] { plan(deals, model); });
  agree(top);
  const Id proposal = id_in(act(mona_, "goal.amend", top, {{"target", 900'000'00}}));
  expect_refused(TANDEM_INVALID_STATE, "not_signed_yet", [&] { plan(proposal, model); });
  agree(proposal);
  EXPECT_EQ(plan(proposal, model).at("goals")[0].at("need"), 9'000);
  expect_refused(TANDEM_INVALID_STATE, "goal_is_over", [&] { plan(top, model); });  // retired
}

}  // namespace
}  // namespace tandem::domain
