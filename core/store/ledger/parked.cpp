// SPDX-License-Identifier: Apache-2.0
#include "store/ledger/parked.hpp"

#include "base/text.hpp"
#include "store/ledger/columns.hpp"

namespace tandem::store::ledger {
namespace {

constexpr const char* kParkedColumns =
    "p.id, p.conn, p.stream, p.direction, p.entity, p.local_id, p.remote_type, p.remote_id, p.version, "
    "p.payload, p.observed_at, p.state, p.waits_for, p.error_class, p.message, p.advice, p.tries";
constexpr int kParkedColumnCount = 17;

Parked read_parked(const Statement& s) {
  Parked item;
  item.id = s.integer(0);
  item.conn = s.integer(1);
  item.stream = s.text(2);
  item.direction = from_text<Direction>(s.text(3));
  item.entity = s.text(4);
  item.local = s.id(5);
  item.remote_type = s.text(6);
  item.remote_id = s.text(7);
  item.version = s.text(8);
  item.payload = s.text(9);
  item.observed_at = s.integer(10);
  item.state = from_text<ParkedState>(s.text(11));
  item.waits_for = s.text(12);
  item.error_class = s.text(13);
  item.message = s.text(14);
  item.advice = s.text(15);
  item.tries = s.integer(16);
  return item;
}

}  // namespace

void ParkedRows::put(const Parked& item) {
  Statement s = db_->prepare(
      "INSERT INTO sync_parked (conn, stream, direction, entity, local_id, remote_type, remote_id, version, "
      "payload, observed_at, state, waits_for, error_class, message, advice) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?) ON CONFLICT (conn, direction, stream, remote_type, remote_id) DO UPDATE SET "
      "entity = excluded.entity, local_id = excluded.local_id, version = excluded.version, payload = "
      "excluded.payload, observed_at = excluded.observed_at, state = excluded.state, waits_for = "
      "excluded.waits_for, error_class = excluded.error_class, message = excluded.message, advice = "
      "excluded.advice, tries = tries + 1");
  s.bind(1, conn_).bind(2, item.stream).bind(3, to_text(item.direction));
  bind_text_or_null(s, 4, item.entity);
  s.bind_id_or_null(5, item.local).bind(6, item.remote_type).bind(7, item.remote_id);
  bind_text_or_null(s, 8, item.version);
  s.bind(9, item.payload).bind(10, item.observed_at).bind(11, to_text(item.state));
  bind_text_or_null(s, 12, item.waits_for);
  s.bind(13, item.error_class).bind(14, item.message).bind(15, item.advice).run();
}

std::optional<Parked> ParkedRows::find(Direction direction, std::string_view stream,
                                       std::string_view remote_type, std::string_view remote_id) const {
  static const std::string sql = concat({"SELECT ", kParkedColumns,
                                         " FROM sync_parked p WHERE p.conn = ? AND p.direction = ? AND "
                                         "p.stream = ? AND p.remote_type = ? AND p.remote_id = ?"});
  Statement s = db_->prepare(sql);
  s.bind(1, conn_).bind(2, to_text(direction)).bind(3, stream).bind(4, remote_type).bind(5, remote_id);
  if (!s.step()) return std::nullopt;
  return read_parked(s);
}

bool ParkedRows::remove(Direction direction, std::string_view stream, std::string_view remote_type,
                        std::string_view remote_id) {
  Statement s = db_->prepare(
      "DELETE FROM sync_parked WHERE conn = ? AND direction = ? AND stream = ? AND remote_type = ? AND "
      "remote_id = ?");
  s.bind(1, conn_).bind(2, to_text(direction)).bind(3, stream).bind(4, remote_type).bind(5, remote_id).run();
  return sqlite3_changes(db_->raw()) > 0;
}

std::int64_t ParkedRows::count_in(std::string_view stream) const {
  Statement s =
      db_->prepare("SELECT count(*) FROM sync_parked WHERE conn = ? AND direction = 'in' AND stream = ?");
  s.bind(1, conn_).bind(2, stream).step();
  return s.integer(0);
}

std::int64_t ParkedRows::count_open() const {
  Statement s = db_->prepare("SELECT count(*) FROM sync_parked WHERE conn = ? AND state <> 'discarded'");
  s.bind(1, conn_).step();
  return s.integer(0);
}

std::vector<Parked> ParkedRows::released(std::string_view stream, std::size_t limit) const {
  static const std::string sql = concat(
      {"SELECT ", kParkedColumns,
       " FROM sync_parked p WHERE p.conn = ? AND p.direction = 'in' AND p.stream = ? AND p.state = 'waiting' "
       "AND (p.waits_for IS NULL OR EXISTS (SELECT 1 FROM sync_link l WHERE l.conn = p.conn AND "
       "l.remote_type = substr(p.waits_for, 1, instr(p.waits_for, char(31)) - 1) AND l.remote_id = "
       "substr(p.waits_for, instr(p.waits_for, char(31)) + 1) AND l.state <> 'reserved')) ORDER BY p.id "
       "LIMIT ?"});
  Statement s = db_->prepare(sql);
  s.bind(1, conn_).bind(2, stream).bind(3, static_cast<std::int64_t>(limit));
  std::vector<Parked> items;
  while (s.step()) items.push_back(read_parked(s));
  return items;
}

std::vector<std::string> ParkedRows::broken_before(std::string_view stream, Instant at) const {
  Statement s = db_->prepare(
      "SELECT remote_id FROM sync_parked WHERE conn = ? AND direction = 'in' AND stream = ? AND error_class "
      "= "
      "'broken' AND observed_at < ?");
  s.bind(1, conn_).bind(2, stream).bind(3, at);
  std::vector<std::string> ids;
  while (s.step()) ids.emplace_back(s.text(0));
  return ids;
}

std::optional<Parked> find_parked(Database& database, std::int64_t id) {
  Statement s = database.prepare(concat({"SELECT ", kParkedColumns, " FROM sync_parked p WHERE p.id = ?"}));
  if (!s.bind(1, id).step()) return std::nullopt;
  return read_parked(s);
}

void each_parked(Database& database, std::int64_t conn,
                 const std::function<void(const Parked&, std::string_view connection)>& take) {
  Statement s = database.prepare(
      concat({"SELECT ", kParkedColumns,
              ", c.name FROM sync_parked p JOIN sync_conn c ON c.number = p.conn WHERE (?1 = 0 OR p.conn = "
              "?1) AND p.state <> 'discarded' ORDER BY p.id LIMIT 10000"}));
  s.bind(1, conn);
  while (s.step()) take(read_parked(s), s.text(kParkedColumnCount));
}

void release_parked(Database& database, std::int64_t id) {
  database.prepare("UPDATE sync_parked SET state = 'waiting', waits_for = NULL WHERE id = ?")
      .bind(1, id)
      .run();
}

void discard_parked(Database& database, std::int64_t id) {
  database.prepare("UPDATE sync_parked SET state = 'discarded' WHERE id = ?").bind(1, id).run();
}

void remove_parked(Database& database, std::int64_t id) {
  database.prepare("DELETE FROM sync_parked WHERE id = ?").bind(1, id).run();
}

}  // namespace tandem::store::ledger
