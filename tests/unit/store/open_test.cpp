// SPDX-License-Identifier: Apache-2.0
// Which files open, and what the others are told.
#include <sys/stat.h>

#include "store/backup.hpp"
#include "support/process.hpp"
#include "unit/store/fixture.hpp"

namespace tandem::store {
namespace {

class OpenTest : public StoreTest {
 protected:
  std::string bytes() const { return test::read_file(path); }
  void write(const std::string& content) const { test::write_file(path, content); }
  std::string refused_open(tandem_status status) {
    return refused(status, [&] { open(); });
  }
};

TEST_F(OpenTest, NewStoreHasTheSafetyRules) {
  make();
  EXPECT_EQ(text("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(number("PRAGMA synchronous"), 2);
  EXPECT_EQ(number("PRAGMA foreign_keys"), 1);
  EXPECT_EQ(number("PRAGMA trusted_schema"), 0);
  EXPECT_EQ(number("PRAGMA secure_delete"), 1);
  EXPECT_EQ(number("PRAGMA wal_autocheckpoint"), 0);
  EXPECT_EQ(number("PRAGMA user_version"), kSchemaNumber);
  EXPECT_FALSE(db->safe_mode());
}

TEST_F(OpenTest, MissingFileNamesInit) {
  EXPECT_TRUE(contains(refused_open(TANDEM_NOT_FOUND), "tandem init"));
}

TEST_F(OpenTest, CreatingOverAFileIsRefusedAndLeavesIt) {
  write("precious");
  options.create = true;
  refused_open(TANDEM_ALREADY_EXISTS);
  EXPECT_EQ(bytes(), "precious");
}

TEST_F(OpenTest, FolderEmptyFileAndOtherFilesAreRefused) {
  path = folder.path();
  refused_open(TANDEM_INVALID_ARGUMENT);
  path = folder / "empty.db";
  write("");
  EXPECT_TRUE(contains(refused_open(TANDEM_CORRUPT), "empty"));
  path = folder / "text.db";
  write(std::string(5000, 'x'));
  EXPECT_TRUE(contains(refused_open(TANDEM_CORRUPT), "not a Tandem store"));
  EXPECT_EQ(bytes(), std::string(5000, 'x'));
}

TEST_F(OpenTest, AnotherProgramsDatabaseIsRefused) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  sqlite3_exec(other, "CREATE TABLE t (a)", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  options.read_only = true;
  EXPECT_TRUE(contains(refused_open(TANDEM_CORRUPT), "not a Tandem store"));
}

TEST_F(OpenTest, NewerFileIsRefusedAndKeepsItsBytes) {
  make();
  db->execute(
      "PRAGMA user_version=3; UPDATE store_meta SET value='3' WHERE key IN ('least_reader','least_writer')");
  db->truncate_log();
  db.reset();
  const std::string before = bytes();
  refused_open(TANDEM_NEEDS_UPGRADE);
  EXPECT_EQ(bytes(), before);
}

TEST_F(OpenTest, NewerFileThatOldReadersUnderstandOpensReadOnly) {
  make();
  db->execute("PRAGMA user_version=3; UPDATE store_meta SET value='3' WHERE key='least_writer'");
  refused(TANDEM_NEEDS_UPGRADE, [&] { Change change(*db, {}); });  // an open writer notices as well
  EXPECT_EQ(number("SELECT count(*) FROM team"), 1);               // and keeps reading
  db.reset();
  EXPECT_TRUE(contains(refused_open(TANDEM_NEEDS_UPGRADE), "write"));
  options.read_only = true;
  open();
  EXPECT_EQ(number("SELECT count(*) FROM team"), 1);
}

TEST_F(OpenTest, OlderFileNamesMigrate) {
  make();
  db->execute("PRAGMA user_version=0");
  db.reset();
  EXPECT_TRUE(contains(refused_open(TANDEM_NEEDS_UPGRADE), "tandem migrate"));
}

TEST_F(OpenTest, ReadOnlyFileRefusesWritersWithAClearText) {
  make();
  db.reset();
  if (geteuid() == 0) {  // root may write everywhere: the connection itself must refuse
    options.read_only = true;
    open();
    EXPECT_TRUE(contains(refused(TANDEM_FORBIDDEN, [&] { Change change(*db, {}); }), "read-only"));
    EXPECT_EQ(raw("DELETE FROM team"), SQLITE_READONLY);
    return;
  }
  ASSERT_EQ(chmod(path.c_str(), 0444), 0);
  EXPECT_TRUE(contains(refused_open(TANDEM_FORBIDDEN), "read-only"));
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  ASSERT_EQ(chmod(folder.path().c_str(), 0555), 0);
  EXPECT_TRUE(contains(refused_open(TANDEM_FORBIDDEN), "folder"));
  ASSERT_EQ(chmod(folder.path().c_str(), 0755), 0);
}

TEST_F(OpenTest, NetworkFileSystemIsRefused) {
  make();
  db.reset();
  options.network_file_system = [](const std::filesystem::path&) { return std::string("NFS"); };
  EXPECT_TRUE(contains(refused_open(TANDEM_UNSUPPORTED), "NFS"));
}

TEST_F(OpenTest, FullDiskKeepsNothingOfTheChange) {
  make();
  db->execute(("PRAGMA max_page_count=" + text("PRAGMA page_count")).c_str());
  const std::string message = refused(TANDEM_OUT_OF_MEMORY, [&] {
    Change change(*db, {});
    for (int i = 0; i < 2000; ++i) {
      Row row = lead("a" + std::to_string(i) + "@example.com");
      change.create(info("lead"), row, SetBy::host);
    }
    change.commit();
  });
  EXPECT_TRUE(contains(message, "disk is full"));
  EXPECT_EQ(number("SELECT count(*) FROM lead"), 0);
  db->execute("PRAGMA max_page_count=1000000");
  add_lead();
  EXPECT_EQ(number("SELECT count(*) FROM lead"), 1);
}

TEST_F(OpenTest, ForkedChildIsRefusedAndDoesNotUnlockTheParent) {
  make();
  Change open_change(*db, {});
  const int ended = test::in_child([&] {
    int answer = 1;
    try {
      db->prepare("SELECT 1");
    } catch (const Error& error) {
      answer = error.status() == TANDEM_INVALID_STATE ? 0 : 2;
    }
    db.reset();
    return answer;
  });
  EXPECT_EQ(ended, 0);
  WriteLock other(folder / "crm.db-lock", system_clock());
  EXPECT_FALSE(other.try_acquire());
}

}  // namespace
}  // namespace tandem::store
