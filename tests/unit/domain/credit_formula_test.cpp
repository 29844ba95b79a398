// SPDX-License-Identifier: Apache-2.0
// The verification tables of the model that credit is held to, by row and source.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "base/error.hpp"
#include "base/time.hpp"
#include "domain/credit/attribution.hpp"
#include "domain/credit/shares.hpp"
#include "model/clause_bodies/credit_policy.hpp"

namespace tandem::domain {
namespace {

using Numbers = std::vector<std::int64_t>;

Numbers ppm_of(const std::vector<Share>& shares) {
  Numbers out;
  for (const Share& share : shares) out.push_back(share.ppm);
  return out;
}
Numbers minor_of(const std::vector<Share>& shares) {
  Numbers out;
  for (const Share& share : shares) out.push_back(share.amount_minor.value_or(-1));
  return out;
}
Journey journey(const Numbers& days, std::size_t lead = 0, std::size_t deal = 0) {
  Journey out;
  for (const std::int64_t day : days) out.touches.push_back(day * kDay);
  out.lead_created = lead;
  out.opportunity_created = deal;
  return out;
}
Numbers credited_ppm(std::string_view model, const Journey& touches, std::int64_t half_life = 7) {
  Numbers out;
  for (const TouchCredit& one : credit_touches(touch_weights(model, touches, half_life), {})) {
    out.push_back(one.ppm);
  }
  return out;
}
Numbers credited_minor(std::string_view model, const Journey& touches, std::int64_t amount) {
  Numbers out;
  for (const TouchCredit& one : credit_touches(touch_weights(model, touches, 7), amount)) {
    out.push_back(one.minor.value_or(-1));
  }
  return out;
}

TEST(CreditShares, LargestRemainder_ThirdsOfAWholeAndOf100) {
  const auto thirds = share_out(
      {{"sales", 1'000'000}}, {{"sales", {}, "a", 1}, {"sales", {}, "b", 1}, {"sales", {}, "c", 1}}, 10'000);
  EXPECT_EQ(ppm_of(thirds), (Numbers{333'334, 333'333, 333'333}));
  EXPECT_EQ(minor_of(thirds), (Numbers{3'334, 3'333, 3'333}));
}

TEST(CreditShares, MarketOne_SharesOfTheShareOfASide) {
  const auto shares = share_out(
      {{"marketing", 300'000}, {"sales", 700'000}},
      {{"marketing", {}, "web", 60}, {"marketing", {}, "tele", 35}, {"marketing", {}, "campaign", 5}},
      std::nullopt);
  EXPECT_EQ(ppm_of(shares), (Numbers{180'000, 105'000, 15'000, 700'000}));
  EXPECT_EQ(shares[0].ppm + shares[2].ppm, 195'000);  // what marketing itself does
}

TEST(CreditShares, Codingace_FortyThousandAtHalfCredit) {
  const auto shares = share_out({{"marketing", 500'000}, {"sales", 500'000}}, {}, 4'000'000);
  EXPECT_EQ(minor_of(shares), (Numbers{2'000'000, 2'000'000}));
}

TEST(CreditShares, ASideKeepsItsShareAndASideWithoutOneGivesNothing) {
  const auto shares = share_out({{"marketing", 0}, {"sales", 999'999}, {"leadership", 1}},
                                {{"marketing", {}, "", 5}, {"external", {}, "", 5}}, -1'001);
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(ppm_of(shares), (Numbers{999'999, 1}));
  EXPECT_EQ(minor_of(shares), (Numbers{-1'001, 0}));
  EXPECT_EQ(shares[0].earner.side, "sales");
}

TEST(Attribution, Calcbee_TimeDecayOf20000) {
  EXPECT_EQ(credited_minor("time_decay", journey({0, 6, 12, 18, 24, 30}), 2'000'000),
            (Numbers{47'272, 85'631, 155'116, 280'985, 508'989, 922'007}));
}

TEST(Attribution, WorkedJourney_TimeDecayLinearAndU) {
  const Journey touches = journey({0, 5, 12, 30, 38}, 4);
  EXPECT_EQ(credited_minor("time_decay", touches, 1'200'000),
            (Numbers{17'519, 28'744, 57'488, 341'704, 754'545}));
  EXPECT_EQ(credited_minor("linear", touches, 1'200'000), Numbers(5, 240'000));
  EXPECT_EQ(credited_minor("u", touches, 1'200'000), (Numbers{480'000, 80'000, 80'000, 80'000, 480'000}));
}

TEST(Attribution, HubSpot_HalvingOverSixIsNormalised) {
  EXPECT_EQ(credited_ppm("time_decay", journey({0, 7, 14, 21, 28, 35})),
            (Numbers{15'873, 31'746, 63'492, 126'984, 253'968, 507'937}));
}

TEST(Attribution, EveryModelOverItsAnchors) {
  const Journey touches = journey({0, 1, 2, 3, 4, 5}, 1, 3);
  EXPECT_EQ(credited_ppm("first", touches), (Numbers{1'000'000, 0, 0, 0, 0, 0}));
  EXPECT_EQ(credited_ppm("last", touches), (Numbers{0, 0, 0, 0, 0, 1'000'000}));
  EXPECT_EQ(credited_ppm("u", touches), (Numbers{400'000, 400'000, 50'000, 50'000, 50'000, 50'000}));
  EXPECT_EQ(credited_ppm("w", touches), (Numbers{300'000, 300'000, 33'334, 300'000, 33'333, 33'333}));
  EXPECT_EQ(credited_ppm("full_path", touches),
            (Numbers{225'000, 225'000, 50'000, 225'000, 50'000, 225'000}));
  EXPECT_EQ(credited_ppm("j", touches), (Numbers{200'000, 50'000, 50'000, 50'000, 50'000, 600'000}));
  EXPECT_EQ(credited_ppm("inverse_j", touches), (Numbers{600'000, 50'000, 50'000, 50'000, 50'000, 200'000}));
}

TEST(Attribution, OneTouchTakesAllAndTwoUnderUShareAlike) {
  for (const std::string_view model : model::kCreditModels) {
    EXPECT_EQ(credited_ppm(model, journey({3})), Numbers{1'000'000}) << model;
  }
  EXPECT_EQ(credited_ppm("u", journey({0, 1}, 1)), (Numbers{500'000, 500'000}));
  EXPECT_EQ(credited_ppm("u", journey({0, 1}, 0)),
            (Numbers{800'000, 200'000}));  // both anchors are one touch
  EXPECT_EQ(credited_ppm("w", journey({0, 1}, 0, 1)), (Numbers{666'667, 333'333}));
}

TEST(Attribution, TheTouchBeforeAnInstantIsTheLastUntilThen) {
  const std::vector<Instant> touches = {10, 20, 20, 30};
  EXPECT_EQ(touch_before(touches, 5), 0U);
  EXPECT_EQ(touch_before(touches, 10), 0U);
  EXPECT_EQ(touch_before(touches, 20), 2U);
  EXPECT_EQ(touch_before(touches, 99), 3U);
}

TEST(Attribution, RefusesAnUnknownModelAndAnEmptyJourney) {
  EXPECT_THROW(touch_weights("guess", journey({0}), 7), Error);
  EXPECT_THROW(touch_weights("linear", journey({}), 7), Error);
}

/// From a seed: whatever is shared, nothing is lost and nothing is given twice.
TEST(CreditShares, PartsAlwaysMakeTheWhole) {
  std::mt19937_64 random(9);
  const auto pick = [&random](std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random);
  };
  for (int round = 0; round < 500; ++round) {
    const std::int64_t marketing = pick(0, 1'000'000),
                       amount = pick(-9'000'000'000'000'000, 9'000'000'000'000'000);
    std::vector<Earner> earners;
    for (std::int64_t n = pick(0, 7); n > 0; --n) {
      earners.push_back({pick(0, 1) == 0 ? "marketing" : "sales", {}, "r", pick(1, 1'000'000)});
    }
    std::int64_t ppm = 0, minor = 0;
    for (const Share& share :
         share_out({{"marketing", marketing}, {"sales", 1'000'000 - marketing}}, earners, amount)) {
      ppm += share.ppm;
      minor += *share.amount_minor;
    }
    EXPECT_EQ(ppm, 1'000'000);
    EXPECT_EQ(minor, amount);
    Numbers days(static_cast<std::size_t>(pick(1, 9)));
    for (auto& day : days) day = pick(0, 900);
    std::sort(days.begin(), days.end());
    const auto lead = static_cast<std::size_t>(pick(0, static_cast<std::int64_t>(days.size()) - 1));
    for (const std::string_view model : model::kCreditModels) {
      const Numbers credits = credited_minor(model, journey(days, lead, lead), amount);
      EXPECT_EQ(std::accumulate(credits.begin(), credits.end(), std::int64_t{0}), amount) << model;
    }
  }
}

}  // namespace
}  // namespace tandem::domain
