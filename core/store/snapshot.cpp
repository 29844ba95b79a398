// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot.hpp"

namespace tandem::store {
namespace {

constexpr int kIndexRegion = 32768;  // size of the first region of the log index

// Any read makes SQLite map the log index and begin its read transaction.
void touch(Database& db) { db.execute("SELECT 1 FROM store_meta LIMIT 1"); }

}  // namespace

// Through SQLite's own file object: the -shm file is never opened by anybody else: closing it would
// drop SQLite's locks.
const std::uint64_t* Snapshot::map() {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(db_->raw(), "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK) return nullptr;
  if (file == nullptr || file->pMethods == nullptr || file->pMethods->iVersion < 2) return nullptr;
  if (file->pMethods->xShmMap == nullptr) return nullptr;
  volatile void* region = nullptr;
  if (file->pMethods->xShmMap(file, 0, kIndexRegion, 0, &region) != SQLITE_OK) return nullptr;
  return static_cast<const std::uint64_t*>(const_cast<const void*>(region));
}

Snapshot::Header Snapshot::look() {
  Header header{};
  for (std::size_t i = 0; i < header.size(); ++i) header[i] = __atomic_load_n(index_ + i, __ATOMIC_ACQUIRE);
  return header;
}

void Snapshot::refresh() {
  if (open_ && index_ != nullptr && look() == seen_) return;
  end();
  if (index_ == nullptr) {
    touch(*db_);
    index_ = map();
  }
  // Looked at before the transaction begins: a commit in between is seen as a change next time.
  if (index_ != nullptr) seen_ = look();
  db_->execute("BEGIN");
  open_ = true;
  touch(*db_);
}

void Snapshot::end() noexcept {
  if (!open_) return;
  open_ = false;
  if (db_->forked()) return;  // the parent's transaction
  sqlite3_exec(db_->raw(), "COMMIT", nullptr, nullptr, nullptr);
}

}  // namespace tandem::store
