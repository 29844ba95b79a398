// SPDX-License-Identifier: Apache-2.0
#include "store/ledger/overview.hpp"

#include "store/ledger/columns.hpp"

namespace tandem::store::ledger {
namespace {

std::int64_t count(Database& db, const char* sql, std::int64_t conn) {
  Statement s = db.prepare(sql);
  s.bind(1, conn).step();
  return s.integer(0);
}

Overview read_overview(const Statement& s) {
  Overview o;
  o.name = s.text(0);
  o.kind = s.text(1);
  o.adapter = s.text(2);
  o.side = s.text(3);
  o.state = s.text(4);
  o.state_reason = text_if_any(s, 5);
  o.live_from = number_if_any(s, 6);
  o.org_identity = text_if_any(s, 7);
  o.pending = s.integer(8);
  o.quarantined = s.integer(9);
  o.waiting = s.integer(10);
  o.conflicts = s.integer(11);
  o.unknown = s.integer(12);
  o.linked = s.integer(13);
  o.lease_until = number_if_any(s, 14);
  if (!s.is_null(15)) {
    o.last_run = LastRun{s.integer(15), number_if_any(s, 16), text_if_any(s, 17), std::string(s.text(18))};
  }
  o.id = s.id(19);
  return o;
}

}  // namespace

std::vector<Overview> overview(Database& database) {
  Statement s = database.prepare(
      "SELECT c.name, c.kind, c.adapter, c.side, c.state, c.state_reason, c.live_from, c.org_identity, "
      "(SELECT count(*) FROM sync_outbox o WHERE o.conn = c.number), "
      "(SELECT count(*) FROM sync_parked p WHERE p.conn = c.number AND p.state IN "
      "('quarantined','conflict')), "
      "(SELECT count(*) FROM sync_parked p WHERE p.conn = c.number AND p.state = 'waiting'), "
      "(SELECT count(*) FROM sync_conflict f WHERE f.conn = c.number AND f.status = 'open'), "
      "(SELECT count(*) FROM sync_attempt a WHERE a.conn = c.number AND a.state IN ('sent','unknown')), "
      "(SELECT count(*) FROM sync_link l WHERE l.conn = c.number AND l.state = 'linked'), "
      "(SELECT expires_at FROM sync_lease e WHERE e.conn = c.number), "
      "r.started_at, r.ended_at, r.outcome, r.counters, c.id FROM sync_conn c LEFT JOIN sync_run r ON r.id = "
      "(SELECT max(id) FROM sync_run WHERE conn = c.number) ORDER BY c.number");
  std::vector<Overview> list;
  while (s.step()) list.push_back(read_overview(s));
  return list;
}

Holdings holdings(Database& database, std::int64_t conn) {
  return {count(database, "SELECT count(*) FROM sync_link WHERE conn = ?", conn),
          count(database, "SELECT count(*) FROM sync_outbox WHERE conn = ?", conn),
          count(database, "SELECT count(*) FROM sync_parked WHERE conn = ?", conn),
          count(database, "SELECT count(*) FROM sync_conflict WHERE status = 'open' AND conn = ?", conn)};
}

}  // namespace tandem::store::ledger
