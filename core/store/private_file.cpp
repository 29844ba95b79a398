// SPDX-License-Identifier: Apache-2.0
#include "store/private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace tandem::store {
namespace {

constexpr mode_t kReadWrite = 0666;

mode_t mode_of(const std::filesystem::path& store) {
  struct stat there {};
  return stat(store.c_str(), &there) == 0 ? there.st_mode & kReadWrite : kPrivate;
}

}  // namespace

bool make_private(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kPrivate);
  if (fd < 0) return false;
  close(fd);
  return true;
}

int open_beside(const std::filesystem::path& store, const std::filesystem::path& file, int flags) {
  // Without O_NONBLOCK a FIFO without a reader would hold the caller up for ever.
  const int fd = ::open(file.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, kPrivate);
  if (fd < 0) return -1;
  struct stat opened {};
  if (fstat(fd, &opened) != 0 || !S_ISREG(opened.st_mode)) {
    close(fd);
    errno = EINVAL;
    return -1;
  }
  const mode_t mode = mode_of(store);
  // Where another owns it the change fails, and the file stays as its owner wants it.
  if ((opened.st_mode & 0777) != mode) static_cast<void>(fchmod(fd, mode));
  return fd;
}

}  // namespace tandem::store
