// SPDX-License-Identifier: Apache-2.0
#include "base/fork_guard.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <new>

#include "base/error.hpp"

namespace tandem {
namespace {

constexpr std::size_t kBytes = 4096;

}  // namespace

ForkGuard::ForkGuard() {
  void* page = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) throw std::bad_alloc();
  if (madvise(page, kBytes, MADV_WIPEONFORK) != 0) process_ = getpid();
  mark_ = static_cast<unsigned char*>(page);
  *mark_ = 1;
}

bool ForkGuard::same_process() const noexcept { return process_ == getpid(); }

ForkGuard::~ForkGuard() { munmap(const_cast<unsigned char*>(mark_), kBytes); }

void ForkGuard::check() const {
  if (!forked()) return;
  throw Error(TANDEM_INVALID_STATE, "this handle was made before the process forked",
              "open the store again in the child process");
}

}  // namespace tandem
