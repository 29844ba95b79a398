// SPDX-License-Identifier: Apache-2.0
// A migration that is killed, runs out of disk or meets another one: the store is the old one or the new one.
#include <sys/wait.h>
#include <unistd.h>

#include "store/backup.hpp"
#include "store/migration/age.hpp"
#include "store/migration/migrate.hpp"
#include "unit/store/descriptors.hpp"
#include "unit/store/faulty_disk.hpp"
#include "unit/store/fixture.hpp"
#include "unit/store/rows.hpp"

namespace tandem::store {
namespace {

using Fault = FaultyDisk::Fault;

class MigrationFaults : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    this_one.keep_only({"lead", "extension_field"});
    next.keep_only({"lead", "extension_field"});
    older = std::make_unique<model::Catalogue>(this_one.catalogue());
    make_small();
    for (int i = 0; i < 40; ++i) add_lead("a" + std::to_string(i) + "@example.com");
    columns = columns_of(db->raw());
    before = rows_of(db->raw(), columns);
    db->truncate_log();
    db.reset();
    old = folder / "old.db";
    std::filesystem::copy_file(path, old);
    next.add_choice("lead", "stage", "friend");
    next.add_field("team", {.name = "motto"});
    newer = std::make_unique<model::Catalogue>(next.catalogue());
  }
  void make_small() {
    OpenOptions creating = options;
    creating.create = true;
    db = Database::open(path, *older, creating);
    Change change(*db, {});
    Row team = info("team").new_row();
    team.set_text(info("team").position("name"), "Sales queue");
    team.set(info("team").position("side"), model::text("sales"));
    team.set(info("team").position("is_queue"), model::boolean(true));
    queue = change.create(info("team"), team, SetBy::host);
    change.commit();
  }
  void open_older() { db = Database::open(path, *older, options); }
  void TearDown() override {
    FaultyDisk::set(Fault::none, 0);
    StoreTest::TearDown();
  }

  void put_old_back() {
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      if (entry.path() != old) std::filesystem::remove(entry.path());
    }
    std::filesystem::copy_file(old, path);
  }
  Age age(const model::Catalogue& by) {
    const Connection file = connect(path, Access::write, 1000);
    return stand(file.get(), by).age;
  }
  /// Every row is there, nothing is torn, and the file is of the one shape or of the other.
  void expect_whole() {
    const bool is_new = age(*newer) == Age::current;
    EXPECT_EQ(age(*older), is_new ? Age::newer : Age::current);
    const Connection file = connect(path, Access::write, 1000);
    EXPECT_EQ(rows_of(file.get(), columns), before);
    EXPECT_EQ(ask(file.get(), "PRAGMA integrity_check"), "ok");
    EXPECT_EQ(ask_number(file.get(), "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    EXPECT_EQ(ask_number(file.get(), "SELECT count(*) FROM v_lead"), 40);
  }
  void expect_migrates() {
    migrate(path, *newer, options);
    EXPECT_EQ(age(*newer), Age::current);
    EXPECT_EQ(rows_of_file(path, columns), before);
  }
  int writes_of_a_migration() {
    put_old_back();
    FaultyDisk::set(Fault::none, 0);
    migrate(path, *newer, options);
    return FaultyDisk::seen();
  }
  /// Evenly over the whole, and each of the last ones, where the commit and the emptying of the log are.
  static std::vector<int> points_up_to(int writes) {
    std::vector<int> points;
    for (int i = 0; i < 16; ++i) points.push_back(1 + i * writes / 16);
    for (int at = writes - 8; at <= writes; ++at) points.push_back(at);
    return points;
  }
  std::size_t count_files(const std::string& part) const {
    std::size_t found = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      if (contains(entry.path().filename(), part)) ++found;
    }
    return found;
  }
  /// In a child; what it answered, or minus the signal that ended it.
  template <typename Body>
  static pid_t start(Body body) {
    const pid_t child = fork();
    if (child == 0) _exit(body());
    return child;
  }
  static int answer_of(pid_t child) {
    int status = -1;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  }

  std::filesystem::path old;
  Descriptors this_one, next;
  std::unique_ptr<model::Catalogue> older, newer;
  Columns columns;
  Rows before;
};

