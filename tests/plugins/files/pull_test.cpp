// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support.hpp"

namespace tandem::test {
namespace {

class FilesPull : public ::testing::Test {
 protected:
  TempFolder folder;
  FakeHost host{folder.path()};
  std::string settings = "{}";

  Remote remote() { return Remote(files_entry(), host, settings); }
};

Names ids(const TestPage& page) {
  Names all;
  for (const TestRow& row : page.rows) all.push_back(row.kind == TANDEM_ROW_LIVE ? row.id : "!" + row.id);
  return all;
}

TEST_F(FilesPull, GivesTextValuesInTheOrderOfTheRequest) {
  folder.write("leads.csv", "\xEF\xBB\xBFid,name,origin\r\n7,\"Ann \"\"A\"\" Lee\",\r\n8,Bo,social\r\n");
  auto r = remote();
  const TestPage page = r.pull("leads", {"origin", "name", "gone"});
  ASSERT_EQ(page.status, TANDEM_OK) << page.call.message;
  ASSERT_EQ(ids(page), (Names{"7", "8"}));
  EXPECT_EQ(page.rows[0].kinds,
            (std::vector<std::uint16_t>{TANDEM_VALUE_NULL, TANDEM_VALUE_TEXT, TANDEM_VALUE_ABSENT}));
  EXPECT_EQ(page.rows[0].values[1], "Ann \"A\" Lee");
  EXPECT_EQ(page.rows[1].values[0], "social");
  EXPECT_EQ(page.rows[1].version.size(), 16u);
  EXPECT_FALSE(page.more);
  EXPECT_TRUE(page.complete);
}

TEST_F(FilesPull, BrokenRowsCarryTheirLineAndReasonAndTheOthersStillCome) {
  folder.write("leads.csv", "id,name\n1,a\n2\n3,c,d\n,e\n5,\"open\n6,\xff\n1,again\n\"7\nx\",ok\n9,z\n");
  auto r = remote();
  const TestPage page = r.pull("leads", {"name"}, "", true);
  ASSERT_EQ(page.status, TANDEM_OK);
  EXPECT_EQ(ids(page),
            (Names{"1", "!line 3", "!line 4", "!line 5", "!line 6", "!line 7", "!line 8", "7\nx", "9"}));
  EXPECT_EQ(page.rows[1].extra, "line 3: 1 fields where the header has 2");
  EXPECT_EQ(page.rows[3].extra, "line 5: the key is empty");
  EXPECT_EQ(page.rows[5].extra, "line 7: not valid UTF-8 text");
  EXPECT_EQ(page.rows[6].extra, "line 8: the key already stands on line 2");
  EXPECT_EQ(page.rows[1].kind, TANDEM_ROW_BROKEN);
  EXPECT_FALSE(page.complete);  // nobody knows whose the broken rows are: absence proves nothing
}

TEST_F(FilesPull, ADoubledKeyAloneLeavesTheScanComplete) {
  folder.write("leads.csv", "id\n1\n1\n2\n");
  auto r = remote();
  const TestPage page = r.pull("leads", {}, "", true);
  EXPECT_EQ(ids(page), (Names{"1", "!line 3", "2"}));
  EXPECT_TRUE(page.complete);
}

TEST_F(FilesPull, AnUnchangedFileCostsOneReadAndGivesNoRow) {
  folder.write("leads.csv", "id,name\n1,a\n2,b\n");
  auto r = remote();
  const TestPage first = r.pull("leads", {"name"});
  host.reads = 0;
  const TestPage second = r.pull("leads", {"name"}, first.cursor);
  EXPECT_EQ(host.reads, 1);
  EXPECT_TRUE(second.rows.empty());
  EXPECT_FALSE(second.more);
  EXPECT_FALSE(second.complete);
  EXPECT_EQ(second.cursor, first.cursor);

  EXPECT_EQ(r.pull("leads", {"name"}, first.cursor, true).rows.size(), 2u);  // full means full
  folder.write("leads.csv", "id,name\n1,a\n2,c\n");
  const TestPage third = r.pull("leads", {"name"}, first.cursor);
  EXPECT_EQ(third.rows.size(), 2u);
  EXPECT_FALSE(third.complete);
  EXPECT_NE(third.rows[1].version, first.rows[1].version);
  EXPECT_EQ(third.rows[0].version, first.rows[0].version);
}

TEST_F(FilesPull, OtherFieldsOrAnotherKeyColumnMakeTheFileNewAgain) {
  folder.write("leads.csv", "id,name\n1,a\n");
  auto r = remote();
  const TestPage first = r.pull("leads", {"name"});
  EXPECT_EQ(r.pull("leads", {"name", "id"}, first.cursor).rows.size(), 1u);
  settings = R"({"keys":{"leads":"name"}})";
  auto keyed = remote();
  EXPECT_EQ(ids(keyed.pull("leads", {"name"}, first.cursor)), (Names{"a"}));
}

std::string many(int rows, const std::string& mark) {
  std::string content = "id,name\n";
  for (int i = 0; i < rows; ++i) content += std::to_string(i) + "," + mark + std::to_string(i) + "\n";
  return content;
}

TEST_F(FilesPull, PagesOfAnySizeGiveTheSameRows) {
  folder.write("leads.csv", many(50, "n") + "3,again\n");
  auto r = remote();
  const TestPage whole = r.pull("leads", {"name"}, "", true);
  for (const std::uint32_t size : {1u, 7u, 25u, 51u, 100u}) {
    const TestPage paged = r.pull_all("leads", {"name"}, "", true, size);
    EXPECT_EQ(ids(paged), ids(whole)) << size;
    EXPECT_TRUE(paged.complete);
    EXPECT_EQ(paged.cursor, whole.cursor);
  }
}

TEST_F(FilesPull, AScanEndsInTheSnapshotItBeganWith) {
  folder.write("leads.csv", many(10, "old"));
  auto r = remote();
  TestPage page = r.pull("leads", {"name"}, "", true, 4);
  folder.write("leads.csv", many(10, "new"));
  page = r.pull("leads", {"name"}, page.cursor, true, 4);
  EXPECT_EQ(page.rows[0].values[0], "old4");
  page = r.pull("leads", {"name"}, page.cursor, true, 4);
  EXPECT_FALSE(page.more);
  const TestPage next = r.pull("leads", {"name"}, page.cursor);
  EXPECT_EQ(next.rows.size(), 10u);  // the change is found by the pull after it
}

TEST_F(FilesPull, AnotherInstanceGoesOnWithTheSameFileAndAsksForANewScanWithAnother) {
  folder.write("leads.csv", many(10, "n") + "2,again\n");
  TestPage begun;
  {
    auto r = remote();
    begun = r.pull("leads", {"name"}, "", true, 4);
  }
  auto r = remote();
  const TestPage rest = r.pull_all("leads", {"name"}, begun.cursor, true, 4);
  EXPECT_EQ(ids(rest), (Names{"4", "5", "6", "7", "8", "9", "!line 12"}));
  EXPECT_TRUE(rest.complete);

  folder.write("leads.csv", many(10, "m"));
  auto third = remote();
  const TestPage reset = third.pull("leads", {"name"}, begun.cursor, true, 4);
  EXPECT_NE(reset.status, TANDEM_OK);
  EXPECT_EQ(reset.call.error_class, TANDEM_CLASS_RESET);
}

TEST_F(FilesPull, APageAskedForTwiceGivesTheSameRowsAlsoAfterARefusal) {
  folder.write("leads.csv", many(10, "n"));
  auto r = remote();
  const TestPage first = r.pull("leads", {"name"}, "", true, 4);
  const TestPage second = r.pull("leads", {"name"}, first.cursor, true, 4);
  const TestPage again = r.pull("leads", {"name"}, first.cursor, true, 4);
  EXPECT_EQ(ids(again), ids(second));
  EXPECT_EQ(again.cursor, second.cursor);
  r.refuse_rows = true;
  EXPECT_EQ(r.pull("leads", {"name"}, again.cursor, true, 4).status, TANDEM_BUSY);
  r.refuse_rows = false;
  EXPECT_EQ(ids(r.pull("leads", {"name"}, again.cursor, true, 4)), (Names{"8", "9"}));
}

TEST_F(FilesPull, AForeignOrDamagedCursorAsksForANewScan) {
  folder.write("leads.csv", many(3, "n"));
  auto r = remote();
  const std::string good = r.pull("leads", {"name"}, "", true, 1).cursor;
  for (std::string bad : {std::string("garbage"), std::string("1:w:abc:x:1:1"), std::string(":::::"),
                          good + "9", good.substr(0, good.size() - 2), "2" + good.substr(1)}) {
    const TestPage page = r.pull("leads", {"name"}, bad, true, 1);
    EXPECT_NE(page.status, TANDEM_OK) << bad;
    EXPECT_EQ(page.call.error_class, TANDEM_CLASS_RESET) << bad;
  }
}

TEST_F(FilesPull, WhatCannotBeAFileOfRecordsFailsAndIsNeverEmpty) {
  folder.write("empty.csv", "");
  folder.write("twice.csv", "id,a,a\n");
  folder.write("nokey.csv", "a,b\n1,2\n");
  folder.write("open.csv", "id,\"a\n1,2\n");
  auto r = remote();
  for (const char* type : {"empty", "twice", "nokey", "open", "missing", "../leads", ""}) {
    const TestPage page = r.pull(type, {"a"}, "", true);
    EXPECT_NE(page.status, TANDEM_OK) << type;
    EXPECT_FALSE(page.ended) << type;
    EXPECT_FALSE(page.call.message.empty()) << type;
  }
  EXPECT_EQ(r.pull("missing", {}).call.error_class, TANDEM_CLASS_NOT_FOUND);
}

TEST_F(FilesPull, AMissingHostServiceIsUnsupported) {
  folder.write("leads.csv", "id\n");
  auto r = remote();
  host.offer_services = false;
  EXPECT_EQ(r.pull("leads", {}).status, TANDEM_UNSUPPORTED);
}

TEST_F(FilesPull, JsonLinesKeepKindsAndDigits) {
  folder.write("deals.jsonl",
               "{\"id\":1,\"amount\":10.50,\"won\":true,\"tags\":[1,2],\"who\":\"\\u00e9\",\"x\":null}\n"
               "\n"
               "{\"id\":\"b\"}\n"
               "{\"id\":\"\"}\n{\"id\":[]}\nnonsense\n{\"id\":1}\n{\"id\":\"c\",\"x\":1,\"x\":2}\n");
  auto r = remote();
  const TestPage page = r.pull("deals", {"amount", "won", "tags", "who", "x"}, "", true);
  ASSERT_EQ(page.status, TANDEM_OK);
  EXPECT_EQ(ids(page), (Names{"1", "b", "!line 4", "!line 5", "!line 6", "!line 7", "!line 8"}));
  EXPECT_EQ(page.rows[0].kinds,
            (std::vector<std::uint16_t>{TANDEM_VALUE_DECIMAL, TANDEM_VALUE_BOOL, TANDEM_VALUE_JSON,
                                        TANDEM_VALUE_TEXT, TANDEM_VALUE_NULL}));
  EXPECT_EQ(page.rows[0].values, (Names{"10.50", "true", "[1,2]", "\xc3\xa9", ""}));
  EXPECT_EQ(page.rows[1].kinds[0], TANDEM_VALUE_NULL);  // a line is the whole record
  EXPECT_EQ(page.rows[4].extra, "line 6: not a JSON object");
}

TEST_F(FilesPull, OtherDelimiterAndKeyColumn) {
  settings = R"({"delimiter":";","keys":{"leads":"mail"}})";
  folder.write("leads.csv", "name;mail\na,b;x@y\n");
  auto r = remote();
  const TestPage page = r.pull("leads", {"name"});
  ASSERT_EQ(ids(page), (Names{"x@y"}));
  EXPECT_EQ(page.rows[0].values[0], "a,b");
}

TEST_F(FilesPull, GetGivesRowsByIdAndPurgedForTheRest) {
  folder.write("leads.csv", "id,name\n1,a\n2,b\n2,c\n3,d\n");
  auto r = remote();
  const TestPage page = r.get("leads", {"2", "9"}, {"name"});
  ASSERT_EQ(page.rows.size(), 2u);
  EXPECT_EQ(page.rows[0].values[0], "b");
  EXPECT_EQ(page.rows[1].kind, TANDEM_ROW_PURGED);
  EXPECT_EQ(page.rows[1].id, "9");
}

TEST_F(FilesPull, GetClaimsNoAbsenceWhileALineCannotBeRead) {
  folder.write("leads.csv", "id,name\n1,a\n9\n");
  auto r = remote();
  const TestPage page = r.get("leads", {"9"}, {"name"});
  ASSERT_EQ(page.rows.size(), 1u);
  EXPECT_EQ(page.rows[0].kind, TANDEM_ROW_BROKEN);
}

TEST_F(FilesPull, FindLooksInAnyColumn) {
  folder.write("leads.csv", "id,tandem_id,name\n1,t1,a\n2,t2,b\n3,,c\n");
  auto r = remote();
  const TestPage page = r.find("leads", "tandem_id", {"t2", "t9", ""}, {"name"});
  ASSERT_EQ(ids(page), (Names{"2"}));
  EXPECT_EQ(page.rows[0].values, (Names{"b"}));
  EXPECT_NE(r.find("leads", "nope", {"x"}, {}).status, TANDEM_OK);
}

TEST_F(FilesPull, ACancelledPullStops) {
  folder.write("leads.csv", many(5000, "n"));
  auto r = remote();
  r.cancel_calls = true;
  const TestPage page = r.pull("leads", {"name"}, "", true, 5000);
  EXPECT_EQ(page.status, TANDEM_CANCELLED);
  EXPECT_LT(page.rows.size(), 5000u);
}

}  // namespace
}  // namespace tandem::test
