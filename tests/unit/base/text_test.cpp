// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/error.hpp"

namespace tandem {
namespace {

TEST(ValidText, TakesWellFormedUtf8) {
  for (const char* good :
       {"", "plain", "Grüße", "São Paulo", "日本", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF", "\xEF\xBF\xBF"}) {
    EXPECT_TRUE(valid_text(good)) << good;
  }
  EXPECT_TRUE(valid_text(std::string_view{}));
}

TEST(ValidText, RefusesOverlongSurrogatesAndBrokenSequences) {
  for (const char* bad :
       {"\xC0\x80", "\xC1\xBF", "\xE0\x80\xAF", "\xF0\x80\x80\x80", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\x80", "\xC3", "\xE2\x82", "a\xFF", "\xC3("}) {
    EXPECT_FALSE(valid_text(bad));
  }
  EXPECT_FALSE(valid_text(std::string_view("a\0b", 3)));
  EXPECT_THROW(require_text("\xFF", "name"), Error);
}

TEST(Cut, NeverSplitsACharacter) {
  EXPECT_EQ(cut("Grüße", 3), "Gr");
  EXPECT_EQ(cut("Grüße", 4), "Grü");
  EXPECT_EQ(cut("\xF0\x9F\x98\x80", 3), "");
  EXPECT_EQ(cut("abc", 3), "abc");
  EXPECT_EQ(cut("abc", 0), "");
}

TEST(Trim, TakesBlanksOffBothEnds) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
}

TEST(Names, AreMadeFitForAnErrorLine) {
  EXPECT_EQ(escape_controls("a\nb\x7F"), "a\\x0ab\\x7f");
  EXPECT_EQ(in_quotes("stage"), "'stage'");
  EXPECT_EQ(in_quotes("a\nb"), "'a\\x0ab'");
  EXPECT_TRUE(valid_text(in_quotes("\xFF\xFE")));
  EXPECT_LT(in_quotes(std::string(5000, 'x')).size(), 100U);
}

TEST(EditDistance, CountsInsertionsDeletionsAndChanges) {
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("stage", "stage"), 0U);
}

TEST(Nearest, SuggestsOnlyWhatIsNear) {
  const std::vector<std::string_view> names = {"stage", "disposition", "email"};
  EXPECT_EQ(nearest("stgae", names), "stage");
  EXPECT_EQ(nearest("emial", names), "email");
  EXPECT_EQ(nearest("zzzzzz", names), "");
}

TEST(AsciiLower, LeavesOtherLettersAlone) { EXPECT_EQ(ascii_lower("ÄBC@X.De"), "Äbc@x.de"); }

TEST(Hex, IsLowerCase) { EXPECT_EQ(hex("\xAB\x01"), "ab01"); }

}  // namespace
}  // namespace tandem
