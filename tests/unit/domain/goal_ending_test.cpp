// SPDX-License-Identifier: Apache-2.0
// Check-ins, outcomes, colours and realism: what happens to a goal between its signing and its end.
#include "unit/domain/planning.hpp"

namespace tandem::domain {
namespace {

class GoalEndingTest : public PlanningTest {
 protected:
  static Json entry(const char* side, const std::string& text) { return {{"side", side}, {"text", text}}; }
  static Json both(const std::string& text) {
    return Json::array({entry("marketing", text), entry("sales", text)});
  }
  Json close(const Id& of, const Json& args) { return act(maria_, "goal.close", of, args); }
  static Json missed() {
    return {{"result", "missed"},
            {"statement", "We opened too few deals in spring"},
            {"causes", both("leads came late")},
            {"actions", both("plan the fair together")}};
  }
  void refuses(const Id& of, const Json& args, std::string_view hint) {
    const Error e = refusal([&] { close(of, args); });
    EXPECT_EQ(e.status(), TANDEM_INVALID_ARGUMENT) << args;
    EXPECT_NE(e.message().find(hint), std::string::npos) << e.message();
  }
};

TEST_F(GoalEndingTest, ACheckInIsKeptAndCountsWhereTheMetricHasNoSource) {
  const Id top = root(100);
  put("metric", {{"key", "nps"}, {"name", "NPS"}, {"unit", "score"}});
  const Id scored = goal("nps", 50, under(top, "contributes"));
  expect_refused(TANDEM_INVALID_STATE, "goal_not_running", [&] {
    act(mona_, "goal.check_in", scored, {{"value", 10}, {"confidence", 5}});
  });
  agree(scored);
  for (const int wrong : {-1, 11}) {
    expect_refused(TANDEM_INVALID_ARGUMENT, "out_of_range", [&] {
      act(mona_, "goal.check_in", scored, {{"value", 10}, {"confidence", wrong}});
    });
  }
  const Json said =
      act(mona_, "goal.check_in", scored,
          {{"value", 20}, {"confidence", 7}, {"what_worked", "calls"}, {"why", "more of them"}});
  const Json kept = get("check_in", id_in(said, "check_in_id"));
  EXPECT_EQ(kept.at("person_id"), mona_.text());
  EXPECT_EQ(kept.at("what_worked"), "calls");
  EXPECT_EQ(events("goal.checked_in"), 1);
  EXPECT_EQ(row_of("goal_attainment", scored).at("actual"), 20);
  put("goal_actual", {{"goal_id", scored.text()}, {"at", clock_.at + 1}, {"value", 25}});
  clock_.at += kHour;
  EXPECT_EQ(row_of("goal_attainment", scored).at("actual"), 25);  // the later reading
  agree(top);
  act(mona_, "goal.check_in", top, {{"value", 99}, {"confidence", 3}});
  EXPECT_EQ(row_of("goal_attainment", top).at("actual"), 0);  // the deals say it
  const Id newcomer = person("Nina", "sales", false, false);
  expect_refused(TANDEM_FORBIDDEN, "unconfirmed", [&] {
    act(newcomer, "goal.check_in", scored, {{"value", 1}, {"confidence", 1}});
  });
}

TEST_F(GoalEndingTest, AMissHasCausesAndActionsOfBothSidesAndNoPersonAsACause) {
  const Id top = root(100);
  run(top);
  expect_refused(TANDEM_FORBIDDEN, "no_signer", [&] { act(steve_, "goal.close", top, missed()); });
  Json args = missed();
  args["statement"] = "Sales were too slow";
  refuses(top, args, "we form");
  args = missed();
  args["causes"] = Json::array({entry("marketing", "leads came late")});
  refuses(top, args, "no cause on the side of sales");
  args = missed();
  args["actions"] = Json::array({entry("sales", "call sooner")});
  refuses(top, args, "no action on the side of marketing");
  args = missed();
  args["causes"][1]["text"] = "Steve did not call";
  refuses(top, args, "names a person");
  args = missed();
  args["causes"][1]["person_id"] = steve_.text();
  refuses(top, args, "unknown part");
  args = missed();
  args["causes"] = "late";
  refuses(top, args, "no list");
  args = missed();
  args["causes"][0]["side"] = "leadership";
  refuses(top, args, "without side");
  EXPECT_EQ(get("goal", top).at("state"), "active");

  args = missed();
  args["actions"][0]["owner_person_id"] = mona_.text();
  args["learned"] = "start in winter";
  const Json closed = close(top, args);
  EXPECT_EQ(closed.at("state"), "missed");
  const Json kept = get("outcome", id_in(closed, "outcome_id"));
  EXPECT_EQ(kept.at("result"), "missed");
  EXPECT_EQ(kept.at("learned"), "start in winter");
  EXPECT_EQ(kept.at("actions")[0].at("owner_person_id"), mona_.text());
  EXPECT_EQ(events("goal.missed"), 1);
  expect_refused(TANDEM_INVALID_STATE, "forbidden_move", [&] { close(top, missed()); });
  EXPECT_EQ(broken(), std::vector<std::string>{});
  db_->execute("UPDATE outcome SET actions = '[]'");
  EXPECT_EQ(broken(), std::vector<std::string>{"outcome.names_both_sides"});
  db_->execute("DELETE FROM credit_split; DELETE FROM outcome");
  EXPECT_EQ(broken(), std::vector<std::string>{"goal.closed_with_an_outcome"});
}

TEST_F(GoalEndingTest, AWordOfANameIsNoPerson) {
  edit("person", person("Anna", "marketing", false), {{"name", "Anna Price"}});
  person("Sue", "sales", false);
  person("Integration", "sales", false, false);  // a machine that nobody has confirmed
  edit("person", person("Bert", "sales", false), {{"active", false}});
  const Id top = root(100);
  run(top);
  Json args = missed();
  for (const char* text : {"Sue asked too late", "Then Anna Price went away", "late (Sue)"}) {
    args["causes"][1]["text"] = text;
    refuses(top, args, "names a person");
  }
  args["causes"] = Json::array({entry("marketing", "Price was too high"),
                                entry("marketing", "Integration failed, and they wanted to sue"),
                                entry("sales", "Sales had no desk at the fair, Price Anna"),
                                entry("sales", "Bert and Ernie were on the poster")});
  EXPECT_EQ(close(top, args).at("state"), "missed");
}

TEST_F(GoalEndingTest, AWinNamesBothSides) {
  const Id top = root(100);
  expect_refused(TANDEM_INVALID_STATE, "forbidden_move", [&] {
    close(top, {{"result", "won"}, {"statement", "We won"}});
  });
  run(top);
  refuses(top, {{"result", "won"}, {"statement", "We won"}}, "no cause on the side of marketing");
  EXPECT_EQ(close(top, {{"result", "won"}, {"statement", "We won"}, {"causes", both("one list of accounts")}})
                .at("state"),
            "won");
  EXPECT_EQ(events("goal.won"), 1);
  expect_refused(TANDEM_FORBIDDEN, "set_by_verb", [&] {
    put("outcome", {{"goal_id", top.text()}}, as(mona_));
  });
}

TEST_F(GoalEndingTest, NothingMayHangFromAGoalThatGoes) {
  const Id top = root(100);
  const Id below = goal("deals_won", 5, under(top, "funnel"));
  expect_refused(TANDEM_INVALID_STATE, "goals_below", [&] { act(mona_, "goal.withdraw", top); });
  run(top);
  const Json retire = {{"result", "retired"}, {"statement", "We sell something else now"}};
  expect_refused(TANDEM_INVALID_STATE, "goals_below", [&] { close(top, retire); });
  const Id successor = id_in(act(mona_, "goal.amend", top, {{"target", 200}}));
  agree(successor);
  expect_refused(TANDEM_INVALID_STATE, "goals_below",
                 [&] { close(successor, retire); });  // it has inherited it
  act(mona_, "goal.withdraw", below);
  EXPECT_EQ(close(successor, retire).at("state"), "retired");
  EXPECT_EQ(events("goal.retired"), 2);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(GoalEndingTest, TickTellsOnceWhenAGoalTurnsAmberOrRed) {
  const Id top = root(365'000);
  run(top);
  const auto tick_at = [&](const char* instant) {
    clock_.at = *parse_instant(instant);
    return tick(*db_, system(), clock_.at).at("goals_turned").get<int>();
  };
  deal(200'000, "EUR", "2026-06-01T00:00:00Z");
  EXPECT_EQ(tick_at("2026-07-02T12:00:00Z"), 1);  // day 182.5 of 365: 182,500 are due
  EXPECT_EQ(events("goal.at_risk"), 0);
  EXPECT_EQ(tick_at("2026-07-02T12:00:00Z"), 0);
  EXPECT_EQ(tick_at("2026-07-02T23:00:00Z"), 0);  // looked at once a day
  EXPECT_EQ(tick_at("2026-09-01T00:00:00Z"), 1);  // 243,000 are due: 82 %
  EXPECT_EQ(events("goal.at_risk"), 1);
  EXPECT_EQ(tick_at("2026-09-05T00:00:00Z"), 0);  // still amber
  EXPECT_EQ(tick_at("2026-11-01T00:00:00Z"), 1);  // 304,000: 66 %
  EXPECT_EQ(events("goal.at_risk"), 2);
  deal(150'000, "EUR", "2026-11-01T00:00:00Z");
  EXPECT_EQ(tick_at("2026-11-02T00:00:00Z"), 1);
  EXPECT_EQ(events("goal.at_risk"), 2);  // green again is no risk
  EXPECT_EQ(count("SELECT count(*) FROM goal_status WHERE status = 'green'"), 1);
  close(top, {{"result", "won"}, {"statement", "We won"}, {"causes", both("x")}});
  EXPECT_EQ(tick_at("2026-12-31T00:00:00Z"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM goal_status WHERE due_at IS NOT NULL"), 0);
}

TEST_F(GoalEndingTest, TheSignedJudgingPolicyColoursTheGoal) {
  clock_.at = *parse_instant("2026-07-02T12:00:00Z");
  const Id top = root(365'000);
  deal(150'000, "EUR", "2026-06-01T00:00:00Z");
  EXPECT_EQ(row_of("goal_attainment", top).at("status"), "amber");  // 82 % of 182,500
  const Id guideline = put("guideline", {{"key", "judging"}, {"title", "Judging"}});
  const Id version = put("guideline_version", {{"guideline_id", guideline.text()}, {"number", 1}});
  Json clause = {{"version_id", version.text()},
                 {"kind", "judging_policy"},
                 {"key", "goal_status"},
                 {"body", {{"green_ppm", 800'000}, {"amber_ppm", 800'000}}},
                 {"justified_by", "evidence"}};
  expect_refused(TANDEM_INVALID_ARGUMENT, "", [&] { put("clause", clause); });
  clause["body"]["amber_ppm"] = 600'000;
  put("clause", clause);
  act(mona_, "guideline.propose", version);
  act(maria_, "guideline.sign", version);
  act(sam_, "guideline.sign", version);
  EXPECT_EQ(row_of("goal_attainment", top).at("status"), "amber");  // signed is not in force yet
  act(mona_, "guideline.activate", version);
  EXPECT_EQ(row_of("goal_attainment", top).at("status"), "green");
}

TEST_F(GoalEndingTest, F20_Own_ATargetNeverYetReachedIsFlaggedAtSigning) {
  deal(60, "EUR", "2025-03-01T00:00:00Z");
  deal(40, "EUR", "2025-10-01T00:00:00Z");
  deal(30, "EUR", "2024-01-01T00:00:00Z");
  const Id top = root(100);
  const Json modest = act(maria_, "goal.agree", top);
  EXPECT_EQ(modest.at("realism_ppm"), 1'000'000);
  EXPECT_EQ(modest.at("unproven"), false);
  act(sam_, "goal.agree", top);
  EXPECT_EQ(events("goal.signed_unproven"), 0);
  const Id bold = id_in(act(mona_, "goal.amend", top, {{"target", 150}}));
  EXPECT_EQ(act(maria_, "goal.agree", bold).at("unproven"), true);
  EXPECT_EQ(events("goal.signed_unproven"), 0);  // told, but not signed by both yet
  EXPECT_EQ(act(sam_, "goal.agree", bold).at("realism_ppm"), 1'500'000);
  EXPECT_EQ(events("goal.signed_unproven"), 1);
  const Id first = goal("deals_won", 1, under(bold, "funnel"));
  EXPECT_EQ(act(maria_, "goal.agree", first).at("unproven"), false);
  const Id never = goal("handoffs_accepted", 1, under(bold, "contributes"));
  const Json unknown = act(maria_, "goal.agree", never);
  EXPECT_EQ(unknown.at("unproven"), true);  // nothing was ever observed
  EXPECT_TRUE(unknown.at("realism_ppm").is_null());
}

}  // namespace
}  // namespace tandem::domain
