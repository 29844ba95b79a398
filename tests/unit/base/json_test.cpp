// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include <gtest/gtest.h>
#include <tandem/cpp/json.hpp>

#include "base/error.hpp"
#include "base/hash.hpp"

namespace tandem {
namespace {

std::string refusal(const std::string& text) {
  try {
    parse_json(text, "mapping");
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), TANDEM_INVALID_ARGUMENT) << text;
    return e.message();
  }
  return "";
}

TEST(ParseJson, KeepsTheOrderOfKeys) {
  EXPECT_EQ(parse_json(R"({"b": 1, "a": [true, null]})", "x").dump(), R"({"b":1,"a":[true,null]})");
}

TEST(ParseJson, RefusesWhatIsNotStrictJson) {
  for (const char* wrong :
       {"", "{", "[1,]", "{\"a\":1,}", "{'a':1}", "NaN", "[Infinity]", "[-Infinity]", "01", "+1", "1.",
        "{} {}", "// c\n{}", "\"\\ud800\"", "\"\t\"", "[1e999]", "nul"}) {
    EXPECT_NE(refusal(wrong), "") << wrong;
  }
  EXPECT_NE(refusal(std::string("\"a\0b\"", 5)), "");
  EXPECT_NE(refusal("\"\xC0\x80\""), "");
}

TEST(ParseJson, RefusesAKeyThatStandsTwice) {
  EXPECT_NE(refusal(R"({"a": 1, "a": 2})"), "");
  EXPECT_NE(refusal(R"([{"x": {"a": 1, "\u0061": 2}}])"), "");
  EXPECT_EQ(refusal(R"([{"a": 1}, {"a": {"a": 2}}])"), "");
  EXPECT_EQ(refusal(R"({"a:b": ":", "\":": {}})"), "");
}

TEST(ParseJson, SaysWhatIsWrongAndWhere) {
  const std::string message = refusal("{\"a\": x}");
  EXPECT_NE(message.find("mapping"), std::string::npos);
  EXPECT_NE(message.find("byte 7"), std::string::npos);
}

TEST(ParseJson, LimitsTheDepth) {
  EXPECT_EQ(refusal(std::string(64, '[') + std::string(64, ']')), "");
  EXPECT_NE(refusal(std::string(65, '[') + std::string(65, ']')), "");
  EXPECT_NE(refusal(std::string(1'000'000, '[')), "");
  EXPECT_EQ(refusal("\"" + std::string(1000, '[') + "\""), "");
  EXPECT_EQ(refusal("\"\\\"" + std::string(1000, '[') + "\""), "");
}

// RFC 8785 §3.2.3: keys sort by UTF-16 code units, so the emoji (D83D…) stands before U+FB33.
TEST(CanonicalJson, SortsTheKeysOfTheRfc) {
  const Json input = parse_json(
      R"({"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
          "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
          "\u00f6": "Latin Small Letter O With Diaeresis"})",
      "example");
  std::vector<std::string> values;
  const Json sorted = parse_json(canonical_json(input), "example");
  for (const auto& [key, value] : sorted.items()) values.push_back(value.get<std::string>());
  EXPECT_EQ(values, (std::vector<std::string>{"Carriage Return", "One", "Control",
                                              "Latin Small Letter O With Diaeresis", "Euro Sign",
                                              "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"}));
}

// The string and the literals of RFC 8785 §3.2.2.
TEST(CanonicalJson, EscapesAsTheRfc) {
  const Json input = parse_json(
      R"({"string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]})",
      "example");
  EXPECT_EQ(canonical_json(input),
            "{\"literals\":[null,true,false],\"string\":\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

TEST(CanonicalJson, RefusesNumbersThatReadersDisagreeAbout) {
  EXPECT_EQ(canonical_json(parse_json("[9007199254740991, -9007199254740991, -0]", "x")),
            "[9007199254740991,-9007199254740991,0]");
  for (const char* wrong :
       {"[9007199254740992]", "[-9007199254740992]", "[1.5]", "[1e3]", "[18446744073709551615]"}) {
    EXPECT_THROW(canonical_json(parse_json(wrong, "x")), Error) << wrong;
  }
}

TEST(DumpJson, RefusesTextThatIsNotUtf8) { EXPECT_THROW(dump_json(Json("\xFF"), "x"), Error); }

TEST(Sha256, GivesTheValuesOfFips180) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(ReadJson, TakesWhatNestsWithinTheBoundAndNothingDeeper) {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  EXPECT_TRUE(read_json<Json>(nested(64)).is_array());
  EXPECT_TRUE(read_json<Json>(nested(65)).is_discarded());
  EXPECT_TRUE(read_json<Json>(nested(65), 65).is_array());
  EXPECT_TRUE(read_json<Json>("{\"a\": \"" + std::string(1000, '[') + "\"}").is_object())
      << "brackets in a text";
  EXPECT_TRUE(read_json<Json>("{\"a\": ").is_discarded());
}

}  // namespace
}  // namespace tandem