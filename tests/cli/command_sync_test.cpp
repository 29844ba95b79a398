// SPDX-License-Identifier: Apache-2.0
// Connecting and syncing from the command line, with the adapter for files.
#include "command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem::cli_test {
namespace {

using testing::HasSubstr;

class SyncCommand : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(folder.run({"init"}).code, 0);
    std::filesystem::create_directory(folder.path() / "crm");
    folder.write("crm/leads.csv", "id,email,company\nL1,ada@example.test,Looms\n");
    folder.write("mapping.json", R"({"format":1,"rules":[{"entity":"lead","remote_type":"leads","constants":
      {"captured_at":1772640000000000},"fields":[{"field":"email","remote":"email"},
      {"field":"company_name","remote":"company"}]}]})");
  }
  Outcome run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--adapters", TANDEM_TEST_ADAPTERS});
    return folder.run(arguments);
  }
  Outcome connect() {
    return run({"connect", "crm", "files", "--side", "sales", "--set",
                "folder=" + (folder.path() / "crm").string(), "--mapping",
                (folder.path() / "mapping.json").string()});
  }
  Folder folder;
};

TEST_F(SyncCommand, AdaptersTellWhatWasLoadedAndWhyNot) {
  EXPECT_THAT(run({"adapters"}).out, HasSubstr("files"));
  std::filesystem::create_directories(folder.path() / "own" / "broken");
  folder.write("own/broken/manifest.json", "{");
  const Outcome refused = folder.run({"--adapters", "own", "adapters"});
  EXPECT_EQ(refused.code, 0);
  EXPECT_THAT(refused.out, HasSubstr("refused"));
  EXPECT_THAT(refused.out, HasSubstr("next: "));
}

TEST_F(SyncCommand, AnUnknownAdapterOrConnectionIsNotFound) {
  const Outcome unknown = run({"connect", "crm", "no-such-adapter"});
  EXPECT_EQ(unknown.code, 3);
  EXPECT_THAT(unknown.err, HasSubstr("tandem adapters"));
  for (const char* command : {"check", "plan", "sync", "disconnect"}) {
    EXPECT_EQ(run({command, "nowhere"}).code, 3) << command;
  }
  EXPECT_EQ(run({"quarantine", "--replay", "1"}).code, 3);
  EXPECT_EQ(run({"quarantine", "--discard", "1"}).code, 2);
  EXPECT_EQ(run({"conflicts", "--take", "local", "1"}).code, 3);
}

TEST_F(SyncCommand, EmptyListsSaySo) {
  EXPECT_THAT(run({"connect", "--list"}).out, HasSubstr("no connections"));
  EXPECT_EQ(run({"quarantine"}).out, "nothing is in quarantine\n");
  EXPECT_EQ(run({"conflicts"}).out, "no conflicts\n");
  EXPECT_THAT(run({"status"}).out, HasSubstr("no connections"));
  EXPECT_EQ(run({"sync", "--all"}).code, 0);
}

TEST_F(SyncCommand, FromConnectToDisconnect) {
  const Outcome connected = connect();
  ASSERT_EQ(connected.code, 0) << connected.out << connected.err;
  EXPECT_THAT(connected.err, HasSubstr("next: tandem plan crm"));
  EXPECT_EQ(connect().code, 5);
  EXPECT_THAT(run({"connect", "--list"}).out, HasSubstr("crm"));
  EXPECT_EQ(run({"connect", "crm"}).code, 0);
  EXPECT_EQ(run({"check", "crm"}).code, 0);
  EXPECT_EQ(run({"plan", "crm"}).code, 0);

  const Outcome unasked = run({"sync", "crm"});
  EXPECT_EQ(unasked.code, 2);
  EXPECT_THAT(unasked.err, HasSubstr("--yes"));
  const Outcome first = run({"sync", "crm", "--yes"});
  EXPECT_EQ(first.code, 0) << first.out << first.err;
  EXPECT_THAT(first.out, HasSubstr("done"));
  EXPECT_THAT(first.err, HasSubstr("sync crm: "));
  const Outcome second = run({"--format", "json", "sync", "--all", "--full"});
  EXPECT_EQ(second.code, 0) << second.out << second.err;
  ASSERT_EQ(second.json().size(), 1U) << second.out;
  EXPECT_EQ(second.json()[0].value("outcome", ""), "done");
  EXPECT_THAT(run({"status"}).out, HasSubstr("crm"));

  const Outcome told = run({"disconnect", "crm"});
  EXPECT_EQ(told.code, 0);
  EXPECT_THAT(told.err, HasSubstr("nothing was done"));
  EXPECT_EQ(run({"disconnect", "crm", "--yes"}).code, 0);
}

}  // namespace
}  // namespace tandem::cli_test
