// SPDX-License-Identifier: Apache-2.0
// The verification tables of the model that goals and measures are held to, by row and source.
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/money.hpp"
#include "domain/goals/attainment.hpp"
#include "domain/goals/cascade.hpp"
#include "domain/goals/economics.hpp"
#include "domain/goals/exchange.hpp"
#include "domain/goals/realism.hpp"
#include "domain/goals/rollup.hpp"
#include "domain/median.hpp"

namespace tandem::domain {
namespace {

FunnelStep step(std::int64_t num, std::int64_t den, std::int64_t lag = 0) {
  return {"from", "to", "marketing", num, den, lag};
}
std::vector<std::int64_t> needs(std::int64_t deals, const std::vector<FunnelStep>& steps) {
  std::vector<std::int64_t> out;
  for (const StageNeed& stage : cascade(deals, steps)) out.push_back(stage.need);
  return out;
}
using Numbers = std::vector<std::int64_t>;

TEST(Cascade, HubSpotRoberge_TenRepsTimesHundredLeads) {
  const std::vector<FunnelStep> steps = {step(1, 2), step(3, 5), step(1, 2), step(1, 3)};
  EXPECT_EQ(needs(50, steps), (Numbers{50, 150, 300, 500, 1'000}));
}

TEST(Cascade, PrecisionTrap_TwentyOneAtSevenTenths) {
  EXPECT_EQ(need_before(21, step(7, 10)), 30);  // a double gives 30.000000000000004 and so 31
  EXPECT_EQ(need_before(22, step(7, 10)), 32);
}

TEST(Cascade, RevenueToLeadsExactly) {
  EXPECT_EQ(deals_for(500'000, 20'000), 25);
  EXPECT_EQ(deals_for(500'001, 20'000), 26);
  const std::vector<FunnelStep> steps = {step(1, 5), step(1, 2), step(3, 5), step(1, 4)};
  EXPECT_EQ(needs(25, steps), (Numbers{25, 100, 167, 334, 1'670}));
}

TEST(Cascade, TheLagsOfTheStepsBetweenAddUp) {
  const std::vector<FunnelStep> steps = {step(1, 2, 30), step(1, 2, 14), step(1, 2, 7)};
  Numbers days;
  for (const StageNeed& stage : cascade(1, steps)) days.push_back(stage.lead_days);
  EXPECT_EQ(days, (Numbers{0, 7, 21, 51}));
}

TEST(Cascade, RefusesWhatIsNoRateAndWhatDoesNotFit) {
  EXPECT_THROW(need_before(1, step(0, 5)), Error);
  EXPECT_THROW(need_before(1, step(6, 5)), Error);
  EXPECT_THROW(need_before(INT64_MAX, step(1, 2)), Error);
  EXPECT_THROW(deals_for(0, 10), Error);
  EXPECT_THROW(deals_for(10, 0), Error);
  EXPECT_EQ(need_before(INT64_MAX / 10, step(1, 10)), INT64_MAX / 10 * 10);
}

TEST(LargestRemainder, MarketingSherpa_SharesOf1700) {
  EXPECT_EQ(largest_remainder(1'700, {28, 41, 31}), (Numbers{476, 697, 527}));
}

TEST(RollUp, MarketOne_SharesOfAShareSumToTheWhole) {
  const Numbers marketing = largest_remainder(300'000, {60, 35, 5});  // web, tele, campaign
  EXPECT_EQ(marketing[0] + marketing[2], 195'000);
  EXPECT_EQ(marketing[1], 105'000);
  EXPECT_EQ(marketing[0] + marketing[1] + marketing[2] + 700'000, 1'000'000);
}

TEST(RollUp, ServiceNow_WeightsOfTwoAndThree) {
  const ChildGoal children[] = {{"weight", 0, 2, {}, 400'000}, {"weight", 0, 3, {}, 200'000}};
  EXPECT_EQ(roll_up(children).attainment_ppm, 280'000);
  EXPECT_FALSE(roll_up(children).actual);
}

TEST(RollUp, SumsAddUpAndContributionsAreOnlyShown) {
  const ChildGoal children[] = {
      {"sum", 60, 0, 40, {}}, {"sum", 30, 0, 5, {}}, {"contributes", 99, 0, 99, {}}};
  EXPECT_EQ(roll_up(children).actual, 45);
  EXPECT_EQ(gap(100, "sum", children), 10);
  EXPECT_FALSE(gap(100, "funnel", children));
  const ChildGoal unknown[] = {{"sum", 60, 0, 40, {}}, {"sum", 30, 0, {}, {}}};
  EXPECT_FALSE(roll_up(unknown).actual);  // nothing is guessed
}

TEST(Attainment, Codingace_QuotasOfSixPeriods) {
  const Numbers quota = {8'500'000, 9'000'000, 9'500'000, 9'800'000, 10'500'000, 11'000'000};
  const Numbers closed = {7'800'000, 8'700'000, 9'100'000, 9'900'000, 10'150'000, 6'800'000};
  const Numbers percent = {9'176, 9'667, 9'579, 10'102, 9'667, 6'182};
  for (std::size_t i = 0; i < quota.size(); ++i) {
    const auto ppm = progress({0, quota[i]}, closed[i], Fraction::make(1, 1)).attainment_ppm;
    ASSERT_TRUE(ppm);
    EXPECT_EQ((*ppm + 50) / 100, percent[i]);
  }
  // Compound growth a period: 110 = 85 × 1.0529^5.
  double grown = 85;
  for (int i = 0; i < 5; ++i) grown *= 1.0529;
  EXPECT_NEAR(grown, 110, 0.01);
}

TEST(Attainment, ZonesStandOnTheStretchScale) {
  EXPECT_EQ(zone_of({0, 70}, 100, 29), "fail");
  EXPECT_EQ(zone_of({0, 70}, 100, 30), "commit");
  EXPECT_EQ(zone_of({0, 70}, 100, 70), "target");
  EXPECT_EQ(zone_of({0, 70}, 100, 100), "stretch");
  EXPECT_EQ(zone_of({100, 40}, 20, 60), "commit");  // lower is better
  EXPECT_EQ(zone_of({5, 9}, 5, 7), "");
}

TEST(Attainment, TheSignedThresholdsColourThePace) {
  EXPECT_EQ(status_of(900'000, {}), "green");
  EXPECT_EQ(status_of(899'999, {}), "amber");
  EXPECT_EQ(status_of(749'999, {}), "red");
  EXPECT_EQ(status_of(900'000, {950'000, 900'000}), "amber");
  EXPECT_EQ(status_of({}, {}), "");
}

Levers levers(std::int64_t deals, std::int64_t value, std::int64_t percent, std::int64_t days) {
  return {deals, Fraction::make(value * 100, 1), Fraction::make(percent, 100), Fraction::make(days, 1)};
}

TEST(SalesVelocity, MavenlbWinsaboveAskedwell_MoneyADay) {
  EXPECT_EQ(sales_velocity(levers(40, 25'000, 25, 90)), 277'778);
  EXPECT_EQ(sales_velocity(levers(18, 42'000, 24, 78)), 232'615);
  EXPECT_EQ(sales_velocity(levers(50, 12'000, 25, 90)), 166'667);
  EXPECT_FALSE(sales_velocity(levers(50, 12'000, 25, 0)));
  const Levers thirds{3, Fraction::make(1'000, 3), Fraction::make(1, 1), Fraction::make(10, 1)};
  EXPECT_EQ(sales_velocity(thirds), 100);  // rounded once, at the end
}

TEST(SalesVelocity, Mavenlb_OneLeverAtATime) {
  const auto at = [](std::int64_t deals, std::int64_t value, std::int64_t percent, std::int64_t days) {
    return *sales_velocity(levers(deals, value, percent, days));
  };
  const std::int64_t before = at(50, 20'000, 25, 100);
  EXPECT_EQ(at(50, 20'000, 25, 80), before * 125 / 100);
  EXPECT_EQ(at(60, 20'000, 25, 100), before * 120 / 100);
  EXPECT_EQ(at(50, 24'000, 25, 100), before * 120 / 100);
  EXPECT_EQ(at(50, 20'000, 30, 100), before * 120 / 100);
}

TEST(AcquisitionCost, OpenmeterPlanprojectionsBurwickCalculates) {
  EXPECT_EQ(acquisition_cost(10'000, 5'000, 30), 500);
  EXPECT_EQ(acquisition_cost(12'000, 0, 150), 80);
  EXPECT_EQ(acquisition_cost(0, 20'000, 100), 200);
  EXPECT_EQ(acquisition_cost(60'000, 40'000, 50), 2'000);
  EXPECT_FALSE(acquisition_cost(1, 1, 0));
}

TEST(AcquisitionCost, ReturnOfACampaign) {
  EXPECT_EQ(roi_ppm(150'000, 100'000), 500'000);
  EXPECT_EQ(roi_ppm(0, 100'000), -1'000'000);
  EXPECT_FALSE(roi_ppm(1, 0));
}

TEST(Forecast, WonPlusWeightedOpenDealsAndCoverage) {
  const OpenDeal deals[] = {{100'000, 500'000}, {60'000, 250'000}, {1, 500'000}};
  EXPECT_EQ(pipeline_forecast(40'000, deals), 105'001);
  EXPECT_EQ(coverage_ppm(deals, 120'000, 40'000), 2'000'013);
  EXPECT_FALSE(coverage_ppm(deals, 40'000, 40'000));
}

TEST(Realism, AboveTheBestWindowIsNeverYetReached) {
  const Dated past[] = {{1, 10}, {5, 20}, {9, 30}, {40, 35}};
  EXPECT_EQ(best_over(past, 10), 60);
  EXPECT_EQ(best_over(past, 4), 35);
  EXPECT_EQ(best_over(past, 5), 50);  // 5 and 9: the window holds its end, not its beginning
  EXPECT_EQ(best_over(past, 100), 95);
  EXPECT_FALSE(best_over({}, 10));
  EXPECT_EQ(realism(60, 60).ppm, 1'000'000);
  EXPECT_FALSE(realism(60, 60).unproven);
  EXPECT_EQ(realism(90, 60).ppm, 1'500'000);
  EXPECT_TRUE(realism(90, 60).unproven);
  EXPECT_TRUE(realism(1, {}).unproven);
  EXPECT_FALSE(realism(1, {}).ppm);
}

TEST(Scale, FloorTargetStretchAreNoughtHundredCap) {
  const ScaleMarks up{10, 60, 110, 120};
  EXPECT_EQ(scale_score(up, 5), 0);
  EXPECT_EQ(scale_score(up, 10), 0);
  EXPECT_EQ(scale_score(up, 35), 50);
  EXPECT_EQ(scale_score(up, 60), 100);
  EXPECT_EQ(scale_score(up, 85), 110);
  EXPECT_EQ(scale_score(up, 500), 120);
  const ScaleMarks down{48, 24, {}, 100};  // hours to the first contact
  EXPECT_EQ(scale_score(down, 60), 0);
  EXPECT_EQ(scale_score(down, 30), 75);
  EXPECT_EQ(scale_score(down, 1), 100);
}

TEST(Exchange, RatesAreExactDecimals) {
  EXPECT_EQ(convert(10'000, "EUR", "USD", "1.0852"), 10'852);
  EXPECT_EQ(convert(10'000, "EUR", "JPY", "163.255"), 16'326);   // 100 EUR, no minor digits, half away
  EXPECT_EQ(convert(16'326, "JPY", "EUR", "0.006125"), 10'000);  // 99.996…
  EXPECT_EQ(convert(5, "EUR", "EUR", "7"), 5);
  EXPECT_FALSE(convert(5, "EUR", "XQX", "7"));
  EXPECT_FALSE(convert(INT64_MAX, "EUR", "USD", "9"));
  EXPECT_FALSE(convert(5, "EUR", "USD", "1.12345678901234567"));
}

TEST(Median, IsTheMiddle) {
  EXPECT_EQ(median({5, 1, 9}), 5);
  EXPECT_EQ(median({4, 1, 9, 6}), 5);
  EXPECT_EQ(median({1, 2}), 2);  // half away from zero
  EXPECT_FALSE(median({}));
}

}  // namespace
}  // namespace tandem::domain
