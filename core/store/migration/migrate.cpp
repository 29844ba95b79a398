// SPDX-License-Identifier: Apache-2.0
#include "store/migration/migrate.hpp"

#include "base/error.hpp"
#include "store/backup.hpp"
#include "store/connection.hpp"
#include "store/extension.hpp"
#include "store/migration/age.hpp"
#include "store/place.hpp"
#include "store/schema.hpp"
#include "store/sidecar.hpp"

namespace tandem::store {
namespace {

/// Since 2 each store keeps the listing of its shape and its fingerprint; a library that knows nothing
/// of them could not tell a file that has grown since.
constexpr Migration kMigrations[] = {{2, "keep the shape of the records in the store", "", 1, 2}};

/// A backup's name that is not taken: crm.db.before-2.bak, crm.db.before-2.1.bak …
std::filesystem::path backup_name(const std::filesystem::path& path, int target) {
  const std::string stem = ".before-" + std::to_string(target);
  std::filesystem::path name = beside(path, (stem + ".bak").c_str());
  for (int i = 1; std::filesystem::exists(name); ++i) {
    name = beside(path, (stem + "." + std::to_string(i) + ".bak").c_str());
  }
  return name;
}

/// What a migration that was killed left of its backup. Nobody else makes one: the caller has the lock.
void remove_unfinished_backups(const std::filesystem::path& path) {
  const std::string stem = path.filename().string() + ".before-";
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind(stem, 0) != 0 || name.find(".bak.draft-") == std::string::npos) continue;
    std::filesystem::remove(entry.path(), ignored);
  }
}

std::vector<Migration> due_steps(int from, int target, std::span<const Migration> steps) {
  std::vector<Migration> due;
  for (const Migration& step : steps) {
    if (step.to > from && step.to <= target) due.push_back(step);
  }
  if (from < target && (due.empty() || due.back().to != target)) {
    throw Error(TANDEM_NEEDS_UPGRADE, "the store is too old for this Tandem to migrate",
                "migrate it with an older Tandem first");
  }
  return due;
}

Derivation derivation_of(sqlite3* db, const model::Catalogue& catalogue, const model::Meanings& meanings) {
  Derivation derivation{catalogue, shape_of(catalogue), read_shape(db), {}};
  derivation.differences = compare(derivation.file, meanings, derivation.wanted, catalogue);
  return derivation;
}

model::Meanings kept_meanings(sqlite3* db) {
  return model::meanings_of(get_meta(db, meta::kShape).value_or(""));
}

/// The file's tables without their rows, so that hand-written steps can be tried.
Connection empty_copy(sqlite3* db) {
  Connection copy = connect(":memory:", Access::write, 0);
  const Shape shape = read_shape(db);
  for (const auto& [name, sql] : shape.tables) run_script(copy.get(), sql, "planning");
  for (const auto& [name, one] : shape.attached) run_script(copy.get(), one.sql, "planning");
  return copy;
}

bool has_work(sqlite3* db, const model::Catalogue& catalogue, int from, int target) {
  if (from < target) return true;
  const Standing standing = stand(db, catalogue);
  if (standing.age == Age::older) return true;
  require_writable(standing);
  return false;
}

MigrationPlan plan(sqlite3* db, const std::filesystem::path& path, const model::Catalogue& catalogue,
                   std::span<const Migration> steps, int target) {
  MigrationPlan plan;
  plan.from = plan.to = static_cast<int>(ask_number(db, "PRAGMA user_version"));
  if (!has_work(db, catalogue, plan.from, target)) return plan;
  const Connection trial = empty_copy(db);
  for (const Migration& step : due_steps(plan.from, target, steps)) {
    run_script(trial.get(), step.sql, "planning");
    plan.steps.push_back({step.what});
    plan.to = step.to;
  }
  const Derivation derivation = derivation_of(trial.get(), catalogue, kept_meanings(db));
  for (PlannedStep& step : planned_steps(db, derivation)) plan.steps.push_back(std::move(step));
  if (plan.steps.empty()) plan.steps.push_back({"make the views anew"});
  plan.problems = problems_of(db, derivation);
  plan.backup = backup_name(path, target);
  return plan;
}

void refuse_problems(const MigrationPlan& plan) {
  if (plan.problems.empty()) return;
  std::string all;
  for (const std::string& problem : plan.problems) all += (all.empty() ? "" : "; ") + problem;
  throw Error(
      TANDEM_INVALID_STATE, "the store cannot be migrated: " + all + "; nothing was changed",
      "mend these records with the Tandem that wrote the store, or install a Tandem that knows a step");
}

