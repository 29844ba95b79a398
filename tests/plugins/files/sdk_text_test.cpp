// SPDX-License-Identifier: Apache-2.0
// What the SDK reads and writes as text: times, code points, values.
#include <gtest/gtest.h>

#include <tandem/cpp/adapter/value_text.hpp>
#include <tandem/cpp/csv.hpp>
#include <tandem/cpp/times.hpp>
#include <tandem/cpp/utf8.hpp>

namespace tandem {
namespace {

using times::kDay;
using times::kHour;
using times::kSecond;

TEST(SdkTimes, EveryDayComesBack) {
  times::Date last = times::date_of(-720'000);
  for (std::int64_t day = -719'999; day < 3'000'000; ++day) {
    const times::Date date = times::date_of(day);
    ASSERT_EQ(times::days_of(date), day);
    ASSERT_TRUE(times::exists(date));
    const bool next_day = date.month == last.month && date.day == last.day + 1;
    ASSERT_TRUE(next_day || date.day == 1) << times::date_text(day);
    last = date;
  }
  static_assert(times::days_of({1970, 1, 1}) == 0 && times::days_of({2000, 2, 29}) == 11'016);
  for (const times::Date wrong :
       {times::Date{2023, 2, 29}, {2024, 2, 30}, {2024, 0, 1}, {2024, 13, 1}, {2024, 4, 31}})
    EXPECT_FALSE(times::exists(wrong));
}

TEST(SdkTimes, AreWrittenWithTheDigitsAskedFor) {
  EXPECT_EQ(times::date_text(-719'528), "0000-01-01");
  EXPECT_EQ(times::instant_text(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(times::instant_text(-1), "1969-12-31T23:59:59Z");
  EXPECT_EQ(times::instant_text(-1, 6), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(times::instant_text(1'250'000, 3), "1970-01-01T00:00:01.250Z");
  EXPECT_EQ(times::instant_text(1'250'000, 2), "1970-01-01T00:00:01.25Z");
  EXPECT_EQ(times::fraction_digits_of(0), 0);
  EXPECT_EQ(times::fraction_digits_of(1'250'000), 2);
  EXPECT_EQ(times::fraction_digits_of(-1), 6);
  EXPECT_EQ(times::fraction_digits_of(-kSecond), 0);
}

TEST(SdkTimes, OfHttpComeBack) {
  EXPECT_EQ(times::http_date_text(784'111'777 * kSecond), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(times::http_date_text(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(times::http_date_text(-kSecond), "Wed, 31 Dec 1969 23:59:59 GMT");
  for (std::int64_t at = -400 * 365 * kDay; at < 400 * 365 * kDay; at += 977 * kHour + 61 * kSecond) {
    ASSERT_EQ(times::read_http_date(times::http_date_text(at)), at);
  }
  for (const char* wrong : {"", "yesterday", "Sun, 06 Xxx 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
                            "Sun, 06 nNo 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT"}) {
    EXPECT_FALSE(times::read_http_date(wrong)) << wrong;
  }
}

TEST(SdkTimes, TheReaderServesOtherForms) {
  times::Reader in("2026-03-04 16:00+0130 rest");
  std::int64_t days = 0, clock = 0, offset = 0;
  ASSERT_TRUE(in.date(days) && in.take(' ') && in.clock(clock) && in.offset(offset));
  EXPECT_EQ(days, 20'516);
  EXPECT_EQ(clock, 16 * kHour);
  EXPECT_EQ(offset, kHour + kHour / 2);
  EXPECT_EQ(in.rest(), " rest");
  EXPECT_FALSE(times::Reader("+15:00").offset(offset, 14));
}

TEST(SdkUtf8, EveryCodePointComesBackAndNothingElseIsRead) {
  for (std::uint32_t code = 0; code <= 0x10ffff; ++code) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    std::string text;
    utf8::append(text, code);
    const utf8::CodePoint point = utf8::decode(text, 0);
    ASSERT_EQ(point.value, code);
    ASSERT_EQ(point.length, text.size());
  }
  for (const std::string_view broken : {"\xff", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80",
                                        "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xc3", "\x80"}) {
    EXPECT_EQ(utf8::decode(broken, 0).length, 0U);
    EXPECT_FALSE(utf8::is_text(std::string("plain and long ") + std::string(broken)));
  }
  EXPECT_FALSE(utf8::is_text(std::string_view("eight bytes and a \0 behind", 26)));
  EXPECT_TRUE(utf8::is_text("zw\xc3\xb6lf Boxk\xc3\xa4mpfer"));
}

TEST(SdkCsv, TellsTheLineOfTheQuoteThatDoesNotFit) {
  csv::Scanner scanner("a,b\n\"two\nlines\",\"open\n", ',', csv::Position{});
  ASSERT_TRUE(scanner.next());
  ASSERT_TRUE(scanner.next());
  EXPECT_STREQ(scanner.problem(), "a quote is never closed");
  EXPECT_EQ(scanner.start().line, 2U);
  EXPECT_EQ(scanner.problem_line(), 3U);
}

TEST(SdkValues, HaveOneText) {
  using namespace adapter;
  EXPECT_EQ(value_text(null_value()), "");
  EXPECT_EQ(value_text(absent_value()), "");
  EXPECT_EQ(value_text(bool_value(true)), "true");
  EXPECT_EQ(value_text(int_value(-5)), "-5");
  EXPECT_EQ(value_text(double_value(0.1)), "0.1");
  EXPECT_EQ(value_text(decimal_value("0.10")), "0.10");
  EXPECT_EQ(value_text(text_value("Ada")), "Ada");
  EXPECT_EQ(value_text(date_value(11'016)), "2000-02-29");
  EXPECT_EQ(value_text(instant_value(1'500, TANDEM_GRAIN_MICROSECOND)), "1970-01-01T00:00:00.001500Z");
  EXPECT_EQ(value_text(instant_value(1'500, TANDEM_GRAIN_MILLISECOND)), "1970-01-01T00:00:00.001Z");
  EXPECT_EQ(value_text(instant_value(1'500, TANDEM_GRAIN_SECOND)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(value_text(bytes_value(TANDEM_VALUE_BYTES, "\x01\xff")), "01ff");
  EXPECT_EQ(value_text(bytes_value(TANDEM_VALUE_ID, "0123456789abcdef")),
            "30313233-3435-3637-3839-616263646566");
}

}  // namespace
}  // namespace tandem
