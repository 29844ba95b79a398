// SPDX-License-Identifier: Apache-2.0
#include "adapters/file_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

std::string shown(std::string_view name) { return "\"" + escape_controls(cut(name, 120)) + "\""; }

[[noreturn]] void fail_with_errno(const std::string& what, int error) {
  const tandem_status status = error == ENOENT                      ? TANDEM_NOT_FOUND
                               : error == EACCES || error == EPERM  ? TANDEM_FORBIDDEN
                               : error == ENOSPC || error == EDQUOT ? TANDEM_OUT_OF_MEMORY
                                                                    : TANDEM_UNAVAILABLE;
  const char* advice = status == TANDEM_FORBIDDEN       ? "give the user that runs Tandem the right"
                       : status == TANDEM_OUT_OF_MEMORY ? "free some disk space"
                                                        : "";
  throw Error(status, what + ": " + std::strerror(error), advice).native("errno", error);
}

void write_fully(const Descriptor& file, std::string_view content, const std::string& what) {
  while (!content.empty()) {
    const ssize_t put = ::write(file.get(), content.data(), content.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail_with_errno(what, errno);
    content.remove_prefix(static_cast<std::size_t>(put));
  }
}

/// Removes a temporary file unless it has become the real one.
struct Temporary {
  int folder;
  std::string name;
  bool kept = false;
  ~Temporary() {
    if (!kept) ::unlinkat(folder, name.c_str(), 0);
  }
};

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

}  // namespace

/// The folder that holds a file, and the file's own name in it.
struct FileFolder::Place {
  Descriptor folder;
  std::string name;
};

std::size_t read_fully(const Descriptor& file, char* into, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::read(file.get(), into + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_with_errno("a file cannot be read", errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

FileFolder::FileFolder(const std::filesystem::path& folder) {
  if (!folder.is_absolute()) {
    throw Error(TANDEM_INVALID_ARGUMENT, "setting \"folder\" must be an absolute path", "write it from / on");
  }
  folder_ = Descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder_) fail_with_errno("folder " + shown(folder.string()) + " cannot be opened", errno);
}

FileFolder::Place FileFolder::place_of(std::string_view name) const {
  const std::filesystem::path path{std::string(name)};
  bool good =
      !name.empty() && valid_text(name) && path.is_relative() && path.has_filename() && name.size() < 1000;
  for (const auto& part : path) good = good && part != ".." && part != "." && !part.empty();
  if (!good) {
    throw Error(TANDEM_INVALID_ARGUMENT, shown(name) + " is not a name inside the connection's folder",
                "names are relative and hold no '..'");
  }
  Place place{Descriptor(::fcntl(folder_.get(), F_DUPFD_CLOEXEC, 3)), path.filename().string()};
  for (const auto& part : path.parent_path()) {
    place.folder = Descriptor(
        ::openat(place.folder.get(), part.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (!place.folder) fail_with_errno("folder of " + shown(name) + " cannot be opened", errno);
  }
  return place;
}

std::vector<FolderEntry> FileFolder::list() const {
  // A descriptor of its own: reading a folder moves the position of the open file description.
  const int fd = ::openat(folder_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  std::unique_ptr<DIR, CloseFolder> folder(fd < 0 ? nullptr : ::fdopendir(fd));
  if (!folder) fail_with_errno("the connection's folder cannot be read", errno);
  std::vector<FolderEntry> entries;
  while (const dirent* entry = ::readdir(folder.get())) {
    struct stat s {};
    if (entry->d_name[0] == '.') continue;
    if (::fstatat(fd, entry->d_name, &s, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(s.st_mode)) continue;
    if (!valid_text(entry->d_name)) continue;
    entries.push_back({entry->d_name, static_cast<std::uint64_t>(s.st_size),
                       s.st_mtim.tv_sec * 1'000'000 + s.st_mtim.tv_nsec / 1000});
  }
  std::sort(entries.begin(), entries.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  return entries;
}

std::pair<Descriptor, std::size_t> FileFolder::open(std::string_view name) const {
  const Place place = place_of(name);
  Descriptor file(
      ::openat(place.folder.get(), place.name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file && errno == ELOOP) {
    throw Error(TANDEM_FORBIDDEN, "file " + shown(name) + " is a symbolic link", "put the file itself there");
  }
  if (!file) fail_with_errno("file " + shown(name) + " cannot be opened", errno);
  struct stat s {};
  if (::fstat(file.get(), &s) != 0 || !S_ISREG(s.st_mode)) {
    throw Error(TANDEM_FORBIDDEN, shown(name) + " is not a regular file", "put an ordinary file there");
  }
  return {std::move(file), static_cast<std::size_t>(s.st_size)};
}

void FileFolder::replace(std::string_view name, std::string_view content,
                         const std::optional<std::string>& expected, Random& random) const {
  const Place place = place_of(name);
  const std::string what = "file " + shown(name) + " cannot be written";
  std::uint64_t salt = 0;
  random.fill(&salt, sizeof(salt));
  Temporary temporary{place.folder.get(),
                      "." + place.name.substr(0, 100) + "." + std::to_string(salt) + ".tmp"};
  struct stat old {};
  const bool exists = ::fstatat(place.folder.get(), place.name.c_str(), &old, AT_SYMLINK_NOFOLLOW) == 0;
  if (exists && !S_ISREG(old.st_mode)) {
    throw Error(TANDEM_FORBIDDEN, shown(name) + " is not a regular file", "put an ordinary file there");
  }
  const Descriptor file(::openat(place.folder.get(), temporary.name.c_str(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) {
    temporary.kept = true;
    fail_with_errno(what, errno);
  }
  // Whoever may read the file today may read the new one; a new file is for its owner alone.
  if (exists && ::fchmod(file.get(), old.st_mode & 0777) != 0) fail_with_errno(what, errno);
  write_fully(file, content, what);
  if (::fsync(file.get()) != 0) fail_with_errno(what, errno);

  const auto conflict = [&](const char* why) {
    throw Error(TANDEM_CONFLICT, "file " + shown(name) + " " + why, "read it again and merge");
  };
  if (expected && expected->empty()) {
    // A link, unlike a rename, never replaces: two makers cannot both win.
    if (::linkat(place.folder.get(), temporary.name.c_str(), place.folder.get(), place.name.c_str(), 0) !=
        0) {
      if (errno == EEXIST) conflict("exists already");
      fail_with_errno(what, errno);
    }
  } else {
    if (expected) {
      if (!exists) conflict("is gone");
      auto [current, size] = open(name);
      std::string bytes(size, '\0');
      bytes.resize(read_fully(current, bytes.data(), size));
      if (sha256_hex(bytes) != *expected) conflict("has changed meanwhile");
    }
    if (::renameat(place.folder.get(), temporary.name.c_str(), place.folder.get(), place.name.c_str()) != 0) {
      fail_with_errno(what, errno);
    }
    temporary.kept = true;
  }
  if (::fsync(place.folder.get()) != 0) fail_with_errno(what, errno);
}

}  // namespace tandem::adapters
