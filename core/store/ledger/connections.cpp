// SPDX-License-Identifier: Apache-2.0
#include "store/ledger/connections.hpp"

#include "base/text.hpp"
#include "store/ledger/columns.hpp"

namespace tandem::store::ledger {
namespace {

constexpr const char* kConnectionColumns =
    "number, id, name, kind, adapter, side, settings, mapping, mapping_hash, org_identity, state, live_from";

Connection read_connection(const Statement& s) {
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
  c.live_from = number_if_any(s, 11);
  return c;
}

}  // namespace

std::vector<Connection> Connections::all() const {
  Statement s = db_->prepare(concat({"SELECT ", kConnectionColumns, " FROM sync_conn ORDER BY number"}));
  std::vector<Connection> list;
  while (s.step()) list.push_back(read_connection(s));
  return list;
}

std::optional<Connection> Connections::find(std::string_view name_or_id) const {
  const auto id = Id::parse(name_or_id);
  Statement s =
      db_->prepare(concat({"SELECT ", kConnectionColumns, " FROM sync_conn WHERE name = ? OR id = ?"}));
  s.bind(1, name_or_id);
  if (id) {
    s.bind(2, *id);
  } else {
    s.bind_null(2);
  }
  if (!s.step()) return std::nullopt;
  return read_connection(s);
}

std::optional<std::int64_t> Connections::number_of(const Id& id) const {
  Statement s = db_->prepare("SELECT number FROM sync_conn WHERE id = ?");
  if (!s.bind(1, id).step()) return std::nullopt;
  return s.integer(0);
}

std::optional<model::Side> Connections::side_of(const Id& id) const {
  Statement s = db_->prepare("SELECT side FROM sync_conn WHERE id = ?");
  if (!s.bind(1, id).step()) return std::nullopt;
  return model::parse_side(s.text(0));
}

bool Connections::has(std::string_view name) const {
  return db_->prepare("SELECT 1 FROM sync_conn WHERE name = ?").bind(1, name).step();
}

std::int64_t Connections::next_number() const {
  Statement s = db_->prepare("SELECT coalesce(max(number), 0) + 1 FROM sync_conn");
  s.step();
  return s.integer(0);
}

void Connections::add(const Connection& connection, Instant at) {
  const std::string settings = connection.settings.dump(), mapping = connection.mapping.dump();
  Statement s = db_->prepare(
      "INSERT INTO sync_conn (number, id, name, kind, adapter, side, settings, mapping, mapping_hash, "
      "org_identity, state, live_from, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  s.bind(1, connection.number).bind(2, connection.id).bind(3, connection.name).bind(4, connection.kind);
  s.bind(5, connection.adapter).bind(6, model::side_name(connection.side)).bind(7, settings);
  s.bind(8, mapping).bind(9, connection.mapping_hash);
  bind_text_or_null(s, 10, connection.org_identity);
  s.bind(11, connection.state);
  bind_or_null(s, 12, connection.live_from);
  s.bind(13, at).run();
}

void Connections::set_settings(std::int64_t number, const Json& settings) {
  const std::string text = settings.dump();
  Statement s = db_->prepare("UPDATE sync_conn SET settings = ?, verified_at = NULL WHERE number = ?");
  s.bind(1, text).bind(2, number).run();
}

void Connections::set_mapping(std::int64_t number, const Json& mapping, std::string_view hash) {
  const std::string text = mapping.dump();
  Statement s =
      db_->prepare("UPDATE sync_conn SET mapping = ?, mapping_hash = ?, schema_at = 0 WHERE number = ?");
  s.bind(1, text).bind(2, hash).bind(3, number).run();
}

void Connections::go_live(std::int64_t number, Instant from) {
  Statement s = db_->prepare("UPDATE sync_conn SET state = 'live', live_from = ? WHERE number = ?");
  s.bind(1, from).bind(2, number).run();
}

Preflight Connections::preflight(std::int64_t number) const {
  Statement s = db_->prepare(
      "SELECT schema, schema_at, verified_at, remote_user, org_identity FROM sync_conn WHERE number = ?");
  s.bind(1, number).step();
  Preflight seen;
  seen.schema = s.text(0);
  seen.schema_at = s.integer(1);
  seen.verified_at = s.integer(2);
  seen.remote_user = s.text(3);
  seen.org_identity = s.text(4);
  return seen;
}

void Connections::set_preflight(std::int64_t number, const Preflight& seen) {
  Statement s = db_->prepare(
      "UPDATE sync_conn SET org_identity = ?, verified_at = ?, schema = ?, schema_at = ?, remote_user = ? "
      "WHERE number = ?");
  bind_text_or_null(s, 1, seen.org_identity);
  s.bind(2, seen.verified_at);
  bind_text_or_null(s, 3, seen.schema);
  s.bind(4, seen.schema_at).bind(5, seen.remote_user).bind(6, number).run();
}

std::vector<Route> Connections::routes() const {
  Statement s = db_->prepare(
      "SELECT r.conn, r.entity FROM sync_route r JOIN sync_conn c ON c.number = r.conn "
      "WHERE c.state <> 'disconnected'");
  std::vector<Route> list;
  while (s.step()) list.push_back({s.integer(0), std::string(s.text(1))});
  return list;
}

void Connections::set_routes(std::int64_t number, const std::set<std::string>& entities) {
  db_->prepare("DELETE FROM sync_route WHERE conn = ?").bind(1, number).run();
  for (const std::string& entity : entities) {
    db_->prepare("INSERT INTO sync_route (entity, conn) VALUES (?, ?)")
        .bind(1, std::string_view(entity))
        .bind(2, number)
        .run();
  }
}

void Connections::disconnect(std::int64_t number) {
  for (const char* sql :
       {"DELETE FROM sync_route WHERE conn = ?", "DELETE FROM sync_outbox WHERE conn = ?",
        "DELETE FROM sync_base WHERE conn = ?", "DELETE FROM sync_parked WHERE conn = ?",
        "DELETE FROM sync_attempt WHERE conn = ?", "DELETE FROM sync_checkpoint WHERE conn = ?",
        "DELETE FROM sync_conflict WHERE conn = ?", "DELETE FROM sync_link WHERE conn = ?",
        "UPDATE sync_conn SET state = 'disconnected', settings = '{}' WHERE number = ?"}) {
    db_->prepare(sql).bind(1, number).run();
  }
}

}  // namespace tandem::store::ledger
