// SPDX-License-Identifier: Apache-2.0
#include "base/money.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "base/error.hpp"

namespace tandem {
namespace {

using Parts = std::vector<std::int64_t>;

TEST(LargestRemainder, SharesOfAPollAddUp) {
  const Parts parts = largest_remainder(1700, {28, 41, 31});
  EXPECT_EQ(parts, (Parts{476, 697, 527}));
}

TEST(LargestRemainder, ThirdsGiveTheLeftOverToTheEarlier) {
  EXPECT_EQ(largest_remainder(1'000'000, {1, 1, 1}), (Parts{333'334, 333'333, 333'333}));
  EXPECT_EQ(largest_remainder(10'000, {1, 1, 1}), (Parts{3334, 3333, 3333}));
}

TEST(LargestRemainder, TheLargestFractionWinsNotTheFirst) {
  EXPECT_EQ(largest_remainder(10, {1, 2, 4}), (Parts{1, 3, 6}));  // 1.43, 2.86, 5.71
}

TEST(LargestRemainder, KeepsTheSumAtTheEdgeOf64Bits) {
  const Parts parts = largest_remainder(INT64_MAX, {INT64_MAX, INT64_MAX, 1});
  EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), INT64_MAX);
}

TEST(LargestRemainder, RefusesNothingToShareBy) {
  EXPECT_THROW(largest_remainder(10, {}), Error);
  EXPECT_THROW(largest_remainder(10, {0, 0}), Error);
  EXPECT_THROW(largest_remainder(10, {-1, 2}), Error);
}

TEST(Fractions, AreInLowestTermsWithPositiveDenominator) {
  EXPECT_EQ(Fraction::make(6, -8), (Fraction{-3, 4}));
  EXPECT_EQ(Fraction::make(0, 5), (Fraction{0, 1}));
  EXPECT_THROW(Fraction::make(1, 0), Error);
}

TEST(ScaleRound, RoundsHalfAwayFromZero) {
  EXPECT_EQ(scale_round(5, 1, 2), 3);
  EXPECT_EQ(scale_round(-5, 1, 2), -3);
  EXPECT_EQ(scale_round(4, 1, 3), 1);
  EXPECT_EQ(scale_round(5, 1, 3), 2);
  EXPECT_EQ(scale_round(7, 1, -2), -4);
  EXPECT_EQ(scale_round(INT64_MAX, 1'000'000, 1'000'000), INT64_MAX);
  EXPECT_THROW(scale_round(INT64_MAX, 2, 1), Error);
  EXPECT_THROW(scale_round(1, 1, 0), Error);
}

TEST(Currencies, KnowTheirMinorDigits) {
  EXPECT_EQ(minor_digits("EUR"), 2);
  EXPECT_EQ(minor_digits("BRL"), 2);
  EXPECT_EQ(minor_digits("JPY"), 0);
  EXPECT_EQ(minor_digits("XOF"), 0);
  EXPECT_EQ(minor_digits("KWD"), 3);
  EXPECT_EQ(minor_digits("CLF"), 4);
  for (const char* wrong : {"eur", "EU", "EURO", "XXQ", "ED ", " AE", "", "D A"}) {
    EXPECT_FALSE(minor_digits(wrong).has_value()) << wrong;
  }
}

struct ToMinor {
  const char* text;
  int digits;
  std::int64_t minor;
  bool lossy;
};

class DecimalToMinor : public testing::TestWithParam<ToMinor> {};

TEST_P(DecimalToMinor, IsExactOrSaysThatItIsNot) {
  const auto& [text, digits, minor, lossy] = GetParam();
  const auto parsed = decimal_to_minor(text, digits);
  ASSERT_TRUE(parsed.has_value()) << text;
  EXPECT_EQ(parsed->minor, minor) << text;
  EXPECT_EQ(parsed->lossy, lossy) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, DecimalToMinor,
    testing::Values(ToMinor{"1234.5", 2, 123450, false}, ToMinor{"0", 2, 0, false},
                    ToMinor{"-0.00", 2, 0, false}, ToMinor{"+7", 2, 700, false}, ToMinor{".5", 2, 50, false},
                    ToMinor{"5.", 2, 500, false},
                    ToMinor{"10.000", 2, 1000, false},  // idle zeros are no surplus digits
                    ToMinor{"1.005", 2, 101, true}, ToMinor{"1.004", 2, 100, true},
                    ToMinor{"-1.005", 2, -101, true}, ToMinor{"0.005", 2, 1, true},
                    ToMinor{"0.0049", 2, 0, true}, ToMinor{"0.05", 0, 0, true}, ToMinor{"0.5", 0, 1, true},
                    ToMinor{"0.00005", 2, 0, true}, ToMinor{"0.999", 2, 100, true},
                    ToMinor{"99.999", 0, 100, true}, ToMinor{"1e3", 2, 100000, false},
                    ToMinor{"1.5E-1", 2, 15, false}, ToMinor{"12e-3", 2, 1, true},
                    ToMinor{"1500e-3", 2, 150, false}, ToMinor{"92233720368547758.07", 2, INT64_MAX, false},
                    ToMinor{"00000000000000000000000000001", 0, 1, false}));

TEST(DecimalToMinor, RefusesWhatIsNoNumberOrTooLarge) {
  for (const char* wrong : {"", "-", ".", "e5", "1e", "1e+", "1.2.3", "1,5", " 1", "1 ", "0x10", "NaN", "inf",
                            "1e9999", "12a", "92233720368547758.08", "99999999999999999999", "1e400",
                            "123456789012345678901234567890123456789012345678.123"}) {
    EXPECT_FALSE(decimal_to_minor(wrong, 2).has_value()) << wrong;
  }
}

TEST(MinorToDecimal, IsTheWayBack) {
  EXPECT_EQ(minor_to_decimal(123450, 2), "1234.50");
  EXPECT_EQ(minor_to_decimal(-5, 2), "-0.05");
  EXPECT_EQ(minor_to_decimal(7, 0), "7");
  EXPECT_EQ(minor_to_decimal(INT64_MIN, 3), "-9223372036854775.808");
}

TEST(CanonicalDecimal, HasOneFormANumber) {
  const std::pair<const char*, const char*> table[] = {
      {"1", "1"},           {"+1.50", "1.5"}, {"-0", "0"},    {"-0.000", "0"}, {"007", "7"},   {"1e2", "100"},
      {"1.5e-3", "0.0015"}, {"120e-1", "12"}, {".50", "0.5"}, {"-.5", "-0.5"}, {"100", "100"}, {"0e7", "0"}};
  for (const auto& [from, to] : table) EXPECT_EQ(canonical_decimal(from), to) << from;
  EXPECT_FALSE(canonical_decimal("one").has_value());
}

}  // namespace
}  // namespace tandem
