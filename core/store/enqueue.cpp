// SPDX-License-Identifier: Apache-2.0
// What a change owes the other connections: an outbox row for each that carries the entity, a copy of
// what was agreed before (copy-on-edit base), old and new values.
#include "model/document.hpp"
#include "store/change.hpp"
#include "store/plan.hpp"

namespace tandem::store {
namespace {

/// JSON text of one value; an erased one is SQL null instead.
std::string json_text(const model::Field& field, const Value& value) {
  return model::has(value) ? model::to_json(field, value).dump() : "null";
}

std::string row_json(const EntityInfo& entity, const Row& row) {
  Json document = Json::object();
  for (std::size_t i = model::kArchivedAt; i < row.size(); ++i) {
    document[std::string(entity.field(i).name)] =
        model::has(row[i]) ? model::to_json(entity.field(i), row[i]) : Json();
  }
  return document.dump();
}

}  // namespace

const std::vector<Change::Route>& Change::routes() {
  if (routes_) return *routes_;
  routes_.emplace();
  Statement all = db_->borrow(
      "SELECT r.conn, c.id, r.entity FROM sync_route r JOIN sync_conn c ON c.number = r.conn "
      "WHERE c.state <> 'disconnected'");
  while (all.step()) routes_->push_back({all.integer(0), all.id(1), std::string(all.text(2))});
  return *routes_;
}

/// Number of the acting connection; -1 when a person or the system acts.
std::int64_t Change::own_connection() {
  if (own_connection_) return *own_connection_;
  if (actor_.kind != ActorKind::connection) return *(own_connection_ = -1);
  Statement number = db_->borrow("SELECT number FROM sync_conn WHERE id = ?");
  number.bind(1, actor_.id);
  return *(own_connection_ = number.step() ? number.integer(0) : -1);
}

void Change::enqueue(const Write& write, std::int64_t seq) {
  const bool others = fill_outbox(write, seq);
  if (write.before == nullptr) return;
  keep_base(write);
  const bool own_edit = write.by != model::SetBy::sync && !page_;
  if (own_edit || others) keep_values(write, seq);
}

/// True when another connection is to receive the row.
bool Change::fill_outbox(const Write& write, std::int64_t seq) {
  bool others = false;
  for (const Route& route : routes()) {
    if (route.entity != write.entity.name()) continue;
    if (route.conn == own_connection() && !has_sibling_link(write)) continue;
    others = true;
    const bool away = model::has(write.after[model::kArchivedAt]);
    db_->borrow(
           "INSERT INTO sync_outbox (conn, entity, local_id, kind, upto_seq) VALUES (?, ?, ?, ?, ?) "
           "ON CONFLICT (conn, entity, local_id) DO UPDATE SET kind = excluded.kind, "
           "upto_seq = max(upto_seq, excluded.upto_seq)")
        .bind(1, route.conn)
        .bind(2, write.entity.descriptor().number)
        .bind(3, write.after[model::kId])
        .bind(4, std::string_view(away ? "archive" : "write"))
        .bind(5, seq)
        .run();
  }
  return others;
}

/// The acting connection has shown the change by one link, and carries the record by another too.
bool Change::has_sibling_link(const Write& write) {
  if (write.before == nullptr) return false;
  Statement sibling = db_->borrow(
      "SELECT 1 FROM sync_link WHERE local_id = ? AND conn = ? AND entity = ? AND remote_type <> ? AND "
      "state = 'linked' LIMIT 1");
  return sibling.bind(1, write.after[model::kId])
      .bind(2, own_connection())
      .bind(3, write.entity.descriptor().number)
      .bind(4, std::string_view(came_by))
      .step();
}

/// While nobody had changed the record since a link's last agreement, the row itself was the base.
/// Now it differs: keep what it said, for each link but the one the change came by.
void Change::keep_base(const Write& write) {
  const Value& id = write.after[model::kId];
  const std::int64_t number = write.entity.descriptor().number;
  const std::string_view by(came_by);
  {
    Statement without = db_->borrow(
        "SELECT 1 FROM sync_link l WHERE l.local_id = ?1 AND l.entity = ?2 AND NOT (l.conn = ?3 AND "
        "l.remote_type = ?4) AND NOT EXISTS (SELECT 1 FROM sync_base b WHERE b.local_id = l.local_id AND "
        "b.conn = l.conn AND b.entity = l.entity AND b.remote_type = l.remote_type) LIMIT 1");
    if (!without.bind(1, id).bind(2, number).bind(3, own_connection()).bind(4, by).step()) return;
  }
  const std::string old = row_json(write.entity, *write.before);
  db_->borrow(
         "INSERT OR IGNORE INTO sync_base (conn, entity, local_id, remote_type, local_values) "
         "SELECT conn, entity, local_id, remote_type, ?5 FROM sync_link WHERE local_id = ?1 AND entity = ?2 "
         "AND NOT (conn = ?3 AND remote_type = ?4)")
      .bind(1, id)
      .bind(2, number)
      .bind(3, own_connection())
      .bind(4, by)
      .bind(5, std::string_view(old))
      .run();
}

void Change::keep_values(const Write& write, std::int64_t seq) {
  for (const std::size_t i : write.changed) {
    const model::Field& field = write.entity.field(i);
    const std::string old = json_text(field, (*write.before)[i]);
    const std::string now = json_text(field, write.after[i]);
    // A page changes a record twice under one number: keep the first old value and the last new one.
    db_->borrow(
           "INSERT INTO change_value (seq, record_id, field, old, new) VALUES (?, ?, ?, ?, ?) "
           "ON CONFLICT (record_id, seq, field) DO UPDATE SET new = excluded.new")
        .bind(1, seq)
        .bind(2, write.after[model::kId])
        .bind(3, field.name)
        .bind(4, std::string_view(old))
        .bind(5, std::string_view(now))
        .run();
  }
}

}  // namespace tandem::store
