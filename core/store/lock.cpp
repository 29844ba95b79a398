// SPDX-License-Identifier: Apache-2.0
#include "store/lock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/error.hpp"
#include "store/private_file.hpp"

namespace tandem::store {
namespace {

constexpr off_t kWriter = 0;     // held while writing
constexpr off_t kTurnstile = 1;  // held while waiting for kWriter: the next in line
constexpr int kEagerTries = 8;   // tries that only yield, before the 1 ms steps

struct flock range(short type, off_t byte) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte;
  lock.l_len = 1;
  return lock;
}

/// True: taken. False: somebody else has it.
bool take(int fd, off_t byte) {
  for (;;) {
    struct flock lock = range(F_WRLCK, byte);
    if (fcntl(fd, F_OFD_SETLK, &lock) == 0) return true;
    if (errno == EAGAIN || errno == EACCES) return false;
    if (errno != EINTR) {
      throw Error(TANDEM_UNAVAILABLE, "the lock file of the store cannot be locked",
                  "keep the store on a local file system")
          .native("errno", errno);
    }
  }
}

void drop(int fd, off_t byte) {
  struct flock lock = range(F_UNLCK, byte);
  fcntl(fd, F_OFD_SETLK, &lock);
}

/// The lock file stands beside the store, under its name with an ending.
std::filesystem::path store_of(const std::filesystem::path& lock_file) {
  const std::string name = lock_file.string();
  return name.substr(0, name.rfind('-'));
}

/// Polls one byte until it is taken, the time is over or the caller gives up.
class Waiting {
 public:
  Waiting(Clock& clock, std::int64_t timeout_ms, const std::function<bool()>& cancelled)
      : clock_(clock), started_(clock.monotonic()), timeout_ms_(timeout_ms), cancelled_(cancelled) {}

  void pause() {
    if (cancelled_ && cancelled_()) throw Error(TANDEM_CANCELLED, "stopped while waiting to write");
    if (waited() >= timeout_ms_ * 1000) {
      Error busy(TANDEM_BUSY, "another process is writing to the store", "try again in a moment");
      busy.retryable = true;
      throw busy;
    }
    clock_.sleep_ms(tries_ < kEagerTries ? 0 : 1);
    ++tries_;
  }
  std::int64_t waited() const { return clock_.monotonic() - started_; }
  bool paused() const { return tries_ > 0; }

 private:
  Clock& clock_;
  std::int64_t started_;
  std::int64_t timeout_ms_;
  const std::function<bool()>& cancelled_;
  int tries_ = 0;
};

}  // namespace

WriteLock::WriteLock(std::filesystem::path lock_file, Clock& clock)
    : file_(std::move(lock_file)), clock_(&clock), process_(getpid()) {}

WriteLock::~WriteLock() {
  // A forked child shares the parent's lock: it may close its copy, never unlock.
  if (held_ && process_ == getpid()) release();
  if (fd_ >= 0) close(fd_);
}

void WriteLock::open() {
  fd_ = open_beside(store_of(file_), file_, O_RDWR | O_CREAT);
  if (fd_ < 0) {
    throw Error(TANDEM_UNAVAILABLE, "the lock file beside the store cannot be opened",
                "check that it is an ordinary file, and that this user may write it and the store's folder")
        .native("errno", errno);
  }
}

bool WriteLock::same_file() const {
  struct stat mine {};
  struct stat named {};
  return fstat(fd_, &mine) == 0 && stat(file_.c_str(), &named) == 0 && mine.st_dev == named.st_dev &&
         mine.st_ino == named.st_ino;
}

void WriteLock::reopen() {
  close(fd_);
  fd_ = -1;
  open();
}

void WriteLock::acquire(std::int64_t timeout_ms, const std::function<bool()>& cancelled) {
  if (held_) throw Error(TANDEM_INVALID_STATE, "a change is open on this connection already");
  if (fd_ < 0) open();
  Waiting waiting(*clock_, timeout_ms, cancelled);
  for (;;) {
    while (!take(fd_, kTurnstile)) waiting.pause();
    try {
      while (!take(fd_, kWriter)) waiting.pause();
    } catch (...) {
      drop(fd_, kTurnstile);
      throw;
    }
    drop(fd_, kTurnstile);
    if (same_file()) break;
    // Somebody replaced the file: this lock keeps nobody out.
    drop(fd_, kWriter);
    reopen();
  }
  held_ = true;
  waited_ = waiting.paused() ? waiting.waited() : 0;
}

bool WriteLock::try_acquire() {
  if (held_) return false;
  if (fd_ < 0) open();
  if (!take(fd_, kTurnstile)) return false;
  held_ = take(fd_, kWriter);
  drop(fd_, kTurnstile);
  if (held_ && !same_file()) {
    drop(fd_, kWriter);
    held_ = false;
    reopen();
  }
  waited_ = 0;
  return held_;
}

void WriteLock::release() {
  if (!held_) return;
  drop(fd_, kWriter);
  held_ = false;
}

bool WriteLock::awaited() const {
  if (fd_ < 0) return false;
  struct flock lock = range(F_WRLCK, kTurnstile);
  return fcntl(fd_, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

}  // namespace tandem::store
