// SPDX-License-Identifier: Apache-2.0
// OpenSSL writes to sockets that the peer may have closed, which raises SIGPIPE and would end the host's
// process. The library installs no handler: it blocks the signal in this thread while curl works and
// takes back one that curl raised.
#pragma once

#include <csignal>
#include <ctime>

namespace tandem::adapters {

class PipeGuard {
 public:
  PipeGuard() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    was_pending_ = sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
    blocked_ = pthread_sigmask(SIG_BLOCK, &pipe_, &before_) == 0;
  }
  ~PipeGuard() {
    if (!blocked_) return;
    const timespec at_once{0, 0};
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  PipeGuard(const PipeGuard&) = delete;
  PipeGuard& operator=(const PipeGuard&) = delete;

 private:
  sigset_t pipe_{}, before_{};
  bool was_pending_ = false, blocked_ = false;
};

}  // namespace tandem::adapters
