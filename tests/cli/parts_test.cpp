// SPDX-License-Identifier: Apache-2.0
// What the command reads and writes, without a store.
#include <gtest/gtest.h>

#include <sstream>

#include "csv.hpp"
#include "exit_codes.hpp"
#include "input.hpp"
#include "print.hpp"
#include "sync_summary.hpp"
#include "terminal.hpp"

namespace tandem::cli {
namespace {

using Row = std::vector<std::string>;

std::vector<Row> read_csv(std::string_view text) {
  CsvReader reader(text);
  std::vector<Row> rows;
  for (Row row; reader.next(row);) rows.push_back(row);
  return rows;
}

TEST(Csv, QuotesCommasAndLineBreaksInsideFields) {
  EXPECT_EQ(read_csv("a,b\r\n\"x, \"\"y\"\"\nz\",2\r\n"),
            (std::vector<Row>{{"a", "b"}, {"x, \"y\"\nz", "2"}}));
}

TEST(Csv, ByteOrderMarkSemicolonsBlankLinesAndNoLastBreak) {
  EXPECT_EQ(read_csv("\xef\xbb\xbf"
                     "a;b\n\n1,5;\n;2"),
            (std::vector<Row>{{"a", "b"}, {"1,5", ""}, {"", "2"}}));
}

TEST(Csv, AnOpenQuoteNamesItsLine) {
  try {
    read_csv("a\n1\n\"open\n");
    FAIL() << "no problem was told";
  } catch (const Problem& problem) {
    EXPECT_NE(std::string(problem.what()).find("line 3"), std::string::npos) << problem.what();
    EXPECT_EQ(problem.exit_code(), kInvalid);
  }
}

TEST(Instant, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parse_instant("1970-01-01"), 0);
  EXPECT_EQ(parse_instant("1970-01-02T00:00"), 86'400'000'000);
  EXPECT_EQ(parse_instant("1970-01-01T02:00:01.5+02:00"), 1'500'000);
  EXPECT_EQ(parse_instant("1970-01-01 00:00:00Z"), 0);
  EXPECT_EQ(parse_instant("-5"), -5);
  for (const char* wrong :
       {"", "yesterday", "2026-02-30", "2026-01-01T25:00", "2026-01-01T10:00+2", "2026-1-1"}) {
    EXPECT_EQ(parse_instant(wrong), std::nullopt) << wrong;
  }
}

TEST(Instant, IsWrittenAsItIsRead) {
  for (const char* text :
       {"2026-03-01T10:00:00Z", "1969-12-31T23:59:59.999999Z", "2026-03-01T10:00:00.25Z"}) {
    EXPECT_EQ(instant_text(*parse_instant(text)), text);
  }
}

TEST(Values, TheCatalogueTypeDecidesWhatALookAlikeIs) {
  EXPECT_EQ(typed_value("text", "42"), Json("42"));
  EXPECT_EQ(typed_value("decimal", "12.50"), Json("12.50"));
  EXPECT_EQ(typed_value("text", "null"), Json(nullptr));
  EXPECT_EQ(typed_value("text", "\"null\""), Json("null"));
  EXPECT_EQ(typed_value("integer", "42"), Json(42));
  EXPECT_EQ(typed_value("instant", "1970-01-01T00:00:01Z"), Json(1'000'000));
  EXPECT_EQ(typed_value("", "true"), Json(true));
  EXPECT_EQ(typed_value("", "plain words"), Json("plain words"));
}

TEST(Values, PairsKeepLaterSignsAndRefuseWhatIsNone) {
  EXPECT_EQ(pairs({"a=1", "b=x=y"}), Json({{"a", 1}, {"b", "x=y"}}));
  EXPECT_THROW(pairs({"lonely"}), UsageProblem);
  EXPECT_THROW(pairs({"=1"}), UsageProblem);
}

TEST(Values, CsvBecomesDocumentsAndEmptyCellsAreNotGiven) {
  const TypeOf types = [](std::string_view name) { return name == "score" ? "integer" : "text"; };
  EXPECT_EQ(documents_of("name,score,phone\nAda,7,0123\nBob,,\n", types),
            "{\"name\":\"Ada\",\"score\":7,\"phone\":\"0123\"}\n{\"name\":\"Bob\"}\n");
  EXPECT_EQ(documents_of("{\"a\":1}\n{\"a\":2}\n", types), "{\"a\":1}\n{\"a\":2}\n");
  EXPECT_THROW(documents_of("a,b\n1\n", types), Problem);
  std::vector<std::string> left_out;
  EXPECT_EQ(documents_of("a,b\n1\n2,3\n", types, &left_out), "{\"a\":\"2\",\"b\":\"3\"}\n");
  ASSERT_EQ(left_out.size(), 1U);
  EXPECT_NE(left_out[0].find("line 2"), std::string::npos);
}

TEST(Values, MarkedArgumentsComeBackWhole) {
  char program[] = "tandem", list[] = "[1,2]", plain[] = "x";
  char* arguments[] = {program, list, plain};
  const auto marked = mark_json_arguments(3, arguments);
  EXPECT_NE(marked[0], "[1,2]");
  EXPECT_EQ(unmarked(marked[0]), "[1,2]");
  EXPECT_EQ(unmarked(marked[1]), "x");
}

TEST(Terminal, HostileTextIsShownAndNotObeyed) {
  EXPECT_EQ(escape_controls("a\x1b[2Jb\r\n\x7f"), "a\\x1b[2Jb\\r\\n\\x7f");
  EXPECT_EQ(escape_controls("\xc2\x9b"
                            "31m"),
            "\\x9b31m");  // CSI as one C1 character
  EXPECT_EQ(escape_controls("\xe2\x80\xae"
                            "abc"),
            "\\u202eabc");                               // right-to-left override
  EXPECT_EQ(escape_controls("\xff\xc3"), "\\xff\\xc3");  // no UTF-8
  EXPECT_EQ(escape_controls("\xc0\x9b"), "\\xc0\\x9b");  // overlong
  EXPECT_EQ(escape_controls("Zoë 日本 😀"), "Zoë 日本 😀");
}

TEST(Terminal, CutsByCodePoints) {
  EXPECT_EQ(cut("Zoë", 3), "Zoë");
  EXPECT_EQ(cut("Zoëlla", 4), "Zoë…");
  EXPECT_EQ(display_width("Zoë…"), 4U);
}

TEST(Table, ColumnsAlignAndNumbersStandRight) {
  std::ostringstream out;
  TableWriter writer(out, Format::table, {"name", "n"}, 0);
  writer.add({{"Zoë"}, {"7", true}});
  writer.add({{"Al\n"}, {"1234", true}});
  writer.finish();
  EXPECT_EQ(out.str(), "name  n\n----  ----\nZoë      7\nAl\\n  1234\n");
}

TEST(Table, IsCutToTheTerminalAndSaysWhenEmpty) {
  std::ostringstream out;
  TableWriter writer(out, Format::table, {"text", "id"}, 20);
  writer.add({{std::string(50, 'x')}, {"12", true}});
  writer.finish();
  EXPECT_NE(out.str().find("xxxxxxxxxxxxxxx…  12\n"), std::string::npos) << out.str();
  std::ostringstream empty;
  TableWriter(empty, Format::table, {"a"}, 0).finish("no leads");
  EXPECT_EQ(empty.str(), "no leads\n");
}

TEST(Table, CsvIsRfc4180WithTheDataAsItIs) {
  std::ostringstream out;
  TableWriter writer(out, Format::csv, {"a", "b"}, 0);
  writer.add({{"x,\"y\""}, {"=1+1"}});
  writer.finish();
  EXPECT_EQ(out.str(), "a,b\r\n\"x,\"\"y\"\"\",=1+1\r\n");
}

TEST(Table, ObjectsShowInstantsAndFlatParts) {
  std::ostringstream out;
  print_objects(out, Json::parse(R"([{"b": 1, "started_at": 0, "counts": {"new": 2, "same": 0}}])"),
                Format::csv, {"started_at"}, "");
  EXPECT_EQ(out.str(), "started_at,b,counts\r\n1970-01-01T00:00:00Z,1,\"new 2, same 0\"\r\n");
}

TEST(Summary, ShowsWhatTheAdapterCountedAndOnlyThen) {
  Json report = {{"connection", "crm"}, {"outcome", "done"}, {"pulled", 2}, {"created", 2}};
  std::ostringstream plain;
  print_summary(plain, report);
  EXPECT_EQ(plain.str(), "crm: done\n  read 2 rows: 2 new\n  nothing to send\n");
  report["adapter_counters"] = {{"crm.sign_ins", 1}, {"crm.waits", 3}};
  std::ostringstream counted;
  print_summary(counted, report);
  EXPECT_EQ(counted.str(), plain.str() + "  crm.sign_ins: 1\n  crm.waits: 3\n");
}

TEST(ExitCodes, EveryStatusHasOneAndOnlySuccessIsZero) {
  for (tandem_status status = TANDEM_INVALID_ARGUMENT; status <= TANDEM_INTERNAL + 5; ++status) {
    EXPECT_GE(exit_code(status), kNotFound) << status;
    EXPECT_LE(exit_code(status), kOutOfSpace) << status;
    EXPECT_STRNE(fallback_advice(status), "") << status;
  }
  EXPECT_EQ(exit_code(TANDEM_OK), kDone);
  EXPECT_EQ(exit_code(TANDEM_NEEDS_UPGRADE), kStoreFile);
  EXPECT_EQ(exit_code(TANDEM_CANCELLED), kCancelled);
}

TEST(Problems, AreTwoLinesAndOneOfJson) {
  std::ostringstream out;
  Problem(TANDEM_CONFLICT, "moved\x1b", "read it again").print(out, true);
  std::istringstream lines(out.str());
  std::string first, second, third;
  std::getline(lines, first);
  std::getline(lines, second);
  std::getline(lines, third);
  EXPECT_EQ(first, "error: moved\\x1b");
  EXPECT_EQ(second, "  next: read it again");
  EXPECT_EQ(Json::parse(third)["exit_code"], kConflict);
}

}  // namespace
}  // namespace tandem::cli
