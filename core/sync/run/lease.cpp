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
#include "store/ledger/runs.hpp"

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
  store::ledger::Leases leases(db, conn_);
  const auto kept = leases.find();
  if (kept && kept->expires_at > change.now() && !process_gone(kept->owner)) {
    throw Error(TANDEM_BUSY,
                "connection '" + std::string(connection) + "' is being synchronised by another run until " +
                    format_instant(kept->expires_at),
                "wait for it, or try again after that time");
  }
  owner_ = make_owner(db.random());
  token_ = (kept ? kept->token : 0) + 1;
  leases.take({owner_, token_, change.now() + kLength});
}

void Lease::renew(store::Change& change) {
  store::Database& db = change.database();
  if (!store::ledger::Leases(db, conn_).renew({owner_, token_, db.clock().now() + kLength})) lost();
}

void Lease::check(store::Database& database) {
  const auto kept = store::ledger::Leases(database, conn_).find();
  const bool ours = kept && kept->owner == owner_ && kept->token == token_;
  if (!ours || kept->expires_at <= database.clock().now()) lost();
}

void Lease::release(store::Change& change) {
  store::ledger::Leases(change.database(), conn_).renew({owner_, token_, 0});
}

}  // namespace tandem::sync
