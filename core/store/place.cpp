// SPDX-License-Identifier: Apache-2.0
#include "store/place.hpp"

#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <utility>

#include "base/error.hpp"

namespace tandem::store {
namespace {

// Magic numbers of statfs(2) for file systems whose locks or shared memory SQLite cannot trust.
constexpr std::pair<std::uint32_t, const char*> kNetworkFileSystems[] = {
    {0x6969, "NFS"},       {0x517b, "SMB"},        {0xfe534d42, "SMB"},    {0xff534d42, "CIFS"},
    {0x65735546, "FUSE"},  {0x01021997, "9P"},     {0x00c36400, "Ceph"},   {0x5346414f, "AFS"},
    {0x73757245, "Coda"},  {0x0bd00bd0, "Lustre"}, {0x47504653, "GPFS"},   {0x01161970, "GFS2"},
    {0x7461636f, "OCFS2"}, {0x6b414653, "AFS"},    {0x786f4256, "vboxsf"}, {0xbacbacbc, "vmhgfs"},
};

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

void check_file_system(const std::filesystem::path& path, const OpenOptions& options) {
  const std::string kind =
      options.network_file_system ? options.network_file_system(path) : network_file_system(path);
  if (kind.empty()) return;
  throw Error(TANDEM_UNSUPPORTED,
              "the store lies on a " + kind + " file system, where locks cannot be trusted",
              "keep the store on a local disk; hosts on other machines meet through a hub");
}

void check_new(const std::filesystem::path& path) {
  struct stat there {};
  if (lstat(path.c_str(), &there) == 0) {
    throw Error(TANDEM_ALREADY_EXISTS, "there is a file at this path already",
                "open it, or choose another path for the new store");
  }
  const std::filesystem::path folder = folder_of(path);
  if (access(folder.c_str(), F_OK) != 0) {
    throw Error(TANDEM_NOT_FOUND, "the folder for the new store does not exist", "make the folder first");
  }
}

void check_folder_writable(const std::filesystem::path& path) {
  if (access(folder_of(path).c_str(), W_OK) == 0) return;
  throw Error(TANDEM_FORBIDDEN, "the store's folder is read-only for this user",
              "give the user write access to the folder (the log lies beside the store), or open read-only");
}

void check_existing(const std::filesystem::path& path, bool read_only) {
  struct stat there {};
  if (stat(path.c_str(), &there) != 0) {
    throw Error(TANDEM_NOT_FOUND, "there is no store at this path",
                "make one with `tandem init`, or check the path");
  }
  if (S_ISDIR(there.st_mode)) {
    throw Error(TANDEM_INVALID_ARGUMENT, "the path names a folder, not a store", "name the store's file");
  }
  if (!S_ISREG(there.st_mode)) {
    throw Error(TANDEM_INVALID_ARGUMENT, "the path does not name an ordinary file", "name the store's file");
  }
  if (there.st_size == 0) {
    throw Error(TANDEM_CORRUPT, "the file is empty, not a Tandem store",
                "remove it and run `tandem init`, or restore a backup");
  }
  if (access(path.c_str(), R_OK) != 0) {
    throw Error(TANDEM_FORBIDDEN, "this user may not read the store",
                "give the user read access to the file");
  }
  if (!read_only && access(path.c_str(), W_OK) != 0) {
    throw Error(TANDEM_FORBIDDEN, "the store's file is read-only for this user",
                "give the user write access to the file, or open read-only");
  }
}

}  // namespace

std::string network_file_system(const std::filesystem::path& path) {
  struct statfs info {};
  if (statfs(path.c_str(), &info) != 0 && statfs(folder_of(path).c_str(), &info) != 0) return {};
  const auto type = static_cast<std::uint32_t>(info.f_type);
  for (const auto& [magic, name] : kNetworkFileSystems) {
    if (magic == type) return name;
  }
  return {};
}

void check_place(const std::filesystem::path& path, const OpenOptions& options) {
  if (path.empty()) throw Error(TANDEM_INVALID_ARGUMENT, "the store's path is empty", "name a file");
  if (options.create) {
    check_new(path);
  } else {
    check_existing(path, options.read_only);
  }
  check_file_system(path, options);
  if (!options.read_only) check_folder_writable(path);
}

std::filesystem::path beside(const std::filesystem::path& store, const char* suffix) {
  std::filesystem::path out = store;
  out += suffix;
  return out;
}

}  // namespace tandem::store
