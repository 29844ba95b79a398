// SPDX-License-Identifier: Apache-2.0
// What an admin asks: how does each connection stand, what is stuck, and why.
#include "base/text.hpp"
#include "sync/engine.hpp"
#include "sync/inbox/rows.hpp"

namespace tandem::sync {
namespace {

struct Item {
  std::int64_t conn = 0, entity = 0;
  std::string direction, entity_name, state;
  Id local;
};

Item find_item(store::Database& db, std::int64_t id) {
  store::Statement s =
      db.prepare("SELECT conn, direction, entity, local_id, state FROM sync_parked WHERE id = ?");
  s.bind(1, id);
  if (!s.step())
    throw Error(TANDEM_NOT_FOUND, "nothing in quarantine has this number", "list the quarantine");
  Item item;
  item.conn = s.integer(0);
  item.direction = s.text(1);
  item.entity_name = s.text(2);
  item.local = s.id(3);
  item.state = s.text(4);
  if (item.direction == "out") item.entity = db.catalogue().entity(item.entity_name).descriptor().number;
  return item;
}

}  // namespace

Json status(store::Database& database) {
  Json list = Json::array();
  store::Statement s = database.prepare(
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
  const Instant now = database.clock().now();
  while (s.step()) {
    Json last = nullptr;
    if (!s.is_null(15)) {
      last = {{"started_at", s.integer(15)},
              {"ended_at", integer_or_null(s, 16)},
              {"outcome", text_or_null(s, 17)},
              {"counters", parse_json(s.text(18), "a run's counters")}};
    }
    list.push_back({{"name", std::string(s.text(0))},
                    {"id", s.id(19).text()},
                    {"kind", std::string(s.text(1))},
                    {"adapter", std::string(s.text(2))},
                    {"side", std::string(s.text(3))},
                    {"state", std::string(s.text(4))},
                    {"state_reason", text_or_null(s, 5)},
                    {"live_from", integer_or_null(s, 6)},
                    {"org", text_or_null(s, 7)},
                    {"linked", s.integer(13)},
                    {"pending", s.integer(8)},
                    {"quarantined", s.integer(9)},
                    {"waiting", s.integer(10)},
                    {"conflicts", s.integer(11)},
                    {"unknown", s.integer(12)},
                    {"running", !s.is_null(14) && s.integer(14) > now},
                    {"last_run", last}});
  }
  return list;
}

Json quarantine(store::Database& database, std::string_view connection_name) {
  Json list = Json::array();
  const std::int64_t number = connection_name.empty() ? 0 : connection(database, connection_name).number;
  store::Statement s = database.prepare(
      "SELECT p.id, c.name, p.direction, p.remote_type, p.remote_id, p.entity, p.local_id, p.error_class, "
      "p.message, "
      "p.advice, p.tries, p.observed_at, p.state FROM sync_parked p JOIN sync_conn c ON c.number = p.conn "
      "WHERE (? = 0 "
      "OR p.conn = ?) AND p.state <> 'discarded' ORDER BY p.id LIMIT 10000");
  s.bind(1, number).bind(2, number);
  while (s.step()) {
    list.push_back({{"id", s.integer(0)},
                    {"connection", std::string(s.text(1))},
                    {"direction", std::string(s.text(2))},
                    {"remote_type", std::string(s.text(3))},
                    {"remote_id", std::string(s.text(4))},
                    {"entity", text_or_null(s, 5)},
                    {"record", id_or_null(s.id(6))},
                    {"state", std::string(s.text(12))},
                    {"class", std::string(s.text(7))},
                    {"message", std::string(s.text(8))},
                    {"advice", std::string(s.text(9))},
                    {"tries", s.integer(10)},
                    {"at", s.integer(11)}});
  }
  return list;
}

void replay(store::Database& database, const store::Actor& actor, std::int64_t id) {
  store::Change change(database, actor);
  const Item item = find_item(database, id);
  if (item.direction == "in") {
    database.prepare("UPDATE sync_parked SET state = 'waiting', waits_for = NULL WHERE id = ?")
        .bind(1, id)
        .run();
  } else {
    database.prepare("UPDATE sync_outbox SET not_before = 0 WHERE conn = ? AND entity = ? AND local_id = ?")
        .bind(1, item.conn)
        .bind(2, item.entity)
        .bind(3, item.local)
        .run();
    database.prepare("DELETE FROM sync_parked WHERE id = ?").bind(1, id).run();
  }
  change.event("quarantine.replayed", item.entity_name, item.local, {{"item", id}});
  change.commit();
}

void discard(store::Database& database, const store::Actor& actor, std::int64_t id, std::string_view reason) {
  if (trim(reason).empty())
    throw Error(TANDEM_INVALID_ARGUMENT, "discarding needs a reason", "say why in one line");
  store::Change change(database, actor);
  const Item item = find_item(database, id);
  if (item.direction == "in") {
    database.prepare("UPDATE sync_parked SET state = 'discarded' WHERE id = ?").bind(1, id).run();
  } else {
    database.prepare("DELETE FROM sync_outbox WHERE conn = ? AND entity = ? AND local_id = ?")
        .bind(1, item.conn)
        .bind(2, item.entity)
        .bind(3, item.local)
        .run();
    database.prepare("DELETE FROM sync_parked WHERE id = ?").bind(1, id).run();
  }
  change.event("quarantine.discarded", item.entity_name, item.local,
               {{"item", id}, {"reason", std::string(reason)}});
  change.commit();
}

}  // namespace tandem::sync