/// Gone again unless the migration was done: many failed ones must not fill the disk.
class BackupFile {
 public:
  BackupFile(sqlite3* db, std::filesystem::path path, Random& random) : path_(std::move(path)) {
    copy_database(db, path_, random, false);
  }
  ~BackupFile() {
    std::error_code ignored;
    if (!kept_) std::filesystem::remove(path_, ignored);
  }
  BackupFile(const BackupFile&) = delete;
  void keep() { kept_ = true; }

 private:
  std::filesystem::path path_;
  bool kept_ = false;
};

/// Views read the tables by name: they are gone while tables are copied.
void drop_views(sqlite3* db) {
  while (const auto name = ask(db, "SELECT name FROM sqlite_schema WHERE type = 'view' LIMIT 1")) {
    run_script(db, "DROP VIEW " + quoted_name(*name), "migrating");
  }
}

void make_views(sqlite3* db, const model::Catalogue& catalogue) {
  model::Catalogue with_fields(catalogue);
  add_declared_fields(db, with_fields);
  rebuild_views(db, with_fields);
}

void run_step(sqlite3* db, const Migration& step) {
  run_script(db, step.sql, "migrating");
  run_script(db, "PRAGMA user_version=" + std::to_string(step.to), "migrating");
  put_meta(db, meta::kLeastReader, std::to_string(step.least_reader));
  put_meta(db, meta::kLeastWriter, std::to_string(step.least_writer));
}

void check_result(sqlite3* db, const model::Catalogue& catalogue) {
  const Derivation left = derivation_of(db, catalogue, {});
  if (!left.differences.empty()) {
    throw Error(TANDEM_INTERNAL, "the migrated store is not as it should be: " + in_words(left.differences),
                "report this; nothing was changed");
  }
  const std::int64_t broken = ask_number(db, "SELECT count(*) FROM pragma_foreign_key_check");
  if (broken > 0) {
    throw Error(TANDEM_CORRUPT, std::to_string(broken) + " references lead nowhere; nothing was changed",
                "run `tandem verify` with the Tandem that wrote the store");
  }
}

void run(sqlite3* db, const model::Catalogue& catalogue, const MigrationPlan& plan,
         std::span<const Migration> steps) {
  run_script(db, "PRAGMA foreign_keys=OFF", "migrating");  // dropping a copied table must delete no row
  Transaction transaction(db);
  const model::Meanings meanings = kept_meanings(db);
  drop_views(db);
  for (const Migration& step : due_steps(plan.from, plan.to, steps)) run_step(db, step);
  derive(db, derivation_of(db, catalogue, meanings));
  record_shape(db, catalogue);
  // Open connections look again at what the store is.
  run_script(db, "UPDATE store_meta SET value = value + 1 WHERE key = 'generation'", "migrating");
  make_views(db, catalogue);
  check_result(db, catalogue);
  transaction.commit();
}

/// Copied tables make a long log, one that was given up as well.
void empty_log(sqlite3* db) {
  sqlite3_busy_timeout(db, 0);
  sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

MigrationPlan plan_migration(const std::filesystem::path& path, const model::Catalogue& catalogue,
                             const OpenOptions& options, std::span<const Migration> steps, int target) {
  OpenOptions reading = options;
  reading.create = false;
  reading.read_only = true;
  check_place(path, reading);
  const Connection db = connect(path, Access::read, options.busy_timeout_ms);
  require_store(db.get());
  return plan(db.get(), path, catalogue, steps, target);
}

MigrationPlan migrate(const std::filesystem::path& path, const model::Catalogue& catalogue,
                      const OpenOptions& options, std::span<const Migration> steps, int target) {
  OpenOptions writing = options;
  writing.create = false;
  writing.read_only = false;
  check_place(path, writing);
  const Connection db = connect(path, Access::write, options.busy_timeout_ms);
  require_store(db.get());
  use_log(db.get(), false);
  WriteLock lock(beside(sqlite3_db_filename(db.get(), "main"), "-lock"), *options.clock);
  lock.acquire(options.busy_timeout_ms);

  MigrationPlan planned = plan(db.get(), path, catalogue, steps, target);
  refuse_problems(planned);
  if (planned.steps.empty()) return planned;
  remove_unfinished_backups(path);
  BackupFile backup(db.get(), planned.backup, *options.random);
  try {
    run(db.get(), catalogue, planned, steps);
  } catch (...) {
    empty_log(db.get());
    throw;
  }
  backup.keep();
  empty_log(db.get());
  return planned;
}

}  // namespace tandem::store
