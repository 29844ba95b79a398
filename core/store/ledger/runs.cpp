// SPDX-License-Identifier: Apache-2.0
#include "store/ledger/runs.hpp"

namespace tandem::store::ledger {

std::int64_t Runs::start(Instant at) {
  Statement s =
      db_->prepare("INSERT INTO sync_run (conn, started_at, phase, counters) VALUES (?, ?, ?, '{}')");
  s.bind(1, conn_).bind(2, at).bind(3, to_text(RunPhase::pull)).run();
  return sqlite3_last_insert_rowid(db_->raw());
}

void Runs::close(std::int64_t run, Instant at, RunOutcome outcome, std::string_view counters) {
  Statement s =
      db_->prepare("UPDATE sync_run SET ended_at = ?, phase = ?, outcome = ?, counters = ? WHERE id = ?");
  s.bind(1, at).bind(2, to_text(RunPhase::close)).bind(3, to_text(outcome)).bind(4, counters);
  s.bind(5, run).run();
}

void Runs::forget_before(std::int64_t run) {
  db_->prepare("DELETE FROM sync_run WHERE conn = ? AND id <= ?").bind(1, conn_).bind(2, run).run();
}

std::optional<LeaseRow> Leases::find() const {
  Statement s = db_->prepare("SELECT owner, token, expires_at FROM sync_lease WHERE conn = ?");
  if (!s.bind(1, conn_).step()) return std::nullopt;
  return LeaseRow{s.id(0), s.integer(1), s.integer(2)};
}

void Leases::take(const LeaseRow& lease) {
  Statement s = db_->prepare(
      "INSERT INTO sync_lease (conn, owner, token, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT (conn) DO "
      "UPDATE SET owner = excluded.owner, token = excluded.token, expires_at = excluded.expires_at");
  s.bind(1, conn_).bind(2, lease.owner).bind(3, lease.token).bind(4, lease.expires_at).run();
}

bool Leases::renew(const LeaseRow& lease) {
  Statement s =
      db_->prepare("UPDATE sync_lease SET expires_at = ? WHERE conn = ? AND owner = ? AND token = ?");
  s.bind(1, lease.expires_at).bind(2, conn_).bind(3, lease.owner).bind(4, lease.token).run();
  return sqlite3_changes(db_->raw()) == 1;
}

}  // namespace tandem::store::ledger
