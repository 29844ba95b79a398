// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support.hpp"

namespace tandem::test {
namespace {

class FilesPush : public ::testing::Test {
 protected:
  TempFolder folder;
  FakeHost host{folder.path()};
  std::string settings = "{}";

  TestPush push(const Names& fields, const std::vector<TestItem>& items, const std::string& type = "leads") {
    Remote remote(files_entry(), host, settings);
    remote.cancel_calls = cancelled;
    return remote.push(type, fields, items);
  }
  bool cancelled = false;
};

tandem_value absent() { return tandem_value{TANDEM_VALUE_ABSENT, 0, 0, {0}}; }
TestItem create(const std::string& idem, std::vector<tandem_value> values) {
  return {TANDEM_PUSH_CREATE, "", idem, "", std::move(values)};
}
TestItem update(const std::string& id, std::vector<tandem_value> values, const std::string& version = {}) {
  return {TANDEM_PUSH_UPDATE, id, "", version, std::move(values)};
}
TestItem removal(const std::string& id) { return {TANDEM_PUSH_DELETE, id, "", "", {}}; }

TEST_F(FilesPush, OneReadAndOneReplaceForAWholeBatchThatKeepsWhatItDoesNotKnow) {
  folder.write("leads.csv",
               "\xEF\xBB\xBFid,name,\"extra, col\"\r\n1,\"a\",  x \r\n2,b,\"two\r\nlines\"\r\n"
               "broken\r\n3,c,\xff\r\n4,d,y");
  const TestPush done = push({"name"}, {update("2", {text("say \"hi\", you")}), removal("4"),
                                        create("0198-id", {text("new")}), update("1", {absent()})});
  ASSERT_EQ(done.status, TANDEM_OK) << done.call.message;
  EXPECT_EQ(
      folder.read("leads.csv"),
      "\xEF\xBB\xBFid,name,\"extra, col\"\r\n1,\"a\",  x \r\n2,\"say \"\"hi\"\", you\",\"two\r\nlines\"\r\n"
      "broken\r\n3,c,\xff\r\n0198-id,new,\r\n");
  for (const TestResult& result : done.results)
    EXPECT_EQ(result.error_class, TANDEM_CLASS_NONE) << result.message;
  EXPECT_EQ(done.results[2].id, "0198-id");
  EXPECT_EQ(host.reads, 1);
  EXPECT_EQ(host.replaces, 1);
}

TEST_F(FilesPush, ARowIsAppendedOnItsOwnLine) {
  folder.write("leads.csv", "id,name\n1,a");
  push({"name"}, {create("k", {text("b")})});
  EXPECT_EQ(folder.read("leads.csv"), "id,name\n1,a\nk,b\n");
}

TEST_F(FilesPush, NullClearsAndNothingChangedWritesNothing) {
  folder.write("leads.csv", "id,name\n1,\"a\"\n2,b\n");
  EXPECT_EQ(push({"name"}, {update("1", {text("a")})}).results[0].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(host.replaces, 0);
  push({"name"}, {update("2", {null()})});
  EXPECT_EQ(folder.read("leads.csv"), "id,name\n1,\"a\"\n2,\n");
}

TEST_F(FilesPush, ARepeatedCreateDoesNotDouble) {
  folder.write("leads.csv", "id,name\n");
  const auto once = push({"name"}, {create("k1", {text("a")})});
  const std::string content = folder.read("leads.csv");
  const auto twice = push({"name"}, {create("k1", {text("a")})});
  EXPECT_EQ(twice.results[0].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(twice.results[0].id, once.results[0].id);
  EXPECT_EQ(twice.results[0].version, once.results[0].version);
  EXPECT_EQ(folder.read("leads.csv"), content);
  const auto same_batch = push({"name"}, {create("k2", {text("a")}), create("k2", {text("a")})});
  EXPECT_EQ(same_batch.results[1].id, "k2");
  EXPECT_EQ(folder.read("leads.csv"), content + "k2,a\n");
}

TEST_F(FilesPush, TheExternalIdColumnFindsARepeatedCreateUnderAnotherKey) {
  folder.write("leads.csv", "id,tandem_id,name\n5,,old\n");
  const auto once = push({"id", "name"}, {create("t1", {text("77"), text("a")})});
  EXPECT_EQ(once.results[0].id, "77");
  EXPECT_EQ(folder.read("leads.csv"), "id,tandem_id,name\n5,,old\n77,t1,a\n");
  const auto twice = push({"id", "name"}, {create("t1", {text("78"), text("b")})});
  EXPECT_EQ(twice.results[0].id, "77");
  const auto other = push({"id", "name"}, {create("t2", {text("5"), text("x")})});
  EXPECT_EQ(other.results[0].error_class, TANDEM_CLASS_DUPLICATE);
  EXPECT_EQ(other.results[0].id, "5");
  EXPECT_EQ(folder.read("leads.csv"), "id,tandem_id,name\n5,,old\n77,t1,a\n");
}

TEST_F(FilesPush, AGivenKeyThatIsTakenIsADuplicateUnlessAllIsThereAlready) {
  folder.write("leads.csv", "id,name\n");
  push({"id", "name"}, {create("t", {text("5"), text("a")})});
  EXPECT_EQ(push({"id", "name"}, {create("t", {text("5"), text("a")})}).results[0].error_class,
            TANDEM_CLASS_NONE);
  EXPECT_EQ(push({"id", "name"}, {create("t", {text("5"), text("b")})}).results[0].error_class,
            TANDEM_CLASS_DUPLICATE);
  EXPECT_EQ(folder.read("leads.csv"), "id,name\n5,a\n");
}

TEST_F(FilesPush, ABadItemIsRefusedAloneWithItsField) {
  folder.write("leads.csv", "id,name\n1,a\n2,b\n");
  const auto done =
      push({"name", "nope", "id"},
           {update("1", {text("x"), text("y"), absent()}), update("2", {text("\xff"), absent(), absent()}),
            update("2", {absent(), absent(), text("3")}), update("9", {text("x"), absent(), absent()}),
            create("", {text("x"), absent(), absent()}), removal("8"),
            update("2", {text("good"), absent(), text("2")})});
  ASSERT_EQ(done.status, TANDEM_OK);
  EXPECT_EQ(done.results[0].error_class, TANDEM_CLASS_INVALID);
  EXPECT_EQ(done.results[0].field, "nope");
  EXPECT_EQ(done.results[1].error_class, TANDEM_CLASS_INVALID);
  EXPECT_EQ(done.results[1].field, "name");
  EXPECT_EQ(done.results[2].field, "id");
  EXPECT_EQ(done.results[3].error_class, TANDEM_CLASS_GONE);
  EXPECT_EQ(done.results[4].field, "id");
  EXPECT_EQ(done.results[5].error_class, TANDEM_CLASS_GONE);
  EXPECT_EQ(done.results[6].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(folder.read("leads.csv"), "id,name\n1,a\n2,good\n");
}

TEST_F(FilesPush, AnExpectedVersionGuardsTheRecord) {
  folder.write("leads.csv", "id,name\n1,a\n2,b\n");
  Remote remote(files_entry(), host, "{}");
  const TestPage page = remote.pull("leads", {"name"});
  folder.write("leads.csv", "id,name\n1,a\n2,elsewhere\n");
  const auto done = remote.push(
      "leads", {"name"},
      {update("1", {text("x")}, page.rows[0].version), update("2", {text("y")}, page.rows[1].version)});
  EXPECT_EQ(done.results[0].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(done.results[1].error_class, TANDEM_CLASS_CONFLICT);
  EXPECT_EQ(folder.read("leads.csv"), "id,name\n1,x\n2,elsewhere\n");
  const TestPage after = remote.pull("leads", {"name"});
  EXPECT_EQ(after.rows[0].version, done.results[0].version);
}

TEST_F(FilesPush, SomebodyElsesWriteInBetweenIsKept) {
  folder.write("leads.csv", "id,name\n1,a\n");
  int times = 0;
  host.before_replace = [&](const std::string& name) {
    if (++times <= 2) folder.write(name, "id,name\n1,a\n" + std::to_string(times + 1) + ",theirs\n");
  };
  const auto done = push({"name"}, {update("1", {text("ours")})});
  EXPECT_EQ(done.results[0].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(folder.read("leads.csv"), "id,name\n1,ours\n3,theirs\n");
  EXPECT_EQ(host.replaces, 3);
}

TEST_F(FilesPush, AFileThatNeverRestsIsLeftAlone) {
  folder.write("leads.csv", "id,name\n1,a\n");
  int times = 0;
  host.before_replace = [&](const std::string& name) {
    folder.write(name, "id,name\n1," + std::to_string(++times) + "\n");
  };
  const auto done = push({"name"}, {update("1", {text("ours")})});
  EXPECT_EQ(done.status, TANDEM_BUSY);
  EXPECT_EQ(done.call.error_class, TANDEM_CLASS_LOCKED);
  EXPECT_FALSE(done.results[0].answered);
}

TEST_F(FilesPush, ACancelledPushWritesNothing) {
  folder.write("leads.csv", "id,name\n1,a\n");
  cancelled = true;
  EXPECT_EQ(push({"name"}, {update("1", {text("x")})}).status, TANDEM_CANCELLED);
  EXPECT_EQ(folder.read("leads.csv"), "id,name\n1,a\n");
}

TEST_F(FilesPush, AMissingFileIsMadeOnlyWhenTheSettingSaysSo) {
  EXPECT_EQ(push({"name"}, {create("k", {text("a")})}).status, TANDEM_NOT_FOUND);
  settings = R"({"create_files":true,"delimiter":";"})";
  {
    Remote remote(files_entry(), host, settings);
    const TestPage page = remote.pull("leads", {"name"}, "", true);
    EXPECT_EQ(page.status, TANDEM_OK);
    EXPECT_FALSE(page.complete);  // no file is not the same as no record
  }
  const auto done = push({"name", "odd;name"}, {create("k", {text("a"), text("b")})});
  EXPECT_EQ(done.results[0].id, "k");
  EXPECT_EQ(folder.read("leads.csv"), "id;name;\"odd;name\"\nk;a;b\n");
  EXPECT_NE(push({"name"}, {create("k", {text("a")})}, "../evil").status, TANDEM_OK);
  EXPECT_NE(push({"name"}, {create("k", {text("a")})}, ".hidden").status, TANDEM_OK);
}

TEST_F(FilesPush, TwoWritersMakingTheSameFileBothSucceed) {
  settings = R"({"create_files":true})";
  host.before_replace = [&](const std::string& name) {
    if (!folder.has(name)) folder.write(name, "id,name\ntheirs,x\n");
  };
  EXPECT_EQ(push({"name"}, {create("ours", {text("y")})}).results[0].id, "ours");
  EXPECT_EQ(folder.read("leads.csv"), "id,name\ntheirs,x\nours,y\n");
}

TEST_F(FilesPush, AStrayQuoteThatWouldSwallowANewRowStopsTheBatch) {
  folder.write("leads.csv", "id,name\n1,a\n2,\"open\n");
  const std::string before = folder.read("leads.csv");
  // The open quote and the new row's first quote would make one record of two fields.
  const auto swallowed = push({"name"}, {create("k", {text("\n")})});
  EXPECT_EQ(swallowed.status, TANDEM_CONFLICT);
  EXPECT_NE(swallowed.call.message.find("line 3"), std::string::npos);
  EXPECT_EQ(folder.read("leads.csv"), before);
  EXPECT_EQ(push({"name"}, {create("k", {text("plain")})}).status, TANDEM_OK);
  EXPECT_EQ(folder.read("leads.csv"), before + "k,plain\n");
}

TEST_F(FilesPush, AnUnfoundRecordIsNotGoneWhileALineCannotBeRead) {
  folder.write("leads.csv", "id,name\n1,a\n2\n");
  EXPECT_EQ(push({"name"}, {update("2", {text("x")})}).results[0].error_class, TANDEM_CLASS_LOCKED);
}

TEST_F(FilesPush, JsonLinesAreEditedMemberByMember) {
  folder.write("deals.jsonl", "{\"id\":1, \"amount\":10.50,\"x\":{\"k\":[1]}}\nnonsense\n{\"id\":\"b\"}");
  tandem_value amount{TANDEM_VALUE_DECIMAL, 0, 5, {0}};
  amount.as.s = "12.00";
  const auto done = push({"amount", "who"},
                         {update("1", {amount, absent()}), update("b", {absent(), text("\xc3\xa9\"")}),
                          create("k", {amount, null()})},
                         "deals");
  ASSERT_EQ(done.status, TANDEM_OK) << done.call.message;
  EXPECT_EQ(
      folder.read("deals.jsonl"),
      "{\"id\":1, \"amount\":12.00,\"x\":{\"k\":[1]}}\nnonsense\n{\"id\":\"b\",\"who\":\"\xc3\xa9\\\"\"}\n"
      "{\"id\":\"k\",\"amount\":12.00}\n");
  push({}, {removal("1"), removal("k")}, "deals");
  EXPECT_EQ(folder.read("deals.jsonl"), "nonsense\n{\"id\":\"b\",\"who\":\"\xc3\xa9\\\"\"}\n");
}

}  // namespace
}  // namespace tandem::test
