// SPDX-License-Identifier: Apache-2.0
// Tells a process from the child it has forked, without a system call: SQLite connections and locks
// must not be carried across a fork (contracts 22).
#pragma once

namespace tandem {

class ForkGuard {
 public:
  ForkGuard();
  ~ForkGuard();
  ForkGuard(const ForkGuard&) = delete;
  ForkGuard& operator=(const ForkGuard&) = delete;

  bool forked() const noexcept { return *mark_ == 0; }
  /// Throws invalid state in a child.
  void check() const;

 private:
  volatile unsigned char* mark_;  // a page that the kernel empties in a child
};

}  // namespace tandem
