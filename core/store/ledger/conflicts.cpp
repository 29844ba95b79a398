// SPDX-License-Identifier: Apache-2.0
#include "store/ledger/conflicts.hpp"

#include "base/text.hpp"
#include "store/ledger/columns.hpp"

namespace tandem::store::ledger {
namespace {

constexpr const char* kConflictColumns =
    "f.id, f.conn, f.entity, f.local_id, f.remote_type, f.field, f.base, f.local, f.remote, f.status, "
    "f.decision, f.policy, f.at";
constexpr int kConflictColumnCount = 13;

Conflict read_conflict(const Statement& s) {
  Conflict c;
  c.id = s.integer(0);
  c.conn = s.integer(1);
  c.entity = s.text(2);
  c.record = s.id(3);
  c.remote_type = s.text(4);
  c.field = s.text(5);
  c.base = text_if_any(s, 6);
  c.local = text_if_any(s, 7);
  c.remote = text_if_any(s, 8);
  c.open = s.text(9) == "open";
  c.decision = text_if_any(s, 10);
  c.policy = s.text(11);
  c.at = s.integer(12);
  return c;
}

void bind_text(Statement& s, int index, const std::optional<std::string>& text) {
  if (text) {
    s.bind(index, *text);
  } else {
    s.bind_null(index);
  }
}

/// Parameters 1 to 10, `conflict` must outlive the statement's run.
void bind_conflict(Statement& s, std::int64_t conn, const Conflict& conflict) {
  s.bind(1, conn).bind(2, conflict.entity).bind(3, conflict.record).bind(4, conflict.remote_type);
  s.bind(5, conflict.field);
  bind_text(s, 6, conflict.base);
  bind_text(s, 7, conflict.local);
  bind_text(s, 8, conflict.remote);
  s.bind(9, conflict.policy).bind(10, conflict.at);
}

}  // namespace

std::vector<Conflict> Conflicts::open() const {
  Statement s = db_->prepare(
      concat({"SELECT ", kConflictColumns, " FROM sync_conflict f WHERE f.status = 'open' AND f.conn = ?"}));
  s.bind(1, conn_);
  std::vector<Conflict> list;
  while (s.step()) list.push_back(read_conflict(s));
  return list;
}

std::set<std::string> Conflicts::open_fields(const Link& link) const {
  Statement s = db_->prepare(
      "SELECT field FROM sync_conflict WHERE status = 'open' AND conn = ? AND local_id = ? AND remote_type = "
      "?");
  s.bind(1, conn_).bind(2, link.local).bind(3, link.remote_type);
  std::set<std::string> fields;
  while (s.step()) fields.emplace(s.text(0));
  return fields;
}

std::int64_t Conflicts::count_open() const {
  Statement s = db_->prepare("SELECT count(*) FROM sync_conflict WHERE conn = ? AND status = 'open'");
  s.bind(1, conn_).step();
  return s.integer(0);
}

void Conflicts::ask(const Conflict& conflict) {
  Statement s = db_->prepare(
      "INSERT INTO sync_conflict (conn, entity, local_id, remote_type, field, base, local, remote, policy, "
      "at, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT (conn, local_id, field, "
      "remote_type) WHERE status = 'open' DO UPDATE SET local = excluded.local, remote = excluded.remote");
  bind_conflict(s, conn_, conflict);
  s.run();
}

void Conflicts::decided(const Conflict& conflict) {
  Statement s = db_->prepare(
      "INSERT INTO sync_conflict (conn, entity, local_id, remote_type, field, base, local, remote, policy, "
      "at, status, decision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'resolved', ?)");
  bind_conflict(s, conn_, conflict);
  bind_text(s, 11, conflict.decision);
  s.run();
}

void Conflicts::edit_wins(std::string_view entity, const Id& record, std::string_view remote_type,
                          Instant at) {
  Conflict conflict;
  conflict.entity = entity;
  conflict.record = record;
  conflict.remote_type = remote_type;
  conflict.field = kWholeRecord;
  conflict.local = R"("edited")";
  conflict.remote = R"("deleted")";
  conflict.decision = "the edit here was kept";
  conflict.policy = "edit wins";
  conflict.at = at;
  decided(conflict);
}

void Conflicts::close_moot(const Link& link, std::string_view field) {
  Statement s = db_->prepare(
      "UPDATE sync_conflict SET status = 'resolved', decision = 'moot' WHERE status = 'open' AND conn = ? "
      "AND local_id = ? AND field = ? AND remote_type = ?");
  s.bind(1, conn_).bind(2, link.local).bind(3, field).bind(4, link.remote_type).run();
}

std::optional<Conflict> find_conflict(Database& database, std::int64_t id) {
  Statement s =
      database.prepare(concat({"SELECT ", kConflictColumns, " FROM sync_conflict f WHERE f.id = ?"}));
  if (!s.bind(1, id).step()) return std::nullopt;
  return read_conflict(s);
}

void each_conflict(Database& database, std::int64_t conn,
                   const std::function<void(const Conflict&, std::string_view connection)>& take) {
  Statement s = database.prepare(
      concat({"SELECT ", kConflictColumns,
              ", c.name FROM sync_conflict f JOIN sync_conn c ON c.number = f.conn WHERE (?1 = 0 OR f.conn = "
              "?1) AND (f.status = 'open' OR f.policy <> 'ask') ORDER BY f.status, f.id DESC LIMIT 1000"}));
  s.bind(1, conn);
  while (s.step()) take(read_conflict(s), s.text(kConflictColumnCount));
}

void decide_conflict(Database& database, std::int64_t id, std::string_view decision, const Id& actor) {
  Statement s = database.prepare(
      "UPDATE sync_conflict SET status = 'resolved', decision = ?, actor_id = ? WHERE id = ?");
  s.bind(1, decision).bind_id_or_null(2, actor).bind(3, id).run();
}

}  // namespace tandem::store::ledger
