// SPDX-License-Identifier: Apache-2.0
#include "store/create.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/connection.hpp"
#include "store/migration/shape.hpp"
#include "store/place.hpp"
#include "store/schema.hpp"
#include "store/sidecar.hpp"

namespace tandem::store {
namespace {

void write_first_meta(sqlite3* db, const std::filesystem::path& draft, const OpenOptions& options) {
  IdGenerator ids(*options.random);
  put_meta(db, meta::kStoreId, ids.next(options.clock->now()).text());
  put_meta(db, meta::kEpoch, "1");
  put_meta(db, meta::kCommits, "0");
  put_meta(db, meta::kLeastReader, std::to_string(kSchemaNumber));
  put_meta(db, meta::kLeastWriter, std::to_string(kSchemaNumber));
  put_meta(db, meta::kGeneration, "0");
  // The draft is linked to its final name, so device and inode stay.
  record_whereabouts(db, whereabouts(draft, options.machine));
}

Sidecar fill_draft(const std::filesystem::path& draft, const model::Catalogue& catalogue,
                   const OpenOptions& options) {
  const Connection db = connect(draft, Access::create, options.busy_timeout_ms);
  // In the draft nobody else is around: let SQLite clear its log away at closing.
  sqlite3_db_config(db.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  run_script(db.get(), "PRAGMA journal_mode=WAL", "making the store");
  Transaction transaction(db.get());
  run_script(db.get(), schema_sql(catalogue), "making the store");
  run_script(db.get(), "PRAGMA application_id=" + std::to_string(kApplicationId), "making the store");
  run_script(db.get(), "PRAGMA user_version=" + std::to_string(kSchemaNumber), "making the store");
  write_first_meta(db.get(), draft, options);
  record_shape(db.get(), catalogue);
  transaction.commit();
  return sidecar_of(db.get());
}

/// A store without its sidecar would count as a copy: rather none at all.
void write_first_sidecar(const std::filesystem::path& path, const Sidecar& sidecar) {
  try {
    write_sidecar(path, sidecar);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    throw;
  }
}

void flush_folder(const std::filesystem::path& path) {
  const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

}  // namespace

std::filesystem::path draft_name(const std::filesystem::path& path, Random& random) {
  char bytes[6];
  random.fill(bytes, sizeof bytes);
  return beside(path, (".draft-" + hex({bytes, sizeof bytes})).c_str());
}

void remove_draft(const std::filesystem::path& draft) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {  // lint: path only
    std::error_code ignored;
    std::filesystem::remove(beside(draft, suffix), ignored);
  }
}

void name_draft(const std::filesystem::path& draft, const std::filesystem::path& path) {
  const int failed = link(draft.c_str(), path.c_str()) == 0 ? 0 : errno;
  remove_draft(draft);
  flush_folder(path);
  if (failed == 0) return;
  if (failed == EEXIST) {
    throw Error(TANDEM_ALREADY_EXISTS, "there is a file at this path already", "choose another path");
  }
  throw Error(TANDEM_UNAVAILABLE, "the new file cannot be given its name",
              "check that this user may write in the folder")
      .native("errno", failed);
}

void create_store(const std::filesystem::path& path, const model::Catalogue& catalogue,
                  const OpenOptions& options) {
  const std::filesystem::path draft = draft_name(path, *options.random);
  try {
    const Sidecar sidecar = fill_draft(draft, catalogue, options);
    name_draft(draft, path);
    write_first_sidecar(path, sidecar);
  } catch (...) {
    remove_draft(draft);
    throw;
  }
}

}  // namespace tandem::store
