// SPDX-License-Identifier: Apache-2.0
// What a change owes the other connections: an outbox row for each that carries the entity, a copy of
// what was agreed before (copy-on-edit base), old and new values.
#include "model/document.hpp"
#include "store/change.hpp"
#include "store/ledger/bases.hpp"
#include "store/ledger/outbox.hpp"
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

const std::vector<ledger::Route>& Change::routes() {
  if (!routes_) routes_ = ledger::Connections(*db_).routes();
  return *routes_;
}

/// Number of the acting connection; -1 when a person or the system acts.
std::int64_t Change::own_connection() {
  if (own_connection_) return *own_connection_;
  if (actor_.kind != ActorKind::connection) return *(own_connection_ = -1);
  return *(own_connection_ = ledger::Connections(*db_).number_of(actor_.id).value_or(-1));
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
  for (const ledger::Route& route : routes()) {
    if (route.entity != write.entity.name()) continue;
    if (route.conn == own_connection() && !has_sibling_link(write)) continue;
    others = true;
    const bool away = model::has(write.after[model::kArchivedAt]);
    ledger::Outbox(*db_, route.conn)
        .add(write.entity.descriptor().number, write.after[model::kId],
             away ? ledger::PendingKind::archive : ledger::PendingKind::write, seq);
  }
  return others;
}

/// The acting connection has shown the change by one link, and carries the record by another too.
bool Change::has_sibling_link(const Write& write) {
  return write.before != nullptr &&
         ledger::Links(*db_, own_connection())
             .linked_otherwise(write.after[model::kId], write.entity.descriptor().number, came_by);
}

/// While nobody had changed the record since a link's last agreement, the row itself was the base.
/// Now it differs: keep what it said, for each link but the one the change came by.
void Change::keep_base(const Write& write) {
  const Value& id = write.after[model::kId];
  const std::int64_t number = write.entity.descriptor().number;
  const ledger::CameBy by{own_connection(), came_by};
  if (!ledger::lacks_base(*db_, id, number, by)) return;
  ledger::keep_as_base(*db_, id, number, by, row_json(write.entity, *write.before));
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
