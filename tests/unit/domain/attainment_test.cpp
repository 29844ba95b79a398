// SPDX-License-Identifier: Apache-2.0
// The verification tables of the model, pure and through the store.
#include "domain/goals/attainment.hpp"

#include "unit/domain/workspace.hpp"

namespace tandem::domain {
namespace {

TEST(Attainment, ServiceNow_SevenTenthsAtTheEndIsRed) {
  const Progress p = progress({0, 1'000'000}, 700'000, Fraction::make(1, 1));
  EXPECT_EQ(p.attainment_ppm, 700'000);
  EXPECT_EQ(p.status, "red");
}

TEST(Attainment, Codingace_QuotaOf300000) {
  const Progress p = progress({0, 300'000}, 240'000, Fraction::make(75, 90));
  EXPECT_EQ(p.attainment_ppm, 800'000);
  EXPECT_EQ(p.expected, 250'000);
  EXPECT_EQ(p.pace_ppm, 960'000);
  EXPECT_EQ(p.run_rate, 288'000);
  EXPECT_EQ(p.status, "green");
}

PeriodSpan year_2026(const Json& season) {
  return {*parse_instant("2026-01-01T00:00:00Z"),
          *parse_instant("2027-01-01T00:00:00Z"),
          *parse_date("2026-01-01"),
          *parse_date("2027-01-01"),
          "UTC",
          season};
}

TEST(Attainment, StraightAndSeasonalGiveOppositeVerdicts) {
  const Json season = {50'000, 50'000, 60'000, 70'000,  80'000,  80'000,
                       70'000, 70'000, 90'000, 110'000, 130'000, 140'000};
  const Instant end_of_june = *parse_instant("2026-07-01T00:00:00Z");
  const Progress seasonal = progress({0, 1'200'000}, 500'000, share_due(year_2026(season), end_of_june));
  EXPECT_EQ(seasonal.expected, 468'000);
  EXPECT_EQ(seasonal.pace_ppm, 1'068'376);
  EXPECT_EQ(seasonal.run_rate, 1'282'051);
  EXPECT_EQ(seasonal.status, "green");
  const Progress straight = progress({0, 1'200'000}, 500'000, Fraction::make(6, 12));
  EXPECT_EQ(straight.expected, 600'000);
  EXPECT_EQ(straight.pace_ppm, 833'333);
  EXPECT_EQ(straight.run_rate, 1'000'000);
  EXPECT_EQ(straight.status, "amber");
}

TEST(Attainment, ShareIsExactInsideASliceAndBoundedOutside) {
  const PeriodSpan straight = year_2026(nullptr);
  EXPECT_EQ(share_due(straight, straight.starts_at - 1), Fraction::make(0, 1));
  EXPECT_EQ(share_due(straight, straight.ends_at), Fraction::make(1, 1));
  EXPECT_EQ(share_due(straight, straight.starts_at + 73 * kDay), Fraction::make(1, 5));
  const PeriodSpan halves = year_2026({400'000, 600'000});
  EXPECT_EQ(share_due(halves, halves.starts_at + 365 * kDay / 4), Fraction::make(1, 5));
}

TEST(Attainment, LowerIsBetterBecauseBothDifferencesChangeSign) {
  const Progress p = progress({100, 60}, 70, Fraction::make(1, 2));
  EXPECT_EQ(p.attainment_ppm, 750'000);
  EXPECT_EQ(p.expected, 80);
  EXPECT_EQ(p.pace_ppm, 1'500'000);
  EXPECT_EQ(p.still_needed, -10);
}

TEST(Attainment, NothingIsGuessed) {
  const Progress unknown = progress({0, 10}, std::nullopt, Fraction::make(1, 2));
  EXPECT_EQ(unknown.expected, 5);
  EXPECT_FALSE(unknown.attainment_ppm || unknown.pace_ppm || unknown.run_rate);
  const Progress early = progress({0, 10}, 3, Fraction::make(0, 1));
  EXPECT_FALSE(early.pace_ppm);
  EXPECT_EQ(early.status, "");
}

class AttainmentTest : public WorkspaceTest {
 protected:
  Id goal(const std::string& of, std::int64_t target, const Id& in, const Json& more = Json::object()) {
    Json document = {{"title", of},
                     {"metric_id", metric(of).text()},
                     {"period_id", in.text()},
                     {"target", target},
                     {"side", "shared"}};
    document.update(more);
    return put("goal", document);
  }
  void deal(std::int64_t amount, const char* currency, const char* closed, const char* result = "won") {
    put("opportunity", {{"name", "D"},
                        {"amount_minor", amount},
                        {"currency", currency},
                        {"result", result},
                        {"closed_at", *parse_instant(closed)}});
  }
  Row attainment(std::size_t row = 0) { return query(*db_, "goal_attainment", {}).rows.at(row); }
};

// Columns of goal_attainment.
constexpr std::size_t kActual = 10, kShare = 11, kExpected = 12, kPace = 13, kRunRate = 14, kNeeded = 15,
                      kStatus = 16;

TEST_F(AttainmentTest, Codingace_ThroughTheStore) {
  clock_.at = *parse_instant("2026-06-15T00:00:00Z");  // day 75 of 90 from the first of April
  goal("revenue", 300'000, period("2026-04-01", "2026-06-30"), {{"currency", "EUR"}});
  deal(100'000, "EUR", "2026-04-01T00:00:00Z");
  deal(140'000, "EUR", "2026-06-14T12:00:00Z");
  deal(999, "EUR", "2026-03-31T23:59:59Z");          // before the period
  deal(999, "EUR", "2026-06-20T00:00:00Z");          // after the instant of judging
  deal(999, "EUR", "2026-05-01T00:00:00Z", "lost");  // not won
  const Row row = attainment();
  EXPECT_EQ(number_of(row, kActual), 240'000);
  EXPECT_EQ(number_of(row, kShare), 800'000);
  EXPECT_EQ(number_of(row, kExpected), 250'000);
  EXPECT_EQ(number_of(row, kPace), 960'000);
  EXPECT_EQ(number_of(row, kRunRate), 288'000);
  EXPECT_EQ(number_of(row, kNeeded), 60'000);
  EXPECT_EQ(text_of(row, kStatus), "green");
}

/// The usual metrics are read at every look at the goals: by an index, not over all that ever happened.
TEST_F(AttainmentTest, TheUsualMetricsReadTheirPeriodAlone) {
  const auto plan = [&](const std::string& table, const char* date, const char* where) {
    auto rows = db_->prepare("EXPLAIN QUERY PLAN SELECT count(*) FROM \"" + table +
                             "\" r WHERE r.archived_at IS NULL AND r." + date + " >= ? AND r." + date +
                             " < ? AND (" + where + ")");
    return rows.step() ? std::string(rows.text(3)) : std::string();
  };
  EXPECT_NE(plan("stage_entry", "entered_at", "\"r\".\"stage\" = ?").find("stage=? AND entered_at>?"),
            std::string::npos);
  EXPECT_NE(plan("handoff", "decided_at", "\"r\".\"was_accepted\" = ?").find("decided_at>?"),
            std::string::npos);
}

TEST_F(AttainmentTest, CurrenciesAreNeverAddedUp) {
  goal("revenue", 300'000, period("2026-01-01", "2027-01-01"), {{"currency", "EUR"}});
  deal(100, "EUR", "2026-04-01T00:00:00Z");
  deal(100, "USD", "2026-04-01T00:00:00Z");
  EXPECT_FALSE(has(attainment(), kActual));
  EXPECT_EQ(text_of(attainment(), kStatus), "mixed_currencies");
}

TEST_F(AttainmentTest, ManualReadingsCountTheLatestUntilNow) {
  const Id in = period("2026-01-01", "2027-01-01");
  const Id root = goal("revenue", 300'000, in);
  const Id nps = put("metric", {{"key", "nps"}, {"name", "NPS"}, {"unit", "score"}});
  const Id scored = goal("nps", 50, in, {{"parent_goal_id", root.text()}, {"link_kind", "contributes"}});
  EXPECT_FALSE(has(attainment(1), kActual));
  put("goal_actual", {{"goal_id", scored.text()}, {"at", clock_.at - kDay}, {"value", 20}});
  put("goal_actual", {{"goal_id", scored.text()}, {"at", clock_.at - kHour}, {"value", 25}});
  put("goal_actual", {{"goal_id", scored.text()}, {"at", clock_.at + kHour}, {"value", 99}});
  EXPECT_EQ(number_of(attainment(1), kActual), 25);
  EXPECT_EQ(number_of(attainment(1), kShare), 500'000);
  EXPECT_FALSE(nps.empty());
}

TEST_F(AttainmentTest, TheOverviewShowsTheTreeAndTheSignatures) {
  const Id in = period("2026-01-01", "2027-01-01");
  const Id root = goal("revenue", 300'000, in, {{"currency", "EUR"}});
  goal("deals_won", 10, in, {{"parent_goal_id", root.text()}, {"link_kind", "funnel"}});
  act(maria_, "goal.agree", root);
  const model::Table table = query(*db_, "goals_overview", {});
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(number_of(table.rows[0], 2), 0);
  EXPECT_EQ(number_of(table.rows[1], 2), 1);
  EXPECT_TRUE(is_true(table.rows[0], 13));
  EXPECT_FALSE(is_true(table.rows[0], 14));
}

TEST_F(AttainmentTest, TheFunnelByOriginIsExact) {
  const auto lead = [&](const Json& origin) {
    return put("lead", {{"company_name", "C"}, {"origin", origin}, {"captured_at", clock_.at - kDay}});
  };
  std::vector<Id> social;
  for (int i = 0; i < 3; ++i) social.push_back(lead("social"));
  const Id blank = lead(nullptr);
  const auto won = [&](const Id& from, std::int64_t amount) {
    put("opportunity", {{"lead_id", from.text()},
                        {"amount_minor", amount},
                        {"currency", "BRL"},
                        {"result", "won"},
                        {"closed_at", clock_.at},
                        {"owner_person_id", steve_.text()}});
  };
  won(social[0], 1'000);
  won(social[1], 0);
  won(blank, 500);
  const model::Table table = query(*db_, "funnel_by_origin", {});
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(text_of(table.rows[0], 0), "social");
  EXPECT_EQ(number_of(table.rows[0], 1), 3);
  EXPECT_EQ(number_of(table.rows[0], 2), 2);
  EXPECT_EQ(number_of(table.rows[0], 3), 666'667);
  EXPECT_EQ(number_of(table.rows[0], 4), 1);
  EXPECT_FALSE(has(table.rows[1], 0));  // the blank origin
  EXPECT_FALSE(is_true(table.rows[1], 7));
  const Row& total = table.rows[2];
  EXPECT_TRUE(is_true(total, 7));
  EXPECT_EQ(number_of(total, 1), 4);
  EXPECT_EQ(number_of(total, 2), 3);
  EXPECT_EQ(number_of(total, 5), 1'500);
  EXPECT_EQ(text_of(total, 6), "BRL");
  const model::Table staff = query(*db_, "staff_counts", {});
  EXPECT_EQ(text_of(staff.rows.at(2), 0), "opportunity_owner");
  EXPECT_EQ(number_of(staff.rows.at(2), 1), 1);
  EXPECT_EQ(number_of(staff.rows.at(2), 2), 3);
}

TEST_F(AttainmentTest, LeadsByStageAndLeadsThatNobodyTouched) {
  const Id first = put("lead", {{"company_name", "A"}, {"captured_at", clock_.at - kHour}, {"stage", "mql"}});
  const Id second = put("lead", {{"company_name", "B"}, {"captured_at", clock_.at - kDay}});
  put("touch",
      {{"lead_id", first.text()}, {"at", clock_.at}, {"channel", "phone"}, {"person_id", steve_.text()}});
  const model::Table table = query(*db_, "leads_never_touched", {});
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(id_of(table.rows[0], 0), second);
  EXPECT_EQ(number_of(table.rows[0], 6), 86'400);
  EXPECT_EQ(query(*db_, "leads_never_touched", {{"limit", 0}}).rows.size(), 0u);
  expect_refused(TANDEM_INVALID_ARGUMENT, "unknown_argument", [&] {
    query(*db_, "leads_never_touched", {{"side", "sales"}});
  });
  const model::Table stages = query(*db_, "leads_by_stage", {});
  ASSERT_EQ(stages.rows.size(), 8u);
  EXPECT_EQ(number_of(stages.rows[1], 1), 1);
  EXPECT_EQ(number_of(stages.rows[2], 1), 1);
}

TEST_F(AttainmentTest, TheRulesInForceSayWhetherTheyAreSigned) {
  const model::Table table = query(*db_, "rules_in_force", {});
  EXPECT_GE(table.rows.size(), 12u);
  for (const Row& row : table.rows) EXPECT_FALSE(is_true(row, 2));
}

}  // namespace
}  // namespace tandem::domain
