// SPDX-License-Identifier: Apache-2.0
// Roll-ups, forecasts, the tree, reports on the metrics, and what is bad input.
#include "unit/domain/planning.hpp"

namespace tandem::domain {
namespace {

class GoalTreeTest : public PlanningTest {
 protected:
  void refuses(const std::function<void()>& call, tandem_status status, std::string_view hint) {
    const Error e = refusal(call);
    EXPECT_EQ(e.status(), status) << e.message();
    EXPECT_NE((e.message() + " " + e.advice()).find(hint), std::string::npos) << e.message() << e.advice();
  }
};

TEST_F(GoalTreeTest, ChildrenRollUpByTheirLink) {
  const Id top = root(1'000);
  put("metric", {{"key", "nps"}, {"name", "NPS"}, {"unit", "score"}});
  put("metric", {{"key", "cash"}, {"name", "Cash"}, {"unit", "money"}, {"kind", "other"}});
  const Id scored = goal("nps", 50, under(top, "contributes"));
  const auto part = [&](const char* kind, std::int64_t target, std::int64_t reading, const Json& more) {
    Json document = under(scored, kind);
    document.update(more);
    const Id child = goal("nps", target, document);
    put("goal_actual", {{"goal_id", child.text()}, {"at", clock_.at}, {"value", reading}});
    return child;
  };
  part("weight", 100, 40, {{"weight", 2}});
  part("weight", 100, 20, {{"weight", 3}});
  part("sum", 30, 11, Json::object());
  const Id sum = part("sum", 20, 12, Json::object());
  part("contributes", 5, 999, Json::object());
  const Json row = row_of("goal_tree", scored);
  EXPECT_EQ(row.at("rollup_attainment_ppm"), 280'000);  // weights of two and three, through the store
  EXPECT_EQ(row.at("rollup_actual"), 23);
  EXPECT_EQ(row.at("need_below"), 50);
  EXPECT_EQ(row.at("gap"), 0);
  EXPECT_EQ(row_of("goal_attainment", scored).at("rollup_actual"), 23);
  agree(sum);
  act(mona_, "goal.amend", sum, {{"target", 1'000}});
  EXPECT_EQ(row_of("goal_tree", scored).at("gap"), 0);  // a proposal is shown, never added up
}

TEST_F(GoalTreeTest, AChildFollowsItsAmendedParentTwice) {
  const Id top = root(1'000);
  const Id below = goal("deals_won", 5, under(top, "funnel"));
  agree(top);
  Id last = top;
  for (const int target : {2'000, 3'000}) {
    last = id_in(act(mona_, "goal.amend", last, {{"target", target}}));
    agree(last);
  }
  EXPECT_EQ(row_of("goal_tree", below).at("parent_goal_id"), last.text());
  EXPECT_EQ(row_of("goals_overview", below).at("level"), 1);
}

TEST_F(GoalTreeTest, ForecastAndCoverageComeFromTheOpenDealsOfThePeriod) {
  const Id top = root(1'000);
  deal(400, "EUR", "2026-03-01T00:00:00Z");
  const auto open = [&](std::int64_t amount, std::int64_t probability, const char* due,
                        const char* currency) {
    put("opportunity", {{"name", "O"},
                        {"amount_minor", amount},
                        {"currency", currency},
                        {"probability_ppm", probability},
                        {"expected_close_on", due}});
  };
  open(600, 500'000, "2026-09-01", "EUR");
  open(300, 100'000, "2026-12-31", "EUR");
  open(999, 900'000, "2027-01-01", "EUR");  // after the period
  Json row = row_of("goal_attainment", top);
  EXPECT_EQ(row.at("pipeline_forecast"), 730);
  EXPECT_EQ(row.at("coverage_ppm"), 1'500'000);
  open(100, 1'000'000, "2026-10-01", "USD");
  EXPECT_TRUE(row_of("goal_attainment", top).at("pipeline_forecast").is_null());
  rate("USD", "EUR", "2026-01-01", "0.5");
  row = row_of("goal_attainment", top);
  EXPECT_EQ(row.at("pipeline_forecast"), 780);
  const Id deals = goal("deals_won", 5, under(top, "funnel"));
  EXPECT_TRUE(row_of("goal_attainment", deals).at("pipeline_forecast").is_null());
}

TEST_F(GoalTreeTest, TheScaleAndTheZoneReadAnyMeasureAlike) {
  const Id top = goal("revenue", 1'000, {{"currency", "EUR"}, {"stretch", 2'000}});
  deal(700, "EUR", "2026-03-01T00:00:00Z");
  EXPECT_TRUE(row_of("goal_attainment", top).at("score").is_null());
  put("scale", {{"metric_id", metric("revenue").text()}, {"floor", 200}, {"target", 1'200}});
  const Json row = row_of("goal_attainment", top);
  EXPECT_EQ(row.at("score"), 50);
  EXPECT_EQ(row.at("zone"), "commit");  // 0.35 of the way to the stretch
}

TEST_F(GoalTreeTest, SumsOverCurrenciesUseTheRateOfTheirDayOrFail) {
  const Id top = root(1'000);
  deal(100, "EUR", "2026-02-01T00:00:00Z");
  deal(200, "USD", "2026-02-10T00:00:00Z");
  deal(200, "USD", "2026-03-10T00:00:00Z");
  Json row = row_of("goal_attainment", top);
  EXPECT_EQ(row.at("status"), "mixed_currencies");
  EXPECT_TRUE(row.at("actual").is_null());
  refuses([&] { ask("sales_velocity", {{"currency", "EUR"}}); }, TANDEM_INVALID_STATE, "currency_rate");
  refuses([&] { ask("sales_velocity"); }, TANDEM_INVALID_STATE, "currency");
  rate("USD", "EUR", "2026-03-01", "0.5");
  EXPECT_EQ(row_of("goal_attainment", top).at("status"), "mixed_currencies");  // none for February
  rate("EUR", "USD", "2026-01-01", "2");                                       // the other way is no answer
  EXPECT_EQ(row_of("goal_attainment", top).at("status"), "mixed_currencies");
  rate("USD", "EUR", "2026-01-01", "0.8");
  row = row_of("goal_attainment", top);
  EXPECT_EQ(row.at("actual"), 100 + 160 + 100);
  refuses([&] { rate("USD", "EUR", "2026-01-01", "0.9"); }, TANDEM_ALREADY_EXISTS, "");
  EXPECT_NE(refusal([&] { rate("USD", "USD", "2026-01-01", "0.9"); }).status(), TANDEM_OK);
  EXPECT_NE(refusal([&] { rate("USD", "GBP", "2026-01-01", "0"); }).status(), TANDEM_OK);
  EXPECT_NE(refusal([&] { rate("USD", "GBP", "2026-01-01", "-1"); }).status(), TANDEM_OK);
  EXPECT_NE(refusal([&] { rate("USD", "GBP", "2026-01-01", "0.1234567890123"); }).status(), TANDEM_OK);
}

TEST_F(GoalTreeTest, ACycleIsRefusedAlsoByPutAndByAmending) {
  const Id top = root(1'000);
  const Id a = goal("deals_won", 5, under(top, "funnel")), b = goal("deals_won", 3, under(a, "sum"));
  const Id c = goal("deals_won", 2, under(b, "sum"));
  for (const Id& below : {a, b, c}) {
    refuses(
        [&] {
          edit("goal", a, {{"parent_goal_id", below.text()}}, as(mona_));
        },
        TANDEM_INVALID_STATE, "parent_goal_id");
  }
  agree(a);
  refuses(
      [&] {
        act(mona_, "goal.amend", a, {{"parent_goal_id", c.text()}});
      },
      TANDEM_INVALID_STATE, "parent_goal_id");
  const Id second = id_in(act(mona_, "goal.amend", a, {{"target", 6}}));
  agree(second);
  refuses(
      [&] {
        act(mona_, "goal.amend", second, {{"parent_goal_id", c.text()}});
      },
      TANDEM_INVALID_STATE, "parent_goal_id");
}

TEST_F(GoalTreeTest, BadSeasonsZonesTargetsAndWeightsAreRefused) {
  refuses(
      [&] {
        period("2026-01-01", "2026-04-01", {300'000, 300'000, 399'999});
      },
      TANDEM_INVALID_ARGUMENT, "1000000");
  refuses(
      [&] {
        period("2026-01-01", "2026-04-01", {1'100'000, -100'000});
      },
      TANDEM_INVALID_ARGUMENT, "1000000");
  refuses(
      [&] {
        put("period", {{"name", "P"},
                       {"starts_on", "2026-01-01"},
                       {"ends_on", "2026-02-01"},
                       {"time_zone", "Europe/Atlantis"}});
      },
      TANDEM_INVALID_ARGUMENT, "IANA");
  refuses([&] { goal("revenue", 7, {{"baseline", 7}}); }, TANDEM_INVALID_STATE, "target");
  const Id top = root(1'000);
  for (const int weight : {0, -2}) {
    refuses(
        [&] {
          goal("revenue", 5, [&] {
            Json more = under(top, "weight");
            more["weight"] = weight;
            return more;
          }());
        },
        TANDEM_INVALID_STATE, "weight");
  }
  EXPECT_NE(refusal([&] {
              put("scale", {{"metric_id", metric("revenue").text()}, {"floor", 5}, {"target", 5}});
            }).status(),
            TANDEM_OK);
}

TEST_F(GoalTreeTest, APeriodMayBeginInASkippedHour) {
  // In São Paulo the clocks went from 00:00 to 01:00 on 4 November 2018: the day begins at 03:00 UTC.
  year_ = put("period", {{"name", "P"},
                         {"starts_on", "2018-11-04"},
                         {"ends_on", "2018-11-08"},
                         {"time_zone", "America/Sao_Paulo"}});
  const Id top = root(1'000);
  deal(1, "EUR", "2018-11-04T02:59:59Z");
  deal(10, "EUR", "2018-11-04T03:00:00Z");
  deal(100, "EUR", "2018-11-08T01:59:59Z");
  deal(1'000, "EUR", "2018-11-08T02:00:00Z");
  EXPECT_EQ(row_of("goal_attainment", top).at("actual"), 110);
  clock_.at = *parse_instant("2018-11-06T02:30:00Z");  // half of the 95 hours
  EXPECT_EQ(row_of("goal_attainment", top).at("expected_to_date"), 500);
}

TEST_F(GoalTreeTest, RecordsWithADateCountByTheDaysOfThePeriodsZone) {
  put("metric",
      {{"key", "due"},
       {"name", "Due"},
       {"unit", "count"},
       {"source", {{"entity", "opportunity"}, {"measure", "count"}, {"date_field", "expected_close_on"}}}});
  for (const char* on : {"2026-03-31", "2026-04-01", "2026-04-30", "2026-05-01"}) {
    put("opportunity", {{"name", "O"}, {"expected_close_on", on}});
  }
  const Id top = root(1'000);
  for (const char* zone : {"Europe/Berlin", "America/New_York", "UTC"}) {
    const Id april =
        put("period",
            {{"name", "April"}, {"starts_on", "2026-04-01"}, {"ends_on", "2026-05-01"}, {"time_zone", zone}});
    Json more = under(top, "contributes");
    more["period_id"] = april.text();
    EXPECT_EQ(row_of("goal_attainment", goal("due", 5, more)).at("actual"), 2) << zone;
  }
}

TEST_F(GoalTreeTest, VanityMetricsHaveNoPathToRevenue) {
  EXPECT_TRUE(ask("vanity_metrics").empty());
  const Id likes = put("metric", {{"key", "likes"}, {"name", "Likes"}, {"unit", "count"}, {"kind", "other"}});
  put("metric",
      {{"key", "shares"}, {"name", "Shares"}, {"unit", "count"}, {"path_to_revenue_id", likes.text()}});
  put("metric", {{"key", "calls"},
                 {"name", "Calls"},
                 {"unit", "count"},
                 {"path_to_revenue_id", metric("deals_won").text()}});
  const Id top = root(1'000);
  goal("likes", 50, under(top, "contributes"));
  const auto rows = ask("vanity_metrics");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].at("key"), "likes");
  EXPECT_EQ(rows[0].at("goals"), 1);
  EXPECT_EQ(rows[1].at("key"), "shares");
  EXPECT_EQ(rows[1].at("path_ends_at_metric_id"), likes.text());
}

TEST_F(GoalTreeTest, TheHorizonBalanceAddsUpToAWhole) {
  for (const Json& row : ask("horizon_balance")) EXPECT_TRUE(row.at("share_ppm").is_null());
  const Id top = root(1'000);
  goal("leads_captured", 5, under(top, "contributes"));
  edit("metric", metric("handoffs_accepted"), {{"reach", "long"}});
  goal("handoffs_accepted", 5, under(top, "contributes"));
  const auto rows = ask("horizon_balance", {{"period_id", year_.text()}});
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0].at("value"), "leading");
  EXPECT_EQ(rows[0].at("goals"), 2);
  EXPECT_EQ(rows[0].at("share_ppm"), 666'667);
  EXPECT_EQ(rows[1].at("share_ppm"), 333'333);
  EXPECT_EQ(rows[3].at("value"), "long");
  EXPECT_EQ(rows[3].at("goals"), 1);
}

TEST_F(GoalTreeTest, NoQueryTakesASide) {
  for (const auto& [name, asked] : db_->catalogue().queries()) {
    for (const model::Argument& argument : asked->arguments) {
      EXPECT_EQ(argument.name.find("side"), std::string_view::npos) << name;
    }
  }
}

}  // namespace
}  // namespace tandem::domain
