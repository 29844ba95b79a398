// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace tandem {
namespace {

constexpr const char* kSaoPaulo = "America/Sao_Paulo";

std::string parsed(const char* text, const char* pattern, const char* zone) {
  const auto at = parse_pattern(text, pattern, zone);
  return at ? format_instant(*at) : "nothing";
}

TEST(Dates, AreDaysThatExist) {
  EXPECT_EQ(parse_date("1970-01-01"), 0);
  EXPECT_EQ(parse_date("2024-02-29"), 19782);
  EXPECT_EQ(format_date(19782), "2024-02-29");
  for (const char* wrong : {"2023-02-29", "2024-13-01", "2024-00-10", "2024-01-32", "2024-1-01", "20240101",
                            "2024-01-01T", "2024/01/01", "", "2024-01-0x", "2026-01--1", "2026-01-0-"}) {
    EXPECT_FALSE(parse_date(wrong).has_value()) << wrong;
  }
  for (Days day = -719'528; day < 2'932'896; day += 997) {
    ASSERT_EQ(parse_date(format_date(day)), day);
  }
}

TEST(Instants, ReadIso8601WithAnyOffset) {
  const Instant at = 1'772'640'000 * kSecond;  // 2026-03-04T16:00:00Z
  for (const char* text :
       {"2026-03-04T16:00:00Z", "2026-03-04T16:00Z", "2026-03-04T17:00:00+01:00", "2026-03-04T17:00:00+0100",
        "2026-03-04T17:00:00+01", "2026-03-04T12:30:00-03:30", "2026-03-04T16:00:00.000Z",
        "2026-03-05T01:00:00.000000+09:00", "2026-03-04T16:00:00.0000009Z"}) {
    EXPECT_EQ(parse_instant(text), at) << text;
  }
  EXPECT_EQ(parse_instant("2026-03-04T16:00:00.25Z"), at + 250'000);
  EXPECT_EQ(parse_instant("2026-03-04T16:00:00.1234567Z"), at + 123'456);
}

TEST(Instants, RefuseWhatHasNoOffsetOrDoesNotExist) {
  for (const char* wrong :
       {"2026-03-04T16:00:00", "2026-03-04 16:00:00Z", "2026-02-30T16:00:00Z", "2026-03-04T24:00:00Z",
        "2026-03-04T16:60:00Z", "2026-03-04T16:00:61Z", "2026-03-04T16:00:00.Z", "2026-03-04T16:00:00+1",
        "2026-03-04T16:00:00+25:00", "2026-03-04T16:00:00Zulu", "2026-03-04T16:00:00+01:00x", "", "now",
        "2026-03-04T16:00:00+01:", "2026-03-04T1x:00:00Z"}) {
    EXPECT_FALSE(parse_instant(wrong).has_value()) << wrong;
  }
}

TEST(Instants, AreWrittenInUtcWithMicroseconds) {
  EXPECT_EQ(format_instant(0), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(format_instant(-1), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(format_instant(-kDay), "1969-12-31T00:00:00.000000Z");
  EXPECT_EQ(format_instant(1'772'640'000 * kSecond + 1), "2026-03-04T16:00:00.000001Z");
  for (Instant at = -200 * 365 * kDay; at < 200 * 365 * kDay; at += 977 * kHour + 123'457) {
    EXPECT_EQ(parse_instant(format_instant(at)), at);
  }
}

TEST(Patterns, ReadBrazilianDatesInTheirZone) {
  EXPECT_EQ(parsed("14-08-2018", "%d-%m-%Y", kSaoPaulo), "2018-08-14T03:00:00.000000Z");
  EXPECT_EQ(parsed("14-08-2018 09:30", "%d-%m-%Y %H:%M", kSaoPaulo), "2018-08-14T12:30:00.000000Z");
}

TEST(Patterns, ASkippedHourIsTheFirstInstantAfterIt) {
  // 2018-11-04: midnight to one o'clock did not happen in São Paulo.
  EXPECT_EQ(parsed("04-11-2018 00:30", "%d-%m-%Y %H:%M", kSaoPaulo), "2018-11-04T03:00:00.000000Z");
  EXPECT_EQ(parsed("04-11-2018", "%d-%m-%Y", kSaoPaulo), "2018-11-04T03:00:00.000000Z");
  EXPECT_EQ(parsed("04-11-2018 01:00", "%d-%m-%Y %H:%M", kSaoPaulo), "2018-11-04T03:00:00.000000Z");
}

TEST(Patterns, OfARepeatedHourTheEarlierCounts) {
  // 2018-02-18 00:00 went back to 23:00 of the day before, which so came twice.
  EXPECT_EQ(parsed("17-02-2018 23:30", "%d-%m-%Y %H:%M", kSaoPaulo), "2018-02-18T01:30:00.000000Z");
  EXPECT_EQ(parsed("2026-11-01 01:30", "%Y-%m-%d %H:%M", "America/New_York"), "2026-11-01T05:30:00.000000Z");
}

TEST(Patterns, RefuseWhatDoesNotFitOrDoesNotExist) {
  for (const char* wrong :
       {"31-02-2018", "00-01-2018", "32-01-2018", "14-13-2018", "14-08-2018 x", "", "yesterday"}) {
    EXPECT_EQ(parsed(wrong, "%d-%m-%Y", kSaoPaulo), "nothing") << wrong;
  }
  EXPECT_EQ(parsed("14-08-2018 25:00", "%d-%m-%Y %H:%M", kSaoPaulo), "nothing");
  EXPECT_THROW(parse_pattern("14-08-2018", "%d-%m-%Y", "Mars/Olympus"), Error);
}

TEST(Patterns, ReadShortAndFractionalPartsAsWell) {
  EXPECT_EQ(parsed("2026-03-04T16:00:07Z", "%Y-%m-%dT%H:%M:%SZ", "UTC"), "2026-03-04T16:00:07.000000Z");
  EXPECT_EQ(parsed("2026-03-04T16:00:07.25Z", "%Y-%m-%dT%H:%M:%SZ", "UTC"), "2026-03-04T16:00:07.250000Z");
  EXPECT_EQ(parsed("4/3/2026 9:05", "%d/%m/%Y %H:%M", "UTC"), "2026-03-04T09:05:00.000000Z");
  EXPECT_EQ(parsed("04 Mar 2026", "%d %b %Y", "UTC"), "2026-03-04T00:00:00.000000Z");
  EXPECT_EQ(parsed("2026-03-04T16:00:07", "%Y-%m-%dT%H:%M:%SZ", "UTC"), "nothing");
  EXPECT_EQ(parsed("2026-02-29T16:00:07Z", "%Y-%m-%dT%H:%M:%SZ", "UTC"), "nothing");
}

TEST(Patterns, AreWrittenTheSameWay) {
  const auto at = parse_pattern("14-08-2018 09:30", "%d-%m-%Y %H:%M", kSaoPaulo);
  ASSERT_TRUE(at.has_value());
  EXPECT_EQ(format_pattern(*at, "%d-%m-%Y %H:%M", kSaoPaulo), "14-08-2018 09:30");
}

TEST(Zones, DecideOnTheDate) {
  const auto late = parse_instant("2026-03-04T23:30:00Z");
  ASSERT_TRUE(late.has_value());
  EXPECT_EQ(format_date(date_in_zone(*late, "UTC")), "2026-03-04");
  EXPECT_EQ(format_date(date_in_zone(*late, "Europe/Berlin")), "2026-03-05");
  EXPECT_TRUE(zone_exists("Europe/Berlin"));
  EXPECT_FALSE(zone_exists("Europe/Atlantis"));
  EXPECT_FALSE(zone_exists(""));
}

}  // namespace
}  // namespace tandem
