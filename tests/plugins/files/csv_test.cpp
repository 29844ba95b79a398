// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <random>
#include <tandem/cpp/csv.hpp>
#include <tandem/cpp/utf8.hpp>

namespace tandem::files {
namespace {

struct Parsed {
  std::vector<std::string> fields;
  std::uint64_t line;
  std::string problem;
  bool operator==(const Parsed& other) const {
    return fields == other.fields && line == other.line && problem == other.problem;
  }
};

std::vector<Parsed> parse(std::string_view content, char delimiter = ',') {
  std::vector<Parsed> all;
  csv::Scanner scanner(content, delimiter, csv::Position{});
  while (scanner.next()) {
    Parsed record{{}, scanner.start().line, scanner.problem() ? scanner.problem() : ""};
    for (const csv::Field& field : scanner.fields()) record.fields.push_back(field.text());
    all.push_back(record);
  }
  return all;
}

using Fields = std::vector<std::string>;

TEST(Csv, SplitsPlainLinesWithEitherLineEndAndWithoutTheLast) {
  const auto records = parse("a,b\r\nc,\n,d");
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].fields, (Fields{"a", "b"}));
  EXPECT_EQ(records[1].fields, (Fields{"c", ""}));
  EXPECT_EQ(records[2].fields, (Fields{"", "d"}));
  EXPECT_EQ(records[2].line, 3u);
}

TEST(Csv, QuotedFieldsHoldDelimitersQuotesAndLineEnds) {
  const auto records = parse("\"a,1\",\"say \"\"hi\"\"\"\r\n\"two\r\nlines\",x\nlast,y\n");
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].fields, (Fields{"a,1", "say \"hi\""}));
  EXPECT_EQ(records[1].fields, (Fields{"two\r\nlines", "x"}));
  EXPECT_EQ(records[2].fields, (Fields{"last", "y"}));
  EXPECT_EQ(records[2].line, 4u);
}

TEST(Csv, QuotedAndPlainFieldsEndAlikeAtTheEndOfTheFile) {
  EXPECT_EQ(parse("\"a\",")[0].fields, (Fields{"a", ""}));
  EXPECT_EQ(parse("\"a\",b\r")[0].fields, (Fields{"a", "b"}));
  EXPECT_EQ(parse("\"a\"\r\n\"b\"").size(), 2u);
}

TEST(Csv, QuoteInsideAnUnquotedFieldIsAnOrdinaryCharacter) {
  EXPECT_EQ(parse("5\" disk,x\n")[0].fields, (Fields{"5\" disk", "x"}));
}

TEST(Csv, OtherDelimiters) {
  EXPECT_EQ(parse("a,1;\"b;2\"\n", ';')[0].fields, (Fields{"a,1", "b;2"}));
  EXPECT_EQ(parse("a\tb\n", '\t')[0].fields, (Fields{"a", "b"}));
}

TEST(Csv, BlankLinesArePassedOverAndCounted) {
  const auto records = parse("\n\r\na\n\nb\n");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].line, 3u);
  EXPECT_EQ(records[1].line, 5u);
}

TEST(Csv, AQuoteThatIsNeverClosedCostsItsLineOnly) {
  const auto records = parse("1,\"open\n2,b\n3,c\n");
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].problem, "a quote is never closed");
  EXPECT_EQ(records[1].fields, (Fields{"2", "b"}));
  EXPECT_EQ(records[2].fields, (Fields{"3", "c"}));
}

TEST(Csv, AQuoteClosedByALaterRecordsQuoteCostsItsLineOnly) {
  const auto records = parse("1,\"open\n2,\"b\"\n3,c\n");
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].problem, "text follows a closing quote");
  EXPECT_EQ(records[1].fields, (Fields{"2", "b"}));
  EXPECT_EQ(records[2].line, 3u);
}

