// SPDX-License-Identifier: Apache-2.0
#include "json_line.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "json_table.hpp"
#include "value_text.hpp"

namespace tandem::files {
namespace {

TEST(JsonLine, KeepsTheDigitsOfNumbersAndTheBytesOfNestedValues) {
  JsonObject object;
  ASSERT_TRUE(
      object.parse(R"( {"a": 1.50, "b":[1, {"c":2}], "d":true,"e":null,"f":"x\u00e9\ud83d\ude00"} )"));
  const auto& members = object.members();
  ASSERT_EQ(members.size(), 5u);
  EXPECT_EQ(members[0].raw, "1.50");
  EXPECT_EQ(members[0].kind, JsonKind::number);
  EXPECT_EQ(members[1].raw, R"([1, {"c":2}])");
  EXPECT_EQ(members[2].kind, JsonKind::boolean);
  EXPECT_EQ(members[3].kind, JsonKind::null);
  EXPECT_TRUE(members[4].escaped);
  const auto raw = members[4].raw;
  EXPECT_EQ(json_unescape(raw.substr(1, raw.size() - 2)), "x\xc3\xa9\xf0\x9f\x98\x80");
}

TEST(JsonLine, RefusesWhatIsNoObject) {
  JsonObject object;
  for (const char* bad :
       {"", "[]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{'a':1}", "{\"a\":01}", "{\"a\":1}x",
        "{\"a\":\"\\ud800\"}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\x01\"}", "{\"a\":\"\xff\"}", "{\"a\":+1}",
        "{\"a\":.5}", "{\"a\":1.}", "{\"a\":nul}", "{\"a\":\"x}"}) {
    EXPECT_FALSE(object.parse(bad)) << bad;
    EXPECT_NE(object.problem(), nullptr);
  }
}

TEST(JsonLine, NestingHasALimitAndNoDeepRecursion) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(is_json(nested(60)));
  EXPECT_FALSE(is_json(nested(100'000)));
}

TEST(JsonLine, NamesAreComparedByMeaning) {
  JsonObject object;
  ASSERT_TRUE(object.parse(R"({"\u0061":1,"b":2,"a":3})"));
  const JsonMember* found = nullptr;
  EXPECT_EQ(object.count("a", found), 2u);
  EXPECT_EQ(found->raw, "1");
  EXPECT_EQ(object.count("z", found), 0u);
  EXPECT_EQ(found, nullptr);
}

TEST(JsonLineProperty, AgreesWithAnotherParserOnDamagedDocuments) {
  std::mt19937 random(3);
  const std::string seed = R"({"a":[1,-0.5e+3,{"b":"x\n\u00e9\ud83d\ude00"}],"c":true,"d":null,"e":""})";
  const std::string alphabet = "{}[]\",:\\u0d8e19.-+tn \xc3\xa9\x01";
  int good = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string text = seed;
    for (auto n = random() % 3; n > 0; --n) {
      const std::size_t at = random() % text.size();
      if (random() % 2) {
        text[at] = alphabet[random() % alphabet.size()];
      } else {
        text.erase(at, 1 + random() % 3);
      }
    }
    const bool theirs = nlohmann::json::accept(text) && text.find("\\u0000") == text.npos;
    ASSERT_EQ(is_json(text), theirs) << text;
    good += theirs ? 1 : 0;
  }
  EXPECT_GT(good, 1000);
}

TEST(JsonLineProperty, StringsAreReadBack) {
  std::mt19937 random(5);
  const std::vector<std::string> pieces{"\"", "\\", "\n", "\t", "\x1f", "a", "\xc3\xa9", "\xf0\x9f\x98\x80",
                                        "/"};
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (auto n = random() % 8; n > 0; --n) text += pieces[random() % pieces.size()];
    const std::string json = json_string(text);
    ASSERT_EQ(nlohmann::json::parse(json).get<std::string>(), text);
    ASSERT_EQ(json_unescape(std::string_view(json).substr(1, json.size() - 2)), text);
  }
}

TEST(JsonTable, ChangingAMemberKeepsTheBytesOfTheOthers) {
  const JsonTable table("", "id");
  const std::string line = "{ \"id\" : 7, \"price\": 1.50 , \"x\":\"\\u0061\" }\r\n";
  EXPECT_EQ(table.changed(line, {{"price", adapter::decimal_value("2.00")}}),
            "{ \"id\" : 7, \"price\": 2.00 , \"x\":\"\\u0061\" }\r\n");
  EXPECT_EQ(table.changed(line, {{"x", adapter::text_value("a")}}), line);  // the same text, other spelling
  EXPECT_EQ(table.changed(line, {{"new", adapter::bool_value(true)}}),
            "{ \"id\" : 7, \"price\": 1.50 , \"x\":\"\\u0061\" ,\"new\":true}\r\n");
  EXPECT_EQ(table.changed("{}", {{"a", adapter::text_value("b\n")}}), "{\"a\":\"b\\n\"}");
}

TEST(ValueText, WritesEveryKind) {
  EXPECT_EQ(cell_text("f", adapter::date_value(0)), "1970-01-01");
  EXPECT_EQ(cell_text("f", adapter::date_value(-719528)), "0000-01-01");
  EXPECT_EQ(cell_text("f", adapter::date_value(11016)), "2000-02-29");
  EXPECT_EQ(cell_text("f", adapter::instant_value(1519675080000000, TANDEM_GRAIN_MINUTE)),
            "2018-02-26T19:58:00Z");
  EXPECT_EQ(cell_text("f", adapter::instant_value(-1, TANDEM_GRAIN_MICROSECOND)),
            "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(cell_text("f", adapter::instant_value(1500, TANDEM_GRAIN_MILLISECOND)),
            "1970-01-01T00:00:00.001Z");
  EXPECT_EQ(cell_text("f", adapter::int_value(-5)), "-5");
  EXPECT_EQ(cell_text("f", adapter::double_value(0.1)), "0.1");
  EXPECT_EQ(cell_text("f", adapter::null_value()), "");
  EXPECT_EQ(json_text("f", adapter::decimal_value("1.50")), "1.50");
  EXPECT_EQ(json_text("f", adapter::decimal_value("+1")), "\"+1\"");
  EXPECT_EQ(json_text("f", adapter::json_value("{\n\"a\":1}")), "{ \"a\":1}");
  EXPECT_THROW(cell_text("f", adapter::bytes_value(TANDEM_VALUE_BYTES, "x")), FieldRefused);
  EXPECT_THROW(cell_text("f", adapter::text_value("\xff")), FieldRefused);
  EXPECT_THROW(json_text("f", adapter::json_value("{")), FieldRefused);
}

}  // namespace
}  // namespace tandem::files
