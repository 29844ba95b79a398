// SPDX-License-Identifier: Apache-2.0
// Whom the files of a store let in, and what stands in a file's place.
#include <sys/stat.h>

#include "store/backup.hpp"
#include "unit/store/fixture.hpp"

namespace tandem::store {
namespace {

namespace fs = std::filesystem;

class PrivateFiles : public StoreTest {
 protected:
  void write_one() {
    Change change(*db, {});
    Row row = lead();
    change.create(info("lead"), row, SetBy::host);
    change.commit();
  }
  std::string refusal() {
    try {
      open();
      write_one();
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  }
};

fs::perms mode(const fs::path& file) { return fs::status(file).permissions(); }
constexpr fs::perms kOwnerOnly = fs::perms::owner_read | fs::perms::owner_write;

class Umask {
 public:
  explicit Umask(mode_t mask) : before_(umask(mask)) {}
  ~Umask() { umask(before_); }
  Umask(const Umask&) = delete;

 private:
  mode_t before_;
};

TEST_F(PrivateFiles, EveryFileIsItsOwnersAloneWhateverTheUmask) {
  for (const mode_t mask : {mode_t{0000}, mode_t{0022}, mode_t{0077}}) {
    const Umask set(mask);
    path = folder / ("mask-" + std::to_string(mask)) / "crm.db";
    fs::create_directory(path.parent_path());
    make();
    write_one();
    backup(*db, path.parent_path() / "copy.db", false);
    std::size_t files = 0;
    for (const fs::directory_entry& file : fs::directory_iterator(path.parent_path())) {
      EXPECT_EQ(mode(file.path()), kOwnerOnly) << file.path();
      ++files;
    }
    EXPECT_GE(files, 6U) << "store, log, its index, lock, identity, backup";
    db.reset();
  }
}

TEST_F(PrivateFiles, WhatStandsBesideFollowsTheStoresOwnMode) {
  make();
  db.reset();
  const fs::perms group = kOwnerOnly | fs::perms::group_read | fs::perms::group_write;
  fs::permissions(path, group);
  fs::permissions(folder / "crm.db-lock", fs::perms::all);
  open();
  write_one();
  for (const char* name : {"crm.db-lock", "crm.db-id", "crm.db-wal"})
    EXPECT_EQ(mode(folder / name), group) << name;
}

TEST_F(PrivateFiles, AStoreOpenedThroughALinkIsTheSameStore) {
  make();
  db.reset();
  const fs::path real = path;
  fs::create_directory(folder / "elsewhere");
  path = folder / "elsewhere" / "link.db";
  fs::create_symlink(real, path);
  open();
  write_one();
  EXPECT_FALSE(db->safe_mode());
  EXPECT_FALSE(fs::exists(folder / "elsewhere" / "link.db-id"));
  EXPECT_FALSE(fs::exists(folder / "elsewhere" / "link.db-lock"));
}

TEST_F(PrivateFiles, APipeOrALinkInTheLocksPlaceIsRefused) {
  make();
  db.reset();
  const fs::path lock = folder / "crm.db-lock";
  fs::remove(lock);
  ASSERT_EQ(mkfifo(lock.c_str(), 0600), 0);
  EXPECT_NE(refusal().find("lock file"), std::string::npos);
  db.reset();
  fs::remove(lock);
  fs::create_symlink(folder / "victim", lock);
  EXPECT_NE(refusal().find("lock file"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder / "victim"));
}

TEST_F(PrivateFiles, APipeInTheIdentitysPlaceIsTakenForAMissingOne) {
  make();
  db.reset();
  fs::remove(folder / "crm.db-id");
  ASSERT_EQ(mkfifo((folder / "crm.db-id").c_str(), 0600), 0);
  open();
  EXPECT_TRUE(db->safe_mode());
}

TEST_F(PrivateFiles, AFailedInitLeavesNothing) {
  fs::create_directories(folder / "crm.db-id" / "in the way");
  EXPECT_THROW(make(), Error);
  fs::remove_all(folder / "crm.db-id");
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace tandem::store
