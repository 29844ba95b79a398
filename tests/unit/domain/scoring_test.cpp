// SPDX-License-Identifier: Apache-2.0
#include "domain/leads/scoring.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/time.hpp"
#include "domain/leads/win_probability.hpp"
#include "unit/domain/guideline_fixture.hpp"

namespace tandem::domain {
namespace {

std::vector<ScoreLine> lines(std::initializer_list<std::pair<std::int64_t, std::int64_t>> points_and_days) {
  std::vector<ScoreLine> all;
  for (const auto& [points, days] : points_and_days) {
    all.push_back({"engagement", "", points, faded(points, days * kDay, 30), std::nullopt, {}});
  }
  return all;
}

TEST(Scoring, HalfLifeOf30Days_20Plus10Halved_Plus40Quartered) {
  EXPECT_EQ(faded(20, 0, 30), 20 * kPoint);
  EXPECT_EQ(faded(10, 30 * kDay, 30), 5 * kPoint);
  EXPECT_EQ(faded(40, 60 * kDay, 30), 10 * kPoint);
  EXPECT_EQ(score(lines({{20, 0}, {10, 30}, {40, 60}})), 35);
}

TEST(Scoring, FadesToWithinAMillionthBetweenHalfLives) {
  for (std::int64_t hours = 0; hours < 24 * 120; hours += 7) {
    const long double exact = 50.0L * kPoint * std::exp2(-static_cast<long double>(hours) / (24.0L * 30.0L));
    EXPECT_NEAR(static_cast<double>(faded(50, hours * kHour, 30)), static_cast<double>(exact), 1.0) << hours;
  }
}

TEST(Scoring, NeverRisesWithAge) {
  std::int64_t last = faded(100, 0, 7);
  for (std::int64_t age = 0; age < 500 * kDay; age += 5 * kHour + 17) {
    const std::int64_t now = faded(100, age, 7);
    ASSERT_LE(now, last) << age;
    last = now;
  }
  EXPECT_EQ(faded(1000, 3650 * kDay, 30), 0);
  EXPECT_EQ(faded(-10, 30 * kDay, 30), -5 * kPoint);
  EXPECT_EQ(faded(10, -1, 30), 0);
}

TEST(Scoring, StaysBetween0And100AndRoundsHalfUp) {
  EXPECT_EQ(score(lines({{80, 0}, {80, 0}})), 100);
  EXPECT_EQ(score(lines({{-80, 0}})), 0);
  EXPECT_EQ(score(lines({{1, 30}})), 1);
  EXPECT_EQ(score({}), 0);
}

TEST(WinProbability, NaiveBayesWithoutSmoothing) {
  EXPECT_EQ(win_probability_ppm({60, 140}, {{30, 35}, {24, 28}}), 631'579);
}

TEST(WinProbability, AZeroDoesNotVetoAndNothingDecidedSaysNothing) {
  EXPECT_EQ(win_probability_ppm({0, 10}, {}), std::nullopt);
  EXPECT_EQ(win_probability_ppm({1, 1}, {}), 500'000);
  const auto odds = win_probability_ppm({10, 10}, {{0, 5}, {10, 1}});
  ASSERT_TRUE(odds.has_value());
  EXPECT_GT(*odds, 0);
  EXPECT_LT(*odds, 500'000);
}

class LeadScoreTest : public GuidelineTest {
 protected:
  void agree() {
    version_ =
        in_force("scoring",
                 {{"scoring_model",
                   "default",
                   {{"fit",
                     {{{"label", "known company"},
                       {"predicate", condition("company_name", "is_null", false)},
                       {"points", 30}},
                      {{"label", "Swiss"}, {"predicate", condition("country", "=", "CH")}, {"points", 25}}}},
                    {"engagement",
                     {{{"label", "web visit"}, {"channel", "web"}, {"direction", "inbound"}, {"points", 40}},
                      {{"label", "any answer"}, {"direction", "inbound"}, {"points", 10}}}},
                    {"half_life_days", 30},
                    {"f_min", 50},
                    {"e_min", 30},
                    {"high_intent_channels", {"demo"}}}}});
  }
  Id lead() {
    return id_in(act(mona_, "lead.capture",
                     {{"email", "b@example.com"}, {"company_name", "Acme"}, {"country", "CH"}}));
  }
  void touch(const Id& lead, const char* channel) {
    act(steve_, "lead.touch", lead, {{"channel", channel}, {"direction", "inbound"}});
  }
  Id version_;
};

TEST_F(LeadScoreTest, WithoutASignedModelScoresAreTheHosts) {
  const Id one = put("lead", {{"company_name", "Acme"}, {"fit_score", 7}});
  touch(one, "web");
  EXPECT_EQ(get("lead", one).at("fit_score"), 7);
  EXPECT_EQ(get("lead", one).at("engagement_score"), nullptr);
  expect_refused(TANDEM_INVALID_STATE, "no_rule_in_force", [&] {
    ask("lead_score", {{"lead_id", one.text()}});
  });
}

TEST_F(LeadScoreTest, FollowASignedModelOnEveryEditAndTouch) {
  agree();
  const Id one = lead();
  EXPECT_EQ(get("lead", one).at("fit_score"), 55);
  edit("lead", one, {{"country", "DE"}});
  EXPECT_EQ(get("lead", one).at("fit_score"), 30);
  touch(one, "web");
  EXPECT_EQ(get("lead", one).at("engagement_score"), 40);
  clock_.at += 30 * kDay;
  touch(one, "email");
  EXPECT_EQ(get("lead", one).at("engagement_score"), 30);  // half of the visit, and the answer
}

TEST_F(LeadScoreTest, TheVerdictIsQuotedWithItsVersionAndTellsLevelFromChange) {
  agree();
  const Id one = lead();
  touch(one, "web");
  const Json args = {{"lead_id", one.text()}};
  model::Table now = ask("lead_score", args);
  EXPECT_EQ(number(now, 0, 0), 55);
  EXPECT_EQ(number(now, 0, 1), 40);
  EXPECT_EQ(number(now, 0, 2), 40);  // all of it in the last seven days
  EXPECT_TRUE(is_true(now.rows[0], 5));
  EXPECT_EQ(id_of(now.rows[0], 7), version_);
  clock_.at += 30 * kDay;
  now = ask("lead_score", args);
  EXPECT_EQ(number(now, 0, 1), 20);
  EXPECT_LT(number(now, 0, 2), 0);
  EXPECT_FALSE(is_true(now.rows[0], 5));
  touch(one, "demo");
  EXPECT_TRUE(is_true(ask("lead_score", args).rows[0], 5));  // who asks for a demo is qualified
}

TEST_F(LeadScoreTest, WhoCannotBeReachedIsNotQualified) {
  agree();
  const Id one = lead();
  touch(one, "web");
  edit("lead", one, {{"consent", {{"email", {{"given", false}}}}}});
  const model::Table now = ask("lead_score", {{"lead_id", one.text()}});
  EXPECT_FALSE(is_true(now.rows[0], 3));
  EXPECT_FALSE(is_true(now.rows[0], 5));
}

TEST_F(LeadScoreTest, EveryPointIsExplained) {
  agree();
  const Id one = lead();
  touch(one, "web");
  clock_.at += 30 * kDay;
  const model::Table why = ask("score_explained", {{"lead_id", one.text()}});
  ASSERT_EQ(why.rows.size(), 3u);
  EXPECT_EQ(text(why, 0, 1), "known company");
  EXPECT_EQ(text(why, 1, 1), "Swiss");
  EXPECT_EQ(text(why, 2, 1), "web visit");
  EXPECT_EQ(number(why, 2, 2), 40);
  EXPECT_EQ(number(why, 2, 3), 30 * 86'400);
  EXPECT_EQ(number(why, 2, 4), 20 * kPoint);
  EXPECT_EQ(id_of(why.rows[2], 6), version_);
}

TEST_F(LeadScoreTest, LeadsThatEndedTellHowLikelyOneIsWon) {
  const auto decided = [&](const char* origin, bool won) {
    const Id one = put("lead", {{"company_name", "Acme"}, {"origin", origin}});
    const Id deal = put("opportunity", {{"lead_id", one.text()}, {"name", "Deal"}});
    if (won) {
      act(steve_, "opportunity.win", deal);
    } else {
      act(steve_, "opportunity.lose", deal, {{"loss_reason", "price"}});
    }
  };
  decided("fair", true);
  decided("fair", true);
  decided("fair", false);
  decided("web", true);
  decided("web", false);
  decided("web", false);
  const Id one = put("lead", {{"company_name", "New"}, {"origin", "fair"}});
  const model::Table odds = ask("win_probability", {{"lead_id", one.text()}});
  ASSERT_EQ(odds.rows.size(), 2u);
  EXPECT_EQ(number(odds, 0, 1), 2);
  EXPECT_EQ(number(odds, 0, 2), 1);
  EXPECT_EQ(number(odds, 1, 3), 666'667);  // 1/2 × 2/3 against 1/2 × 1/3
}

}  // namespace
}  // namespace tandem::domain
