// SPDX-License-Identifier: Apache-2.0
// The advisory lock around every write transaction and every checkpoint, in whatever process.
// An OFD lock on `<store>-lock` with a turnstile: take byte 1, then byte 0, release byte 1. Without
// the turnstile a pull that commits page after page starves other writers. Never held over I/O to a
// remote or host code.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "base/services.hpp"

namespace tandem::store {

class WriteLock {
 public:
  /// `lock_file` is named after SQLite's own name of the store.
  WriteLock(std::filesystem::path lock_file, Clock& clock);
  ~WriteLock();
  WriteLock(const WriteLock&) = delete;

  /// Waits, polling with a cap of 1 ms; busy after the timeout, cancelled when `cancelled` says so.
  void acquire(std::int64_t timeout_ms, const std::function<bool()>& cancelled = {});
  bool try_acquire();
  void release();
  bool held() const { return held_; }
  /// True when another writer stands at the turnstile: time to end the page's transaction.
  bool awaited() const;
  /// Microseconds the last `acquire` waited.
  std::int64_t waited() const { return waited_; }

 private:
  void open();
  void reopen();
  bool same_file() const;
  std::filesystem::path file_;
  Clock* clock_;
  int fd_ = -1;
  bool held_ = false;
  std::int64_t waited_ = 0;
  int process_;
};

}  // namespace tandem::store
