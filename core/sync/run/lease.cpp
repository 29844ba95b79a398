// SPDX-License-Identifier: Apache-2.0
#include "sync/run/lease.hpp"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <sstream>

#include "base/error.hpp"
#include "base/time.hpp"

namespace tandem::sync {
namespace {

/// Where a process id means the same process: this boot and this pid namespace.
std::uint32_t neighbourhood() {
  std::string text;
  std::ifstream boot("/proc/sys/kernel/random/boot_id");
  std::getline(boot, text);
  char link[64] = {};
  if (readlink("/proc/self/ns/pid", link, sizeof link - 1) > 0) text += link;
  return static_cast<std::uint32_t>(std::hash<std::string>{}(text));
}

/// Start of a process in clock ticks since boot; 0 when there is no such process.
std::uint32_t started(std::uint32_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(stat, line)) return 0;
  std::istringstream rest(line.substr(line.rfind(')') + 1));
  std::string word;
  for (int field = 3; field <= 22 && rest >> word; ++field) {
  }
  return static_cast<std::uint32_t>(std::strtoull(word.c_str(), nullptr, 10));
}

/// Sixteen bytes that name this run and tell whether its process still lives.
Id make_owner(Random& random) {
  Id id;
  std::uint32_t parts[4] = {static_cast<std::uint32_t>(getpid()), 0, neighbourhood(), 0};
  parts[1] = started(parts[0]);
  random.fill(&parts[3], sizeof parts[3]);
  std::memcpy(id.bytes.data(), parts, sizeof parts);
  return id;
}

bool process_gone(const Id& owner) {
  std::uint32_t parts[4];
  std::memcpy(parts, owner.bytes.data(), sizeof parts);
  if (parts[0] == 0 || parts[1] == 0 || parts[2] != neighbourhood()) return false;
  if (kill(static_cast<pid_t>(parts[0]), 0) != 0 && errno == ESRCH) return true;
  const std::uint32_t since = started(parts[0]);
  return since != 0 && since != parts[1];
}

[[noreturn]] void lost() {
  throw Error(TANDEM_BUSY, "another run of this connection has taken over",
              "nothing to do: that run goes on where this one stopped");
}

}  // namespace

void Lease::take(store::Change& change, std::string_view connection) {
  store::Database& db = change.database();
  std::int64_t last = 0;
  {
    store::Statement s = db.prepare("SELECT owner, token, expires_at FROM sync_lease WHERE conn = ?");
    s.bind(1, conn_);
    if (s.step()) {
      last = s.integer(1);
      const Instant until = s.integer(2);
      if (until > change.now() && !process_gone(s.id(0))) {
        throw Error(TANDEM_BUSY,
                    "connection '" + std::string(connection) +
                        "' is being synchronised by another run until " + format_instant(until),
                    "wait for it, or try again after that time");
      }
    }
  }
  owner_ = make_owner(db.random());
  token_ = last + 1;
  store::Statement s = db.prepare(
      "INSERT INTO sync_lease (conn, owner, token, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT (conn) DO "
      "UPDATE SET owner = excluded.owner, token = excluded.token, expires_at = excluded.expires_at");
  s.bind(1, conn_).bind(2, owner_).bind(3, token_).bind(4, change.now() + kLength).run();
}

void Lease::renew(store::Change& change) {
  store::Database& db = change.database();
  store::Statement s =
      db.prepare("UPDATE sync_lease SET expires_at = ? WHERE conn = ? AND owner = ? AND token = ?");
  s.bind(1, db.clock().now() + kLength).bind(2, conn_).bind(3, owner_).bind(4, token_).run();
  if (sqlite3_changes(db.raw()) != 1) lost();
}

void Lease::check(store::Database& database) {
  store::Statement s =
      database.prepare("SELECT expires_at FROM sync_lease WHERE conn = ? AND owner = ? AND token = ?");
  s.bind(1, conn_).bind(2, owner_).bind(3, token_);
  if (!s.step() || s.integer(0) <= database.clock().now()) lost();
}

void Lease::release(store::Change& change) {
  store::Statement s = change.database().prepare(
      "UPDATE sync_lease SET expires_at = 0 WHERE conn = ? AND owner = ? AND token = ?");
  s.bind(1, conn_).bind(2, owner_).bind(3, token_).run();
}

}  // namespace tandem::sync
