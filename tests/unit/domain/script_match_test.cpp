// SPDX-License-Identifier: Apache-2.0
#include "domain/language/script_match.hpp"

#include <gtest/gtest.h>

#include "domain/language/glossary_check.hpp"

namespace tandem::domain {
namespace {

TEST(ScriptMatch, HalfTheShinglesAreAVariant) {
  const std::string_view approved = "we cut onboarding time in half for regional banks";
  const std::string_view said = "we cut onboarding time in half for small credit unions";
  EXPECT_EQ(shingle_count(approved), 7u);
  EXPECT_EQ(shingle_count(said), 8u);
  const ScriptMatch match = match_script(said, approved);
  EXPECT_EQ(match.common, 5u);
  EXPECT_EQ(match.all, 10u);
  EXPECT_EQ(match.similarity_ppm(), 500'000);
  EXPECT_EQ(match.verdict(), "variant");
}

TEST(ScriptMatch, CaseAndPunctuationDoNotCount) {
  EXPECT_EQ(match_script("We cut -- ONBOARDING, time!", "we cut onboarding time").verdict(), "on_script");
  EXPECT_EQ(match_script("something else entirely said", "we cut onboarding time").verdict(), "off_script");
}

TEST(ScriptMatch, ShortAndEmptyTexts) {
  EXPECT_EQ(match_script("good morning", "Good morning.").verdict(), "on_script");
  EXPECT_EQ(match_script("", "").verdict(), "off_script");
  EXPECT_EQ(match_script("", "").similarity_ppm(), 0);
}

TEST(GlossaryCheck, FindsAliasesAndUnsignedWordsWhereTheyStand) {
  const std::vector<GlossaryWord> glossary = {
      {"lead", "lead", false, true},
      {"prospect", "lead", true, true},
      {"sales lead", "sales-accepted lead", true, true},
      {"hand-off", "hand-off", false, true},
      {"transfer", "hand-off", true, true},
      {"fit", "fit", false, false},
  };
  struct Case {
    const char* text;
    std::vector<GlossaryFinding> finds;
  };
  const Case table[] = {
      {"", {}},
      {"A lead after its hand-off.", {}},
      {"The Prospect calls", {{4, "Prospect", "lead", "alias"}}},
      {"prospecting is no word of the list", {}},
      {"a sales\nlead, then a lead", {{2, "sales\nlead", "sales-accepted lead", "alias"}}},
      {"Gr\xC3\xB6\xC3\x9F"
       "e: fit",
       {{7, "fit", "fit", "unsigned"}}},
      {"transfer the prospect", {{0, "transfer", "hand-off", "alias"}, {13, "prospect", "lead", "alias"}}},
  };
  for (const Case& one : table) {
    const auto found = check_words(one.text, glossary);
    ASSERT_EQ(found.size(), one.finds.size()) << one.text;
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].position, one.finds[i].position) << one.text;
      EXPECT_EQ(found[i].found, one.finds[i].found);
      EXPECT_EQ(found[i].preferred, one.finds[i].preferred);
      EXPECT_EQ(found[i].why, one.finds[i].why);
    }
  }
}

}  // namespace
}  // namespace tandem::domain
