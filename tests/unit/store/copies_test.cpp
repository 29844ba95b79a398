// SPDX-License-Identifier: Apache-2.0
// Copies, backups, restores and migrations.

#include "store/backup.hpp"
#include "store/migration/migrate.hpp"
#include "store/sidecar.hpp"
#include "unit/store/fixture.hpp"

namespace tandem::store {
namespace {

class CopiesTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    make();
  }
  void close() {
    db->truncate_log();
    db.reset();
  }
};

TEST_F(CopiesTest, AStoreThatStaysIsItself) {
  add_lead();
  reopen();
  EXPECT_FALSE(db->safe_mode());
}

TEST_F(CopiesTest, ACopiedFileIsInSafeModeUntilAdopted) {
  close();
  const auto copy = folder / "copy.db";
  std::filesystem::copy_file(path, copy);
  std::filesystem::copy_file(path.string() + "-id", copy.string() + "-id");
  path = copy;
  open();
  EXPECT_TRUE(db->safe_mode());
  const std::string epoch = *db->meta("epoch");
  reopen();
  EXPECT_TRUE(db->safe_mode());  // looking at it changes nothing
  db.reset();
  adopt(path, catalogue, options);
  open();
  EXPECT_FALSE(db->safe_mode());
  EXPECT_NE(*db->meta("epoch"), epoch);
}

TEST_F(CopiesTest, AnotherMachineIsNoticed) {
  close();
  options.machine = "another machine";
  open();
  EXPECT_TRUE(db->safe_mode());
}

TEST_F(CopiesTest, AMissingSidecarIsNoticed) {
  close();
  std::filesystem::remove(path.string() + "-id");
  open();
  EXPECT_TRUE(db->safe_mode());
  add_lead();
  reopen();
  EXPECT_TRUE(db->safe_mode());  // writing does not heal it
}

TEST_F(CopiesTest, AnOlderStateWrittenInPlaceIsNoticed) {
  close();
  const auto old = folder / "old.db";
  std::filesystem::copy_file(path, old);
  open();
  add_lead();
  close();
  test::write_file(path, test::read_file(old));  // the same inode with yesterday's bytes
  for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(path.string() + suffix);
  open();
  EXPECT_TRUE(db->safe_mode());
}

TEST_F(CopiesTest, BackupAndRestoreBringTheRecordsBackInANewEpoch) {
  add_lead("kept@example.com");
  const auto backup_file = folder / "backup.bak";
  backup(*db, backup_file);
  refused(TANDEM_ALREADY_EXISTS, [&] { backup(*db, backup_file); });
  refused(TANDEM_INVALID_ARGUMENT, [&] { backup(*db, path, true); });
  backup(*db, backup_file, true);
  add_lead("lost@example.com");
  const std::string epoch = *db->meta("epoch");
  db.reset();
  restore(backup_file, path, options);
  open();
  EXPECT_FALSE(db->safe_mode());
  EXPECT_EQ(text("SELECT group_concat(email) FROM lead"), "kept@example.com");
  EXPECT_EQ(std::stoll(*db->meta("epoch")), std::stoll(epoch) + 1);
  EXPECT_TRUE(verify(*db).empty());
  // The way back: what stood there before is kept beside it.
  db.reset();
  restore(path.string() + ".replaced", path, options);
  open();
  EXPECT_EQ(number("SELECT count(*) FROM lead WHERE email = 'lost@example.com'"), 1);
}

TEST_F(CopiesTest, RestoreMakesAMissingStore) {
  add_lead();
  const auto backup_file = folder / "backup.bak";
  backup(*db, backup_file);
  db.reset();
  path = folder / "again.db";
  restore(backup_file, path, options);
  open();
  EXPECT_FALSE(db->safe_mode());
  EXPECT_EQ(number("SELECT count(*) FROM lead"), 1);
}

TEST_F(CopiesTest, ADamagedBackupChangesNothing) {
  add_lead();
  const auto backup_file = folder / "backup.bak";
  backup(*db, backup_file);
  {
    std::fstream file(backup_file, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 3);
    file << std::string(4096 * 4, '\xEE');
  }
  refused(TANDEM_CORRUPT, [&] { restore(backup_file, path, options); });
  EXPECT_EQ(number("SELECT count(*) FROM lead"), 1);
}

TEST_F(CopiesTest, VerifyFindsBrokenReferencesAndInvariants) {
  add_lead();
  EXPECT_TRUE(verify(*db).empty());
  const Invariant checks[] = {{"no leads at all", "SELECT id FROM lead"}};
  ASSERT_EQ(verify(*db, checks).size(), 1U);
  EXPECT_EQ(verify(*db, checks)[0].check, "no leads at all");
  db->execute(
      "PRAGMA foreign_keys=OFF; DELETE FROM team; DROP TRIGGER journal_no_delete; "
      "DELETE FROM journal WHERE seq = 1");
  const auto findings = verify(*db);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].what, "1 rows of lead refer to a team that is not there");
  EXPECT_EQ(findings[1].check, "journal");
}

TEST_F(CopiesTest, MigrateBacksUpStepsAndCanGoBack) {
  add_lead();
  db.reset();
  const Migration steps[] = {{3, "a table for later", "CREATE TABLE later (a INTEGER) STRICT", 2, 2}};
  const MigrationPlan done = migrate(path, catalogue, options, steps, 3);
  EXPECT_EQ(done.from, 2);
  EXPECT_EQ(done.to, 3);
  EXPECT_EQ(done.backup.filename(), "crm.db.before-3.bak");
  EXPECT_TRUE(migrate(path, catalogue, options, steps, 3).backup.empty());  // nothing left to do
  open();  // additive: this library may still read and write
  EXPECT_EQ(number("PRAGMA user_version"), 3);
  EXPECT_EQ(number("SELECT count(*) FROM later"), 0);
  add_lead("b@example.com");
  db.reset();
  restore(done.backup, path, options);
  open();
  EXPECT_EQ(number("PRAGMA user_version"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM v_lead"), 1);
}

TEST_F(CopiesTest, AFailingStepLeavesTheFileAsItWas) {
  db.reset();
  const Migration steps[] = {{3, "nonsense", "CREATE TABLE later (a INTEGER) STRICT; SELECT nonsense", 3, 3}};
  refused(TANDEM_INTERNAL, [&] { migrate(path, catalogue, options, steps, 3); });
  open();
  EXPECT_EQ(number("PRAGMA user_version"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM sqlite_schema WHERE name = 'later'"), 0);
}

TEST_F(CopiesTest, CheckpointsComeWhenTheLogIsLongAndAtClosing) {
  const auto log = path.string() + "-wal";
  std::uintmax_t longest = 0;
  for (int page = 0; page < 12; ++page) {
    Change change(*db, {});
    for (int i = 0; i < 1500; ++i) {
      Row row = lead("p" + std::to_string(page) + "r" + std::to_string(i) + "@example.com");
      change.create(info("lead"), row, SetBy::sync);
    }
    change.commit();
    longest = std::max(longest, std::filesystem::file_size(log));
  }
  EXPECT_LT(longest, std::uintmax_t{16} << 20);  // the log starts again from its beginning
  EXPECT_GT(std::filesystem::file_size(path), std::uintmax_t{1} << 20);
  db.reset();
  EXPECT_EQ(std::filesystem::file_size(log), 0U);
  EXPECT_GT(read_sidecar(path)->commits, 12);
}

}  // namespace
}  // namespace tandem::store
