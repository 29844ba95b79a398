// SPDX-License-Identifier: Apache-2.0
// Tells a process from the child it has forked, without a system call: SQLite connections and locks
// must not be carried across a fork.
#pragma once

namespace tandem {

class ForkGuard {
 public:
  ForkGuard();
  ~ForkGuard();
  ForkGuard(const ForkGuard&) = delete;
  ForkGuard& operator=(const ForkGuard&) = delete;

  bool forked() const noexcept { return *mark_ == 0 || (process_ != 0 && !same_process()); }
  /// Throws invalid state in a child.
  void check() const;

 private:
  bool same_process() const noexcept;
  volatile unsigned char* mark_;  // a page that the kernel empties in a child
  long process_ = 0;              // asked where a kernel does not do that
};

}  // namespace tandem
