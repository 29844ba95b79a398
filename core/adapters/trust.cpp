// SPDX-License-Identifier: Apache-2.0
#include "adapters/trust.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <vector>

#include "adapters/elf.hpp"
#include "adapters/file_folder.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

std::string shown(const std::filesystem::path& path) { return escape_controls(path.string()); }

[[noreturn]] void refuse(const std::string& what, const std::string& advice) {
  throw Error(TANDEM_FORBIDDEN, what, advice);
}

bool trusted_owner(const struct stat& s) { return s.st_uid == 0 || s.st_uid == ::geteuid(); }
bool others_write(const struct stat& s) { return (s.st_mode & (S_IWGRP | S_IWOTH)) != 0; }

struct stat look(const std::filesystem::path& path) {
  struct stat s {};
  if (::lstat(path.c_str(), &s) != 0) {
    throw Error(TANDEM_NOT_FOUND, shown(path) + " cannot be looked at: " + std::strerror(errno),
                "check the path and the rights on the folders above it");
  }
  return s;
}

Descriptor open_plain(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file && errno == ELOOP) {
    refuse(shown(path) + " is a symbolic link", "put the file itself there; links are not followed");
  }
  if (!file) {
    throw Error(TANDEM_NOT_FOUND, shown(path) + " cannot be opened: " + std::strerror(errno),
                "reinstall the adapter");
  }
  return file;
}

void require_trusted_file(const Descriptor& file, const std::filesystem::path& path) {
  struct stat s {};
  if (::fstat(file.get(), &s) != 0 || !S_ISREG(s.st_mode)) {
    refuse(shown(path) + " is not a regular file", "reinstall the adapter");
  }
  if (!trusted_owner(s)) {
    refuse(shown(path) + " belongs to another user", "make root or the user that runs Tandem its owner");
  }
  if (others_write(s)) {
    refuse(shown(path) + " can be written by others", "run: chmod go-w on it, then check who changed it");
  }
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

std::string hash_of(const Descriptor& file) {
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) {
    throw Error(TANDEM_INTERNAL, "SHA-256 is not available");
  }
  std::vector<char> block(256 * 1024);
  while (const std::size_t got = read_fully(file, block.data(), block.size())) {
    EVP_DigestUpdate(context.get(), block.data(), got);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context.get(), bytes.data(), &size);
  return hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), size));
}

struct MappedFile {
  unsigned major = 0, minor = 0;
  std::uint64_t inode = 0;
  bool operator==(const MappedFile&) const = default;
};

/// The file behind the mapping that holds `address`, as the kernel tells it.
std::optional<MappedFile> file_behind(const void* address) {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  std::ifstream maps("/proc/self/maps");
  std::string line;
  while (std::getline(maps, line)) {
    std::uintptr_t begin = 0, end = 0;
    MappedFile file;
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %*4s %*x %x:%x %" SCNu64, &begin, &end,
                    &file.major, &file.minor, &file.inode) == 5 &&
        begin <= wanted && wanted < end) {
      return file;
    }
  }
  return std::nullopt;
}

}  // namespace

void require_trusted_folder(const std::filesystem::path& folder) {
  const struct stat own = look(folder);
  if (!S_ISDIR(own.st_mode)) refuse(shown(folder) + " is not a folder", "reinstall the adapter");
  if (!trusted_owner(own) || others_write(own)) {
    refuse("folder " + shown(folder) + " can be written by others",
           "make root or the user that runs Tandem its owner and run: chmod go-w on it");
  }
  struct stat next = own;
  for (std::filesystem::path above = folder; above != above.root_path();) {
    above = above.parent_path();
    const struct stat s = look(above);
    const bool safe =
        trusted_owner(s) && (!others_write(s) || ((s.st_mode & S_ISVTX) != 0 && trusted_owner(next)));
    if (!safe) {
      refuse("folder " + shown(above) + ", above the adapter, can be written by others",
             "install adapters below a folder that only root or the user that runs Tandem can write");
    }
    next = s;
  }
}

CheckedFile check_library_file(const std::filesystem::path& inside, const std::filesystem::path& relative,
                               const std::string& sha256) {
  std::error_code error;
  const std::filesystem::path path = inside / relative;
  const std::filesystem::path folder = std::filesystem::canonical(path.parent_path(), error);
  if (error) {
    throw Error(TANDEM_NOT_FOUND, "library " + shown(path) + " is not there", "reinstall the adapter");
  }
  const auto [end, ignored] = std::mismatch(inside.begin(), inside.end(), folder.begin(), folder.end());
  if (end != inside.end()) {
    refuse("library " + shown(path) + " lies outside the adapter's folder", "reinstall the adapter");
  }
  // Every folder from the library's up to the manifest's counts as the adapter's own.
  for (std::filesystem::path own = folder; own != inside; own = own.parent_path())
    require_trusted_folder(own);
  require_trusted_folder(inside);
  CheckedFile checked{folder / path.filename(), open_plain(folder / path.filename())};
  require_trusted_file(checked.descriptor, checked.path);
  if (hash_of(checked.descriptor) != sha256) {
    refuse("library " + shown(checked.path) + " is not the one its manifest names (SHA-256 differs)",
           "reinstall the adapter; if nobody updated it, find out who changed it");
  }
  require_loadable_elf(checked.descriptor, checked.path);
  return checked;
}

bool mapped_from(const void* address, const Descriptor& file) {
  // The file is mapped once more and both mappings are compared as the kernel shows them: on overlay
  // file systems its numbers differ from those of fstat.
  void* page = ::mmap(nullptr, 1, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (page == MAP_FAILED) return false;
  const auto expected = file_behind(page);
  const auto actual = file_behind(address);
  ::munmap(page, 1);
  return expected && actual && expected->inode != 0 && *expected == *actual;
}

std::string read_trusted_text(const std::filesystem::path& path, std::size_t largest) {
  const Descriptor file = open_plain(path);
  require_trusted_file(file, path);
  std::string text(largest + 1, '\0');
  text.resize(read_fully(file, text.data(), text.size()));
  if (text.size() > largest) {
    throw Error(TANDEM_INVALID_ARGUMENT,
                shown(path) + " is larger than " + std::to_string(largest) + " bytes",
                "reinstall the adapter");
  }
  return text;
}

}  // namespace tandem::adapters
