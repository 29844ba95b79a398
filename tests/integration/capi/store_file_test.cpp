// SPDX-License-Identifier: Apache-2.0
// Files a host might hand us: none, not ours, newer, read-only, copied, backed up.
#include <sqlite3.h>
#include <unistd.h>

#include <fstream>

#include "fixture.hpp"
#include "support/process.hpp"

namespace integration {
namespace {

using tandem::Store;
using tandem::str;
namespace fs = std::filesystem;

class StoreFile : public StoreTest {
 protected:
  /// Closes all handles, so that the file can be handled as a file.
  void close() {
    admin.reset();
    mia.reset();
    sam.reset();
    store.reset();
  }
};

void run_sql(const std::string& path, const char* sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
}

TEST_F(StoreFile, MissingAndExistingFiles) {
  EXPECT_THAT(Store::open((folder / "none").string()), Fails(TANDEM_NOT_FOUND, ""));
  EXPECT_FALSE(fs::exists((folder / "none").string()));
  EXPECT_THAT(Store::create(path()), Fails(TANDEM_ALREADY_EXISTS, ""));
  EXPECT_THAT(Store::create((folder / "no/such/folder/x").string()), testing::Not(Succeeds()));
  EXPECT_THAT(Store::open(folder.path().string()), testing::Not(Succeeds()));
}

TEST_F(StoreFile, WhatIsNoTandemStoreIsCorrupt) {
  std::ofstream((folder / "text").string()) << std::string(8192, 'x');
  EXPECT_THAT(Store::open((folder / "text").string()), Fails(TANDEM_CORRUPT, ""));
  run_sql((folder / "foreign").string(), "CREATE TABLE notes (a); INSERT INTO notes VALUES (1)");
  EXPECT_THAT(Store::open((folder / "foreign").string()), Fails(TANDEM_CORRUPT, ""));
  auto migrate = tandem::store_options();
  migrate.migrate = 1;
  EXPECT_THAT(Store::open((folder / "foreign").string(), migrate), Fails(TANDEM_CORRUPT, ""));
}

TEST_F(StoreFile, ANewerStoreNeedsAnUpgrade) {
  close();
  run_sql(path(),
          "PRAGMA user_version = 99; UPDATE store_meta SET value = '99' WHERE key IN ('least_reader', "
          "'least_writer')");
  EXPECT_THAT(Store::open(path()), Fails(TANDEM_NEEDS_UPGRADE, ""));
}

TEST_F(StoreFile, AStoreThatBecameNewerWhileOpenRefusesWritesOnly) {
  (void)capture("a@a.example");
  run_sql(path(), "PRAGMA user_version = 99; UPDATE store_meta SET value = '99' WHERE key = 'least_writer'");
  EXPECT_THAT(admin->put("account", R"({"name":"A"})"), Fails(TANDEM_NEEDS_UPGRADE, ""));
  EXPECT_EQ(number("SELECT count(*) FROM v_lead"), 1);
}

TEST_F(StoreFile, OpenedReadOnlyNothingIsWritten) {
  auto options = tandem::store_options();
  options.read_only = 1;
  const auto reading = Store::open(path(), options).value();
  const auto who = tandem::Session::open(reading).value();
  EXPECT_THAT(who.put("account", R"({"name":"A"})"), Fails(TANDEM_FORBIDDEN, "read-only"));
  EXPECT_THAT(who.put_many("account", R"([{"name":"A"}])"), Fails(TANDEM_FORBIDDEN, "read-only"));
  EXPECT_THAT(who.act("lead.capture", "", R"({"email":"a@a.example"})"),
              Fails(TANDEM_FORBIDDEN, "read-only"));
  EXPECT_THAT(who.get("person", mia_id), Succeeds());
}

TEST_F(StoreFile, AFileWithoutWritePermissionIsForbidden) {
  close();
  for (const auto& entry : fs::directory_iterator(folder.path())) fs::permissions(entry, fs::perms(0444));
  fs::permissions(folder.path(), fs::perms(0555));
  const int code = tandem::test::in_child([&] {
    if (geteuid() == 0 && seteuid(65534) != 0) return 2;
    const auto opened = Store::open(path());
    return opened.status() == TANDEM_FORBIDDEN ? 0 : 100 + opened.status();
  });
  EXPECT_EQ(code, 0);
}

TEST_F(StoreFile, ACopyIsInSafeModeUntilAdopted) {
  (void)capture("a@a.example");
  close();
  const std::string copy = (folder / "copy.tandem").string();
  fs::copy_file(path(), copy);
  {
    const auto opened = Store::open(copy).value();
    EXPECT_EQ(member(opened.info().value(), "safe_mode"), "true");
  }
  tandem_text* report = nullptr;
  tandem_error* error = nullptr;
  ASSERT_EQ(tandem_store_adopt(str(copy), &report, &error), TANDEM_OK)
      << tandem::view(tandem_error_message(error));
  EXPECT_NE(tandem::view(tandem_text_view(report)).find("\"was\":{"), std::string_view::npos);
  tandem_text_release(report);
  EXPECT_EQ(member(Store::open(copy).value().info().value(), "safe_mode"), "false");
  EXPECT_EQ(member(Store::open(path()).value().info().value(), "safe_mode"), "false")
      << "the original is untouched";
}

TEST_F(StoreFile, BackupAndRestoreBringTheRecordsBack) {
  (void)capture("kept@a.example");
  const std::string backup = (folder / "backup.tandem").string();
  ASSERT_THAT(store->backup(backup), Succeeds());
  EXPECT_THAT(store->backup(backup), Fails(TANDEM_ALREADY_EXISTS, ""));
  (void)capture("lost@a.example");
  const std::string epoch = member(store->info().value(), "epoch");
  close();
  tandem_error* error = nullptr;
  ASSERT_EQ(tandem_store_restore(str(backup), str(path()), &error), TANDEM_OK)
      << tandem::view(tandem_error_message(error));
  const auto back = Store::open(path()).value();
  const auto info = back.info().value();
  EXPECT_EQ(member(info, "lead"), "1");
  EXPECT_GT(std::stoll(member(info, "epoch")), std::stoll(epoch));
  std::ofstream((folder / "junk").string()) << "junk";
  EXPECT_NE(tandem_store_restore(str((folder / "junk").string()), str(path()), nullptr), TANDEM_OK);
  EXPECT_EQ(member(back.info().value(), "lead"), "1");
}

TEST_F(StoreFile, VerifyNamesItsChecks) {
  const auto report = store->verify().value();
  EXPECT_EQ(member(report, "ok"), "true") << report.view();
  EXPECT_NE(report.view().find("\"pages\""), std::string_view::npos);
  run_sql(path(),
          "PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON;"
          "UPDATE person SET team_id = x'019ff00000007000800000000000dead' WHERE is_admin = 1");
  EXPECT_EQ(member(store->verify().value(), "ok"), "false");
}

TEST_F(StoreFile, MigratingACurrentStoreDoesNothing) {
  close();
  tandem_text* report = nullptr;
  ASSERT_EQ(tandem_store_migrate(str(path()), &report, nullptr), TANDEM_OK);
  EXPECT_EQ(member(tandem::view(tandem_text_view(report)), "from"),
            member(tandem::view(tandem_text_view(report)), "to"));
  tandem_text_release(report);
}

}  // namespace
}  // namespace integration
