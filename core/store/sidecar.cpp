// SPDX-License-Identifier: Apache-2.0
#include "store/sidecar.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <tandem/cpp/json.hpp>

#include "base/error.hpp"
#include "base/json.hpp"
#include "store/connection.hpp"
#include "store/place.hpp"
#include "store/private_file.hpp"
#include "store/schema.hpp"

namespace tandem::store {
namespace {

constexpr const char* kSidecar = "-id";

std::string machine_id() {
  std::ifstream file("/etc/machine-id");
  std::string id;
  std::getline(file, id);
  return id;
}

/// Writes and flushes; false when it could not.
bool write_flushed(const std::filesystem::path& store, const std::string& path, const std::string& text) {
  const int fd = open_beside(store, path, O_WRONLY | O_CREAT | O_TRUNC);
  if (fd < 0) return false;
  const bool written =
      ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  return close(fd) == 0 && written;
}

/// Empty where it is missing or cannot be read.
std::string content_of(const std::filesystem::path& store, const std::filesystem::path& file) {
  const int fd = open_beside(store, file, O_RDONLY);
  if (fd < 0) return {};
  char text[4096];
  const ssize_t size = ::read(fd, text, sizeof text);
  close(fd);
  return {text, size < 0 ? 0 : static_cast<std::size_t>(size)};
}

std::int64_t number(const std::optional<std::string>& text) {
  return text ? std::strtoll(text->c_str(), nullptr, 10) : 0;
}

}  // namespace

std::optional<Sidecar> read_sidecar(const std::filesystem::path& store) {
  const Json document = read_json<Json>(content_of(store, beside(store, kSidecar)));
  if (!document.is_object()) return std::nullopt;
  try {
    return Sidecar{document.at("store_id").get<std::string>(), document.at("epoch").get<std::int64_t>(),
                   document.at("commits").get<std::int64_t>()};
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

void write_sidecar(const std::filesystem::path& store, const Sidecar& sidecar) {
  Json document;
  document["store_id"] = sidecar.store_id;
  document["epoch"] = sidecar.epoch;
  document["commits"] = sidecar.commits;
  const std::filesystem::path file = beside(store, kSidecar);
  const std::string draft = file.string() + ".new";
  if (write_flushed(store, draft, document.dump() + "\n") && rename(draft.c_str(), file.c_str()) == 0) return;
  const int failed = errno;
  unlink(draft.c_str());
  throw Error(TANDEM_UNAVAILABLE, "the identity file beside the store cannot be written",
              "check free space and that this user may write in the store's folder")
      .native("errno", failed);
}

Sidecar sidecar_of(sqlite3* db) {
  return {get_meta(db, meta::kStoreId).value_or(""), number(get_meta(db, meta::kEpoch)),
          number(get_meta(db, meta::kCommits))};
}

Whereabouts whereabouts(const std::filesystem::path& store, const std::string& machine) {
  struct stat file {};
  if (stat(store.c_str(), &file) != 0) {
    throw Error(TANDEM_UNAVAILABLE, "the store's file cannot be looked at").native("errno", errno);
  }
  return {machine.empty() ? machine_id() : machine, std::to_string(file.st_dev), std::to_string(file.st_ino)};
}

void record_whereabouts(sqlite3* db, const Whereabouts& here) {
  put_meta(db, meta::kMachine, here.machine);
  put_meta(db, meta::kDevice, here.device);
  put_meta(db, meta::kInode, here.inode);
}

bool looks_copied(sqlite3* db, const std::filesystem::path& store, const std::string& machine) {
  const Whereabouts last{get_meta(db, meta::kMachine).value_or(""), get_meta(db, meta::kDevice).value_or(""),
                         get_meta(db, meta::kInode).value_or("")};
  if (last != whereabouts(store, machine)) return true;
  // The sidecar first: another process may commit and write it in between, never the other way round.
  const auto written = read_sidecar(store);
  if (!written) return true;
  const Sidecar own = sidecar_of(db);
  return written->store_id != own.store_id || written->epoch != own.epoch || written->commits > own.commits;
}

void put_meta(sqlite3* db, std::string_view key, const std::string& value) {
  std::string quoted;
  for (const char c : value) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  run_script(db,
             "INSERT INTO store_meta (key, value) VALUES ('" + std::string(key) + "', '" + quoted +
                 "') ON CONFLICT (key) DO UPDATE SET value = excluded.value",
             "writing");
}

std::optional<std::string> get_meta(sqlite3* db, std::string_view key) {
  return ask(db, "SELECT value FROM store_meta WHERE key = '" + std::string(key) + "'");
}

}  // namespace tandem::store
