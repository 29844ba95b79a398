// SPDX-License-Identifier: Apache-2.0
#include "store/backup.hpp"

#include <algorithm>
#include <cstdio>

#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/create.hpp"
#include "store/place.hpp"
#include "store/schema.hpp"
#include "store/sidecar.hpp"

namespace tandem::store {
namespace {

/// All pages in one go: one read snapshot of the source, one write transaction of the target.
void copy_pages(sqlite3* from, sqlite3* to) {
  sqlite3_backup* copying = sqlite3_backup_init(to, "main", from, "main");
  if (copying == nullptr) throw_sqlite(to, sqlite3_errcode(to), "copying the store");
  sqlite3_backup_step(copying, -1);
  const int code = sqlite3_backup_finish(copying);
  if (code != SQLITE_OK) throw_sqlite(to, code, "copying the store");
}

/// A draft that is gone at the end of the block unless it got its name.
class Draft {
 public:
  Draft(const std::filesystem::path& beside_what, Random& random) : path(draft_name(beside_what, random)) {}
  ~Draft() { remove_draft(path); }
  Draft(const Draft&) = delete;
  const std::filesystem::path path;
};

void replace_by(const std::filesystem::path& draft, const std::filesystem::path& path) {
  if (rename(draft.c_str(), path.c_str()) != 0) {
    throw Error(TANDEM_UNAVAILABLE, "the new file cannot take the old one's place",
                "check that this user may write in the folder");
  }
}

std::int64_t number(sqlite3* db, std::string_view key) {
  const auto value = get_meta(db, key);
  return value ? std::strtoll(value->c_str(), nullptr, 10) : 0;
}

void check_backup(sqlite3* db) {
  if (ask_number(db, "PRAGMA application_id") != kApplicationId) {
    throw Error(TANDEM_CORRUPT, "the file is not a backup of a Tandem store", "choose another backup");
  }
  if (ask_number(db, "PRAGMA user_version") > kSchemaNumber) {
    throw Error(TANDEM_NEEDS_UPGRADE, "the backup was made by a newer Tandem",
                "install the newer Tandem first");
  }
  if (ask(db, "PRAGMA integrity_check(1)") != "ok") {
    throw Error(TANDEM_CORRUPT, "the backup is damaged; nothing was changed", "choose an older backup");
  }
}

/// Writes into the draft what the restored store must say of itself.
void raise_epoch(sqlite3* draft, std::int64_t epoch, std::int64_t commits, const Whereabouts& here) {
  Transaction transaction(draft);
  put_meta(draft, meta::kEpoch, std::to_string(epoch));
  put_meta(draft, meta::kCommits, std::to_string(commits));
  record_whereabouts(draft, here);
  transaction.commit();
}

Connection open_draft(const std::filesystem::path& draft) {
  Connection db = connect(draft, Access::create, 0);
  sqlite3_db_config(db.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  return db;
}

void restore_new(sqlite3* source, const std::filesystem::path& store, const OpenOptions& options) {
  const Draft draft(store, *options.random);
  Sidecar sidecar;
  {
    const Connection db = open_draft(draft.path);
    copy_pages(source, db.get());
    raise_epoch(db.get(), number(source, meta::kEpoch) + 1, number(source, meta::kCommits) + 1,
                whereabouts(draft.path, options.machine));
    sidecar = sidecar_of(db.get());
  }
  name_draft(draft.path, store);
  write_sidecar(store, sidecar);
}

void restore_over(sqlite3* source, const std::filesystem::path& store, const OpenOptions& options) {
  const Connection target = connect(store, Access::write, options.busy_timeout_ms);
  if (ask_number(target.get(), "PRAGMA application_id") != kApplicationId) {
    throw Error(TANDEM_CORRUPT, "the file in the store's place is not a Tandem store",
                "move it away together with its -wal and -shm files, then restore again");
  }
  use_log(target.get(), false);
  WriteLock lock(beside(sqlite3_db_filename(target.get(), "main"), "-lock"), *options.clock);
  lock.acquire(options.busy_timeout_ms);
  const Sidecar now = sidecar_of(target.get());
  const auto written = read_sidecar(store);
  const std::int64_t epoch =
      std::max({now.epoch, written ? written->epoch : 0, number(source, meta::kEpoch)}) + 1;
  const std::int64_t commits =
      std::max({now.commits, written ? written->commits : 0, number(source, meta::kCommits)}) + 1;
  const Draft draft(store, *options.random);
  const Connection prepared = open_draft(draft.path);
  copy_pages(source, prepared.get());
  raise_epoch(prepared.get(), epoch, commits, whereabouts(store, options.machine));
  // Connections that stay open must look again: the backup may be of another age.
  put_meta(prepared.get(), meta::kGeneration,
           std::to_string(
               std::max(number(target.get(), meta::kGeneration), number(source, meta::kGeneration)) + 1));
  copy_database(target.get(), beside(store, ".replaced"), *options.random, true);  // the way back
  copy_pages(prepared.get(), target.get());
  write_sidecar(store, sidecar_of(target.get()));
}

void check_pages(sqlite3* db, std::vector<Finding>& findings) {
  const std::string answer =
      ask(db, "SELECT group_concat(integrity_check, '; ') FROM pragma_integrity_check(20)")
          .value_or("no answer");
  if (answer != "ok") findings.push_back({"pages", answer});
}

void check_references(Database& database, std::vector<Finding>& findings) {
  Statement broken = database.prepare(
      "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2");
  while (broken.step()) {
    findings.push_back({"references", std::to_string(broken.integer(2)) + " rows of " +
                                          std::string(broken.text(0)) + " refer to a " +
                                          std::string(broken.text(1)) + " that is not there"});
  }
}

void check_journal(Database& database, std::vector<Finding>& findings) {
  Statement ends =
      database.prepare("SELECT count(*), coalesce(min(seq), 1), coalesce(max(seq), 0) FROM journal");
  ends.step();
  if (ends.integer(1) != 1 || ends.integer(0) != ends.integer(2)) {
    findings.push_back(
        {"journal", std::to_string(ends.integer(2) - ends.integer(0)) + " entries are missing"});
  }
}

}  // namespace

void copy_database(sqlite3* from, const std::filesystem::path& to, Random& random, bool overwrite) {
  if (!overwrite && std::filesystem::exists(to)) {
    throw Error(TANDEM_ALREADY_EXISTS, "there is a file where the backup should go",
                "choose another name, or say that it may be overwritten");
  }
  const Draft draft(to, random);
  {
    const Connection db = open_draft(draft.path);
    copy_pages(from, db.get());
    // One plain file, no log beside it.
    run_script(db.get(), "PRAGMA journal_mode=DELETE", "copying the store");
  }
  if (overwrite) {
    replace_by(draft.path, to);
  } else {
    name_draft(draft.path, to);
  }
}

void backup(Database& database, const std::filesystem::path& to, bool overwrite) {
  if (database.forked()) database.prepare("SELECT 1");  // answers invalid state
  std::error_code ignored;
  if (std::filesystem::equivalent(to, database.path(), ignored)) {
    throw Error(TANDEM_INVALID_ARGUMENT, "a backup cannot take the store's own place", "choose another name");
  }
  copy_database(database.raw(), to, database.random(), overwrite);
}

void restore(const std::filesystem::path& backup, const std::filesystem::path& store,
             const OpenOptions& options) {
  OpenOptions reading = options;
  reading.read_only = true;
  reading.create = false;
  check_place(backup, reading);
  const Connection source = connect(backup, Access::read, options.busy_timeout_ms);
  check_backup(source.get());
  OpenOptions writing = options;
  writing.read_only = false;
  writing.create = !std::filesystem::exists(store);
  check_place(store, writing);
  if (writing.create) {
    restore_new(source.get(), store, options);
  } else {
    restore_over(source.get(), store, options);
  }
}

void adopt(const std::filesystem::path& store, const model::Catalogue& catalogue, OpenOptions options) {
  options.adopting = true;
  options.read_only = false;
  const auto database = Database::open(store, catalogue, options);
  database->lock().acquire(options.busy_timeout_ms);
  const auto written = read_sidecar(store);
  const Sidecar own = sidecar_of(database->raw());
  const bool same_store = written && written->store_id == own.store_id;
  raise_epoch(database->raw(), std::max(own.epoch, same_store ? written->epoch : 0) + 1,
              std::max(own.commits, same_store ? written->commits : 0) + 1,
              whereabouts(store, options.machine));
  write_sidecar(store, sidecar_of(database->raw()));
  database->lock().release();
}

std::vector<Finding> verify(Database& database, std::span<const Invariant> invariants) {
  std::vector<Finding> findings;
  check_pages(database.raw(), findings);
  check_references(database, findings);
  check_journal(database, findings);
  for (const Invariant& invariant : invariants) {
    Statement broken = database.prepare(invariant.sql);
    std::int64_t rows = 0;
    while (broken.step()) ++rows;
    if (rows > 0) findings.push_back({std::string(invariant.name), std::to_string(rows) + " rows break it"});
  }
  return findings;
}

}  // namespace tandem::store
