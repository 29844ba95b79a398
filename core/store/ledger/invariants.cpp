// SPDX-License-Identifier: Apache-2.0
// The sync invariants that can be read off the tables; docs/design/sync.md has them all in words.
#include "store/ledger/overview.hpp"

namespace tandem::store::ledger {
namespace {

struct Check {
  const char* name;
  const char* sql;  ///< counts what breaks it
};

constexpr Check kChecks[] = {
    {"I1 an open attempt has its outbox row",
     "SELECT count(*) FROM sync_attempt a WHERE a.state IN ('prepared','sent','unknown') AND NOT EXISTS "
     "(SELECT 1 FROM "
     "sync_outbox o WHERE o.conn = a.conn AND o.entity = a.entity AND o.local_id = a.local_id)"},
    {"I1 a refused change is still owed",
     "SELECT count(*) FROM sync_parked p WHERE p.direction = 'out' AND p.state = 'quarantined' AND NOT "
     "EXISTS (SELECT 1 "
     "FROM sync_outbox o WHERE o.conn = p.conn AND o.local_id = p.local_id)"},
    {"I1 an open conflict keeps its base",
     "SELECT count(*) FROM sync_conflict f WHERE f.status = 'open' AND NOT EXISTS (SELECT 1 FROM sync_base b "
     "WHERE "
     "b.conn = f.conn AND b.local_id = f.local_id AND b.remote_type = f.remote_type)"},
    {"I2 one live remote record a record, connection and type",
     "SELECT count(*) FROM (SELECT 1 FROM sync_link WHERE state IN ('linked','reserved','in_doubt') GROUP BY "
     "conn, "
     "entity, local_id, remote_type HAVING count(*) > 1)"},
    {"I2 a reservation belongs to an open attempt",
     "SELECT count(*) FROM sync_link l WHERE l.state IN ('reserved','in_doubt') AND NOT EXISTS (SELECT 1 "
     "FROM "
     "sync_attempt a WHERE a.conn = l.conn AND a.local_id = l.local_id AND a.state IN "
     "('prepared','sent','unknown'))"},
    {"I2 one open attempt a record and type",
     "SELECT count(*) FROM (SELECT 1 FROM sync_attempt WHERE state IN ('prepared','sent','unknown') GROUP BY "
     "conn, "
     "entity, local_id, remote_type HAVING count(*) > 1)"},
    {"I3 a waiting row keeps its values",
     "SELECT count(*) FROM sync_parked WHERE direction = 'in' AND json_type(payload, '$.values') IS NOT "
     "'object'"},
    {"I5 an acked attempt is covered by its link",
     "SELECT count(*) FROM sync_attempt a JOIN sync_link l ON l.conn = a.conn AND l.local_id = a.local_id "
     "AND l.entity = "
     "a.entity AND l.remote_type = a.remote_type WHERE a.state = 'acked' AND a.op <> 'delete' AND l.state = "
     "'linked' AND "
     "l.own_write_at IS NOT NULL AND l.covered_seq < a.covers_seq"},
    {"I9 every open attempt belongs to a connection with a lease",
     "SELECT count(*) FROM sync_attempt a WHERE a.state IN ('prepared','sent') AND NOT EXISTS (SELECT 1 FROM "
     "sync_lease e "
     "WHERE e.conn = a.conn)"},
};

}  // namespace

std::vector<std::pair<std::string, std::int64_t>> broken_invariants(Database& database) {
  std::vector<std::pair<std::string, std::int64_t>> broken;
  for (const Check& check : kChecks) {
    Statement s = database.prepare(check.sql);
    s.step();
    if (s.integer(0) > 0) broken.emplace_back(check.name, s.integer(0));
  }
  // Links name records by entity number: each must have its row, or say that it is gone.
  for (const auto& entity : database.catalogue().entities()) {
    Statement s = database.prepare(
        "SELECT count(*) FROM sync_link l WHERE l.entity = ? AND l.state = 'linked' AND NOT EXISTS (SELECT 1 "
        "FROM \"" +
        std::string(entity.name()) + "\" r WHERE r.id = l.local_id)");
    s.bind(1, std::int64_t{entity.descriptor().number}).step();
    if (s.integer(0) > 0) {
      broken.emplace_back("I2 a link points to a record: " + std::string(entity.name()), s.integer(0));
    }
  }
  return broken;
}

}  // namespace tandem::store::ledger