TEST_F(MigrationFaults, KilledAtAnyPointItIsTheOldStoreOrTheNewOne) {
  const int writes = writes_of_a_migration();
  bool old_seen = false, new_seen = false;
  for (const int at : points_up_to(writes)) {
    put_old_back();
    const int answer = answer_of(start([&] {
      FaultyDisk::set(Fault::death, at);
      migrate(path, *newer, options);
      return 0;
    }));
    EXPECT_EQ(answer, -SIGKILL);
    expect_whole();
    (age(*newer) == Age::current ? new_seen : old_seen) = true;
    if (at % 3 == 0) expect_migrates();  // the next one does it
    if (HasFailure()) FAIL() << "killed at write " << at << " of " << writes;
  }
  EXPECT_TRUE(old_seen && new_seen);
}

TEST_F(MigrationFaults, WhatADeadOneLeftOfItsBackupIsClearedAway) {
  put_old_back();
  answer_of(start([&] {
    FaultyDisk::set(Fault::death, 20);  // in the middle of the copy
    migrate(path, *newer, options);
    return 0;
  }));
  EXPECT_GE(count_files(".bak.draft-"), 1U);
  expect_migrates();
  EXPECT_EQ(count_files(".bak.draft-"), 0U);
  EXPECT_EQ(count_files(".before-2.bak"), 1U);
}

TEST_F(MigrationFaults, AFullDiskIsToldAndLeavesTheOldStore) {
  const int writes = writes_of_a_migration();
  int refusals = 0;
  for (const int at : points_up_to(writes)) {
    put_old_back();
    FaultyDisk::set(Fault::full, at);
    try {
      migrate(path, *newer, options);
      FaultyDisk::set(Fault::none, 0);
      EXPECT_EQ(age(*newer), Age::current);  // all was in the log, only copying it out of there must wait
    } catch (const Error& error) {
      FaultyDisk::set(Fault::none, 0);
      ++refusals;
      EXPECT_EQ(error.status(), TANDEM_OUT_OF_MEMORY) << error.message();
      EXPECT_TRUE(contains(error.message(), "disk is full")) << error.message();
      EXPECT_EQ(age(*newer), Age::older);
      EXPECT_EQ(count_files(".before-"), 0U);  // a backup of nothing would fill the disk further
    }
    expect_whole();
    if (at % 3 == 0) expect_migrates();
    if (HasFailure()) FAIL() << "full at write " << at << " of " << writes;
  }
  EXPECT_GT(refusals, 10);
}

TEST_F(MigrationFaults, AStepThatFailsOnTheRowsLeavesTheOldStore) {
  const Migration steps[] = {
      {3, "what no row allows", "INSERT INTO store_meta SELECT key, value FROM store_meta", 3, 3}};
  refused(TANDEM_ALREADY_EXISTS, [&] { migrate(path, *newer, options, steps, 3); });
  EXPECT_EQ(age(*newer), Age::older);
  EXPECT_EQ(count_files(".before-"), 0U);
  expect_whole();
}

TEST_F(MigrationFaults, OfTwoAtOnceOneDoesItAndTheOtherFindsItDone) {
  put_old_back();
  const auto one = [&] { return migrate(path, *newer, options).steps.empty() ? 20 : 10; };
  const pid_t first = start(one);
  const pid_t second = start(one);
  EXPECT_EQ(answer_of(first) + answer_of(second), 30);
  expect_whole();
  EXPECT_EQ(count_files(".before-"), 1U);
}

TEST_F(MigrationFaults, AWriterThatIsAtItMakesTheMigrationWaitOrTellWhy) {
  open_older();
  {
    Change change(*db, {});
    options.busy_timeout_ms = 50;
    EXPECT_TRUE(
        contains(refused(TANDEM_BUSY, [&] { migrate(path, *newer, options); }), "writing to the store"));
  }
  migrate(path, *newer, options);
  refused(TANDEM_NEEDS_UPGRADE, [&] { add_lead("late@example.com"); });  // it has the store open still
  EXPECT_EQ(number("SELECT count(*) FROM lead"), 40);
}

TEST_F(MigrationFaults, AReaderThatIsAtItSeesTheOldRowsToTheEnd) {
  open_older();
  db->execute("BEGIN");
  EXPECT_EQ(number("SELECT count(*) FROM lead"), 40);
  migrate(path, *newer, options);
  EXPECT_EQ(rows_of(db->raw(), columns), before);
  db->execute("COMMIT");
  EXPECT_EQ(rows_of(db->raw(), columns), before);
}

}  // namespace
}  // namespace tandem::store
