// SPDX-License-Identifier: Apache-2.0
#include "store/migrate.hpp"

#include "base/error.hpp"
#include "store/backup.hpp"
#include "store/connection.hpp"
#include "store/extension.hpp"
#include "store/place.hpp"
#include "store/schema.hpp"
#include "store/sidecar.hpp"

namespace tandem::store {
namespace {

std::int64_t meta_number(sqlite3* db, std::string_view key) {
  const auto value = get_meta(db, key);
  return value ? std::strtoll(value->c_str(), nullptr, 10) : 0;
}

void require_store(sqlite3* db) {
  if (ask_number(db, "PRAGMA application_id") == kApplicationId) return;
  throw Error(TANDEM_CORRUPT, "the file is a database, but not a Tandem store",
              "check the path; a store is made with `tandem init`");
}

[[noreturn]] void refuse_newer(const char* access) {
  throw Error(TANDEM_NEEDS_UPGRADE,
              std::string("the store was written by a newer Tandem; this one may not ") + access,
              "install the newer Tandem, or restore a backup from before the upgrade");
}

void apply(sqlite3* db, const Migration& step) {
  run_script(db, step.sql, "migrating");
  run_script(db, "PRAGMA user_version=" + std::to_string(step.to), "migrating");
  put_meta(db, meta::kLeastReader, std::to_string(step.least_reader));
  put_meta(db, meta::kLeastWriter, std::to_string(step.least_writer));
}

/// A backup's name that is not taken: crm.db.before-2.bak, crm.db.before-2.1.bak …
std::filesystem::path backup_name(const std::filesystem::path& path, int target) {
  const std::string stem = ".before-" + std::to_string(target);
  std::filesystem::path name = beside(path, (stem + ".bak").c_str());
  for (int i = 1; std::filesystem::exists(name); ++i) {
    name = beside(path, (stem + "." + std::to_string(i) + ".bak").c_str());
  }
  return name;
}

}  // namespace

std::span<const Migration> migrations() { return {}; }

Age check_age(sqlite3* db, const OpenOptions& options) {
  const std::int64_t number = ask_number(db, "PRAGMA user_version");
  require_store(db);
  if (number > kSchemaNumber) {
    if (meta_number(db, meta::kLeastReader) > kSchemaNumber) refuse_newer("open it");
    if (!options.read_only && meta_number(db, meta::kLeastWriter) > kSchemaNumber)
      refuse_newer("write to it");
  }
  if (number >= kSchemaNumber) return Age::current;
  if (options.migrate) return Age::older;
  throw Error(TANDEM_NEEDS_UPGRADE, "the store was written by an older Tandem",
              "run `tandem migrate`; it makes a backup first");
}

Migrated migrate(const std::filesystem::path& path, const model::Catalogue& catalogue,
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

  Migrated done;
  done.from = done.to = static_cast<int>(ask_number(db.get(), "PRAGMA user_version"));
  if (done.from >= target) return done;
  done.backup = backup_name(path, target);
  copy_database(db.get(), done.backup, *options.random, false);
  Transaction transaction(db.get());
  for (const Migration& step : steps) {
    if (step.to <= done.to || step.to > target) continue;
    apply(db.get(), step);
    done.to = step.to;
  }
  if (done.to != target) {
    throw Error(TANDEM_NEEDS_UPGRADE, "the store is too old for this Tandem to migrate",
                "migrate it with an older Tandem first");
  }
  model::Catalogue with_fields(catalogue);
  add_declared_fields(db.get(), with_fields);
  rebuild_views(db.get(), with_fields);
  put_meta(db.get(), meta::kCatalogue, std::string(model::kCatalogueVersion));
  transaction.commit();
  return done;
}

}  // namespace tandem::store
