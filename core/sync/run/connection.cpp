// SPDX-License-Identifier: Apache-2.0
// Connections: made, found, changed, taken apart.
#include <algorithm>
#include <set>

#include "sync/engine.hpp"
#include "sync/inbox/rows.hpp"
#include "sync/mapping/mapping.hpp"

namespace tandem::sync {
namespace {

constexpr const char* kConnectionColumns =
    "number, id, name, kind, adapter, side, settings, mapping, mapping_hash, org_identity, state, live_from";

Connection read_connection(const store::Statement& s) {
  Connection c;
  c.number = s.integer(0);
  c.id = s.id(1);
  c.name = s.text(2);
  c.kind = s.text(3);
  c.adapter = s.text(4);
  c.side = model::parse_side(s.text(5));
  c.settings = parse_json(s.text(6), "a connection's settings");
  c.mapping = parse_json(s.text(7), "a connection's mapping");
  c.mapping_hash = s.text(8);
  c.org_identity = s.text(9);
  c.state = s.text(10);
  if (!s.is_null(11)) c.live_from = s.integer(11);
  return c;
}

/// A mapping without rules is allowed: a host that pushes its own records needs none.
Json mapping_or_empty(const Json& mapping) {
  if (!mapping.is_null()) return mapping;
  return {{"format", 1}, {"rules", Json::array()}};
}

void write_routes(store::Database& db, std::int64_t number, const Mapping& mapping) {
  db.prepare("DELETE FROM sync_route WHERE conn = ?").bind(1, number).run();
  std::set<std::string> entities;
  for (const RulePlan& rule : mapping.rules) {
    if (rule.writes_out()) entities.emplace(rule.entity->name());
  }
  for (const std::string& entity : entities) {
    db.prepare("INSERT INTO sync_route (entity, conn) VALUES (?, ?)")
        .bind(1, std::string_view(entity))
        .bind(2, number)
        .run();
  }
}

std::int64_t count(store::Database& db, const char* sql, std::int64_t number) {
  store::Statement s = db.prepare(sql);
  s.bind(1, number);
  s.step();
  return s.integer(0);
}

}  // namespace

void require_admin(const store::Actor& actor) {
  if (actor.kind == store::ActorKind::person && !actor.admin) {
    throw Error(TANDEM_FORBIDDEN, "only an admin changes connections", "ask an admin of this workspace");
  }
}

Connection create_connection(store::Database& database, const store::Actor& actor, Connection wanted) {
  require_admin(actor);
  require_text(wanted.name, "a connection's name");
  if (trim(wanted.name).empty()) throw Error(TANDEM_INVALID_ARGUMENT, "a connection needs a name");
  if (wanted.kind != "adapter" && wanted.kind != "host") {
    throw Error(TANDEM_INVALID_ARGUMENT, "a connection is of the kind 'adapter' or 'host'");
  }
  wanted.mapping = mapping_or_empty(wanted.mapping);
  const auto mapping = Mapping::parse(wanted.mapping, database.catalogue());
  wanted.mapping_hash = mapping_hash(wanted.mapping);
  wanted.state = "new";
  store::Change change(database, actor);
  {
    store::Statement s = database.prepare("SELECT 1 FROM sync_conn WHERE name = ?");
    s.bind(1, wanted.name);
    if (s.step()) {
      throw Error(TANDEM_ALREADY_EXISTS, "there is a connection '" + wanted.name + "' already",
                  "choose another name");
    }
  }
  {
    store::Statement s = database.prepare("SELECT coalesce(max(number), 0) + 1 FROM sync_conn");
    s.step();
    wanted.number = s.integer(0);
  }
  if (wanted.id.empty()) wanted.id = database.ids().next(change.now());
  const std::string settings = wanted.settings.dump(), document = wanted.mapping.dump();
  store::Statement s = database.prepare(
      "INSERT INTO sync_conn (number, id, name, kind, adapter, side, settings, mapping, mapping_hash, "
      "org_identity, "
      "state, live_from, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'new', ?, ?)");
  s.bind(1, wanted.number)
      .bind(2, wanted.id)
      .bind(3, wanted.name)
      .bind(4, wanted.kind)
      .bind(5, wanted.adapter);
  s.bind(6, model::side_name(wanted.side)).bind(7, settings).bind(8, document).bind(9, wanted.mapping_hash);
  if (wanted.org_identity.empty()) {
    s.bind_null(10);
  } else {
    s.bind(10, wanted.org_identity);
  }
  if (wanted.live_from) {
    s.bind(11, *wanted.live_from);
  } else {
    s.bind_null(11);
  }
  s.bind(12, change.now()).run();
  write_routes(database, wanted.number, *mapping);
  change.event("connection.created", "connection", wanted.id,
               {{"name", wanted.name}, {"adapter", wanted.adapter}});
  change.commit();
  return wanted;
}

Connection connection(store::Database& database, std::string_view name_or_id) {
  const auto id = Id::parse(name_or_id);
  const std::string sql =
      std::string("SELECT ") + kConnectionColumns + " FROM sync_conn WHERE name = ? OR id = ?";
  {
    store::Statement s = database.prepare(sql);
    s.bind(1, name_or_id);
    if (id) {
      s.bind(2, *id);
    } else {
      s.bind_null(2);
    }
    if (s.step()) return read_connection(s);
  }
  std::vector<std::string> names;
  for (const Connection& c : connections(database)) names.push_back(c.name);
  const std::string near = nearest(name_or_id, names);
  throw Error(TANDEM_NOT_FOUND, "there is no connection '" + escape_controls(name_or_id) + "'",
              near.empty() ? "list the connections for their names" : "did you mean '" + near + "'?");
}

std::vector<Connection> connections(store::Database& database) {
  std::vector<Connection> list;
  store::Statement s =
      database.prepare(std::string("SELECT ") + kConnectionColumns + " FROM sync_conn ORDER BY number");
  while (s.step()) list.push_back(read_connection(s));
  return list;
}

void change_settings(store::Database& database, const store::Actor& actor, std::string_view name,
                     const Json& settings) {
  require_admin(actor);
  store::Change change(database, actor);
  const Connection c = connection(database, name);
  const std::string text = settings.dump();
  store::Statement s =
      database.prepare("UPDATE sync_conn SET settings = ?, verified_at = NULL WHERE number = ?");
  s.bind(1, std::string_view(text)).bind(2, c.number).run();
  change.event("connection.changed", "connection", c.id, {{"name", c.name}, {"what", "settings"}});
  change.commit();
}

void change_mapping(store::Database& database, const store::Actor& actor, std::string_view name,
                    const Json& mapping) {
  require_admin(actor);
  const auto plan = Mapping::parse(mapping, database.catalogue());
  store::Change change(database, actor);
  const Connection c = connection(database, name);
  const std::string text = mapping.dump(), hash = mapping_hash(mapping);
  store::Statement s =
      database.prepare("UPDATE sync_conn SET mapping = ?, mapping_hash = ?, schema_at = 0 WHERE number = ?");
  s.bind(1, std::string_view(text)).bind(2, std::string_view(hash)).bind(3, c.number).run();
  // A stream whose rules changed has another hash: its cursor no longer counts, its rows are read again.
  for (const StreamPlan& stream : plan->streams) {
    database.prepare("DELETE FROM sync_checkpoint WHERE conn = ? AND stream = ? AND mapping_hash <> ?")
        .bind(1, c.number)
        .bind(2, stream.name)
        .bind(3, stream.hash)
        .run();
  }
  write_routes(database, c.number, *plan);
  change.event("connection.changed", "connection", c.id, {{"name", c.name}, {"what", "mapping"}});
  change.commit();
}

Json disconnect_plan(store::Database& database, const Connection& connection) {
  const std::int64_t n = connection.number;
  Json stays = Json::array();
  store::Statement s = database.prepare(
      "SELECT remote_type, count(*) FROM sync_link WHERE conn = ? AND state = 'linked' GROUP BY remote_type");
  s.bind(1, n);
  while (s.step()) stays.push_back({{"remote_type", std::string(s.text(0))}, {"records", s.integer(1)}});
  return {{"connection", connection.name},
          {"stays_at_remote", stays},
          {"links", count(database, "SELECT count(*) FROM sync_link WHERE conn = ?", n)},
          {"pending", count(database, "SELECT count(*) FROM sync_outbox WHERE conn = ?", n)},
          {"quarantined", count(database, "SELECT count(*) FROM sync_parked WHERE conn = ?", n)},
          {"open_conflicts",
           count(database, "SELECT count(*) FROM sync_conflict WHERE status = 'open' AND conn = ?", n)}};
}

void disconnect(store::Database& database, const store::Actor& actor, const Connection& connection) {
  require_admin(actor);
  store::Change change(database, actor);
  const std::int64_t n = connection.number;
  for (const char* sql :
       {"DELETE FROM sync_route WHERE conn = ?", "DELETE FROM sync_outbox WHERE conn = ?",
        "DELETE FROM sync_base WHERE conn = ?", "DELETE FROM sync_parked WHERE conn = ?",
        "DELETE FROM sync_attempt WHERE conn = ?", "DELETE FROM sync_checkpoint WHERE conn = ?",
        "DELETE FROM sync_conflict WHERE conn = ?", "DELETE FROM sync_link WHERE conn = ?",
        "UPDATE sync_conn SET state = 'disconnected', settings = '{}' WHERE number = ?"}) {
    database.prepare(sql).bind(1, n).run();
  }
  change.event("connection.disconnected", "connection", connection.id, {{"name", connection.name}});
  change.commit();
}

}  // namespace tandem::sync
