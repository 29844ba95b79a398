// SPDX-License-Identifier: Apache-2.0
// A disk that is full from the n-th write on, or on which the process dies in the middle of it.
#pragma once

#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <map>
#include <memory>

namespace tandem::store {

class FaultyDisk {
 public:
  enum class Fault { none, full, death };

  /// From the n-th write, flush or cut of any file that SQLite has open on.
  static void set(Fault fault, int at) {
    install();
    fault_ = fault;
    left_ = at;
    seen_ = 0;
  }
  /// Writes, flushes and cuts since then.
  static int seen() { return seen_; }

 private:
  struct Methods {
    sqlite3_io_methods own;  // first: a file's pMethods is a Methods
    const sqlite3_io_methods* real;
  };

  static bool due() {
    ++seen_;
    return fault_ != Fault::none && --left_ <= 0;
  }
  static void die() { kill(getpid(), SIGKILL); }
  static const sqlite3_io_methods& real(const sqlite3_file* file) {
    return *reinterpret_cast<const Methods*>(file->pMethods)->real;
  }

  static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    if (due()) {
      if (fault_ == Fault::full) return SQLITE_FULL;
      real(file).xWrite(file, bytes, size / 2, at);  // a torn page
      die();
    }
    return real(file).xWrite(file, bytes, size, at);
  }
  static int sync(sqlite3_file* file, int flags) {
    if (due() && fault_ == Fault::death) die();
    return real(file).xSync(file, flags);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (due() && fault_ == Fault::death) die();
    return real(file).xTruncate(file, size);
  }

  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    const int code = below_->xOpen(below_, name, file, flags, out);
    if (code != SQLITE_OK || file->pMethods == nullptr) return code;
    auto& methods = methods_[file->pMethods];
    if (!methods) {
      methods = std::make_unique<Methods>(Methods{*file->pMethods, file->pMethods});
      methods->own.xWrite = &write;
      methods->own.xSync = &sync;
      methods->own.xTruncate = &truncate;
    }
    file->pMethods = &methods->own;
    return code;
  }

  static void install() {
    if (below_ != nullptr) return;
    below_ = sqlite3_vfs_find(nullptr);
    static sqlite3_vfs disk = *below_;
    disk.zName = "faulty";
    disk.pNext = nullptr;
    disk.xOpen = &open;
    sqlite3_vfs_register(&disk, 1);
  }

  static inline sqlite3_vfs* below_ = nullptr;
  static inline std::map<const sqlite3_io_methods*, std::unique_ptr<Methods>> methods_;
  static inline Fault fault_ = Fault::none;
  static inline int left_ = 0;
  static inline int seen_ = 0;
};

}  // namespace tandem::store