TEST(Csv, InvalidUtf8AndNulAreProblemsOfTheirRecord) {
  const auto records = parse(std::string_view("a,\xff\nb,\xc0\xaf\nc,\0\nd,\xc3\xa9\n", 18));
  ASSERT_EQ(records.size(), 4u);
  EXPECT_NE(records[0].problem, "");
  EXPECT_NE(records[1].problem, "");
  EXPECT_NE(records[2].problem, "");
  EXPECT_EQ(records[3].fields, (Fields{"d", "\xc3\xa9"}));
}

TEST(Csv, Utf8EdgesAgreeWithTheStandard) {
  EXPECT_TRUE(utf8::is_text("\xF4\x8F\xBF\xBF 01234567 \xE2\x82\xAC"));
  EXPECT_FALSE(utf8::is_text("\xF4\x90\x80\x80"));  // above U+10FFFF
  EXPECT_FALSE(utf8::is_text("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(utf8::is_text("\xE0\x80\x80"));      // overlong
  EXPECT_FALSE(utf8::is_text("abcdefg\xE2\x82"));   // cut off
}

/// Text made of what is hard: quotes, delimiters, line ends, blanks, letters outside ASCII.
std::string hard_text(std::mt19937& random) {
  static const std::vector<std::string> pieces{"\"", ",", "\n",       "\r\n", "\r",
                                               " ",  "a", "\xc3\xa9", "\"\"", ";"};
  std::string text;
  for (auto n = random() % 6; n > 0; --n) text += pieces[random() % pieces.size()];
  return text;
}

TEST(CsvProperty, WhatIsWrittenIsReadBack) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::vector<Fields> rows;
    std::string content;
    for (auto r = 1 + random() % 4; r > 0; --r) {
      Fields row{"k"};  // never a blank line
      for (auto f = random() % 4; f > 0; --f) row.push_back(hard_text(random));
      for (std::size_t f = 0; f < row.size(); ++f) content += (f ? "," : "") + csv::field_text(row[f], ',');
      content += random() % 2 ? "\n" : "\r\n";
      rows.push_back(row);
    }
    const auto records = parse(content);
    ASSERT_EQ(records.size(), rows.size()) << content;
    for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(records[i].fields, rows[i]) << content;
  }
}

TEST(CsvProperty, AnyBytesAreCoveredOnceAndInOrder) {
  std::mt19937 random(11);
  const std::string alphabet("\",\n\r ab;\xc3\xff\0", 11);
  for (int round = 0; round < 20000; ++round) {
    std::string content;
    for (auto n = random() % 60; n > 0; --n) content += alphabet[random() % alphabet.size()];
    csv::Scanner scanner(content, ',', csv::Position{});
    std::size_t at = 0;
    std::uint64_t line = 1;
    while (scanner.next()) {
      const std::string_view skipped = std::string_view(content).substr(at, scanner.start().offset - at);
      ASSERT_EQ(skipped.find_first_not_of("\r\n"), std::string_view::npos);
      ASSERT_GT(scanner.end().offset, scanner.start().offset);
      line += static_cast<std::uint64_t>(std::count(skipped.begin(), skipped.end(), '\n'));
      ASSERT_EQ(scanner.start().line, line);
      ASSERT_TRUE(scanner.problem() || !scanner.fields().empty());
      const std::string_view raw = scanner.raw();
      line += static_cast<std::uint64_t>(std::count(raw.begin(), raw.end(), '\n'));
      at = scanner.end().offset;
      // Starting over at a record's end finds the same as going on.
      csv::Scanner again(content, ',', scanner.end());
      csv::Scanner onward = scanner;
      const bool any = again.next();
      ASSERT_EQ(any, onward.next());
      if (any) {
        ASSERT_EQ(again.raw(), onward.raw());
      }
    }
    ASSERT_EQ(content.find_first_not_of("\r\n", at), std::string::npos);
  }
}

TEST(CsvProperty, ManyStrayQuotesTakeLinearTime) {
  std::string content;
  for (int i = 0; i < 200'000; ++i) content += i % 2 ? "\"\"\"\"\"x\n" : "\"a\"\"\n";
  EXPECT_GT(parse(content).size(), 0u);  // quadratic work would outlast the test's time limit
}

}  // namespace
}  // namespace tandem::files
