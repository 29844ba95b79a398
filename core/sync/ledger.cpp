// SPDX-License-Identifier: Apache-2.0
#include "sync/ledger.hpp"

#include <cstring>
#include "base/text.hpp"

namespace tandem::sync {
namespace {

constexpr const char* kRefusal = "(refusal)";  // among the remote's fields; no field is called so

constexpr const char* kLinkColumns =
    "entity, remote_type, remote_id, state, version, local_id, row_hash, own_write_at, covered_seq";

Link read_link(const store::Statement& s) {
  Link link;
  link.entity = s.integer(0);
  link.remote_type = s.text(1);
  link.remote_id = s.text(2);
  link.state = s.text(3);
  link.version = s.text(4);
  link.local = s.id(5);
  if (const std::string_view hash = s.text(6); hash.size() == sizeof(RowHash)) {
    link.hash.emplace();
    std::memcpy(link.hash->data(), hash.data(), hash.size());
  }
  link.own_write_at = s.integer(7);
  link.covered_seq = s.integer(8);
  return link;
}

void bind_text_or_null(store::Statement& s, int index, std::string_view text) {
  if (text.empty()) {
    s.bind_null(index);
  } else {
    s.bind(index, text);
  }
}

Parked read_parked(const store::Statement& s) {
  Parked item;
  item.id = s.integer(0);
  item.stream = s.text(1);
  item.direction = s.text(2);
  item.entity = s.text(3);
  item.local = s.id(4);
  item.remote_type = s.text(5);
  item.remote_id = s.text(6);
  item.version = s.text(7);
  item.payload = s.text(8);
  item.observed_at = s.integer(9);
  item.state = s.text(10);
  item.waits_for = s.text(11);
  item.error_class = s.text(12);
  item.message = s.text(13);
  item.advice = s.text(14);
  item.tries = s.integer(15);
  return item;
}

}  // namespace

std::optional<Link> Ledger::by_remote(std::string_view remote_type, std::string_view remote_id,
                                      std::int64_t entity) {
  static const std::string sql =
      concat({"SELECT ", kLinkColumns,
              " FROM sync_link WHERE conn = ? AND remote_type = ? AND remote_id = ? AND entity = ?"});
  store::Statement s = db_->prepare(sql);
  s.bind(1, conn_).bind(2, remote_type).bind(3, remote_id).bind(4, entity);
  if (!s.step()) return std::nullopt;
  return read_link(s);
}

std::vector<Link> Ledger::of_local(const Id& local, std::int64_t entity) {
  static const std::string sql =
      concat({"SELECT ", kLinkColumns,
              " FROM sync_link WHERE local_id = ? AND conn = ? AND entity = ? ORDER BY remote_type"});
  store::Statement s = db_->prepare(sql);
  s.bind(1, local).bind(2, conn_).bind(3, entity);
  std::vector<Link> links;
  while (s.step()) links.push_back(read_link(s));
  return links;
}

std::optional<Link> Ledger::by_local(const Id& local, std::int64_t entity, std::string_view remote_type) {
  static const std::string sql =
      concat({"SELECT ", kLinkColumns,
              " FROM sync_link WHERE local_id = ? AND conn = ? AND entity = ? AND remote_type = ?"});
  store::Statement s = db_->prepare(sql);
  s.bind(1, local).bind(2, conn_).bind(3, entity).bind(4, remote_type);
  if (!s.step()) return std::nullopt;
  return read_link(s);
}

void Ledger::put(const Link& link) {
  store::Statement s = db_->prepare(
      "INSERT INTO sync_link (state, row_hash, version, own_write_at, covered_seq, conn, remote_type, "
      "remote_id, entity, local_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (conn, remote_type, "
      "remote_id, entity) DO UPDATE SET local_id = excluded.local_id, state = excluded.state, row_hash = "
      "excluded.row_hash, version = excluded.version, own_write_at = excluded.own_write_at, covered_seq = "
      "excluded.covered_seq");
  bind_standing(s, link);
  bind_key(s, link);
  s.bind(10, link.local).run();
}

void Ledger::note(const Link& link) {
  store::Statement s = db_->prepare(
      "UPDATE sync_link SET state = ?, row_hash = ?, version = ?, own_write_at = ?, covered_seq = ? WHERE "
      "conn = ? AND remote_type = ? AND remote_id = ? AND entity = ?");
  bind_standing(s, link);
  bind_key(s, link);
  s.run();
}

/// Parameters 1 to 5: how a link stands. `link` must outlive the statement's run.
void Ledger::bind_standing(store::Statement& s, const Link& link) {
  s.bind(1, link.state);
  if (link.hash) {
    s.bind_blob(2, hash_bytes(*link.hash));
  } else {
    s.bind_null(2);
  }
  bind_text_or_null(s, 3, link.version);
  if (link.own_write_at != 0) {
    s.bind(4, link.own_write_at);
  } else {
    s.bind_null(4);
  }
  s.bind(5, link.covered_seq);
}

/// Parameters 6 to 9: which link it is.
void Ledger::bind_key(store::Statement& s, const Link& link) const {
  s.bind(6, conn_).bind(7, link.remote_type).bind(8, link.remote_id).bind(9, link.entity);
}

void Ledger::remove(const Link& link) {
  store::Statement s = db_->prepare(
      "DELETE FROM sync_link WHERE conn = ? AND remote_type = ? AND remote_id = ? AND entity = ?");
  s.bind(1, conn_).bind(2, link.remote_type).bind(3, link.remote_id).bind(4, link.entity).run();
}

std::optional<Base> Ledger::base(const EntityInfo& entity, const Link& link) {
  store::Statement s = db_->prepare(
      "SELECT local_values, remote_values FROM sync_base WHERE local_id = ? AND conn = ? AND entity = ? AND "
      "remote_type = ?");
  s.bind(1, link.local).bind(2, conn_).bind(3, link.entity).bind(4, link.remote_type);
  if (!s.step()) return std::nullopt;
  Base base;
  base.local.reset(entity.size());
  Arena arena;
  const Json values = parse_json(s.text(0), "a base");
  for (const auto& [name, value] : values.items()) {
    const auto position = entity.find(name);
    if (position) base.local.set(*position, model::from_json(entity.field(*position), value, arena));
  }
  if (!s.is_null(1)) base.remote = parse_json(s.text(1), "a base");
  if (const auto why = base.remote.find(kRefusal); why != base.remote.end()) {
    base.refusal = why->get<std::string>();
    base.remote.erase(why);
  }
  return base;
}

void Ledger::put_base(const EntityInfo& entity, const Link& link, const Base& base) {
  Json values = Json::object();
  for (std::size_t i = model::kCommonFields; i < entity.size(); ++i) {
    if (model::given(base.local[i])) {
      values[std::string(entity.field(i).name)] = model::to_json(entity.field(i), base.local[i]);
    }
  }
  const std::string text = values.dump();
  Json told = base.remote;
  if (!base.refusal.empty()) told[kRefusal] = base.refusal;
  const std::string remote = told.empty() ? std::string{} : told.dump();
  store::Statement s = db_->prepare(
      "INSERT INTO sync_base (conn, entity, local_id, remote_type, local_values, remote_values) VALUES (?, "
      "?, "
      "?, ?, ?, ?) ON CONFLICT (local_id, conn, entity, remote_type) DO UPDATE SET local_values = "
      "excluded.local_values, remote_values = excluded.remote_values");
  s.bind(1, conn_).bind(2, link.entity).bind(3, link.local).bind(4, link.remote_type).bind(5, text);
  bind_text_or_null(s, 6, remote);
  s.run();
}

void Ledger::drop_base(const Link& link) {
  store::Statement s = db_->prepare(
      "DELETE FROM sync_base WHERE local_id = ? AND conn = ? AND entity = ? AND remote_type = ?");
  s.bind(1, link.local).bind(2, conn_).bind(3, link.entity).bind(4, link.remote_type).run();
}

std::optional<Pending> Ledger::pending(std::int64_t entity, const Id& local) {
  store::Statement s = db_->prepare(
      "SELECT kind, upto_seq, tries, not_before FROM sync_outbox WHERE conn = ? AND entity = ? AND local_id "
      "= ?");
  s.bind(1, conn_).bind(2, entity).bind(3, local);
  if (!s.step()) return std::nullopt;
  return Pending{entity, local, std::string(s.text(0)), s.integer(1), s.integer(2), s.integer(3)};
}

std::int64_t Ledger::newest_seq() {
  store::Statement s = db_->prepare("SELECT coalesce(max(seq), 0) FROM journal");
  s.step();
  return s.integer(0);
}

void Ledger::enqueue(std::int64_t entity, const Id& local, std::string_view kind) {
  store::Statement s = db_->prepare(
      "INSERT INTO sync_outbox (conn, entity, local_id, kind, upto_seq) VALUES (?, ?, ?, ?, ?) ON CONFLICT "
      "(conn, entity, local_id) DO UPDATE SET upto_seq = max(upto_seq, excluded.upto_seq), not_before = 0");
  s.bind(1, conn_).bind(2, entity).bind(3, local).bind(4, kind).bind(5, newest_seq()).run();
}

void Ledger::drop_pending(std::int64_t entity, const Id& local, std::int64_t covers_seq) {
  store::Statement s = db_->prepare(
      "DELETE FROM sync_outbox WHERE conn = ? AND entity = ? AND local_id = ? AND upto_seq <= ?");
  s.bind(1, conn_).bind(2, entity).bind(3, local).bind(4, covers_seq).run();
}

void Ledger::postpone(std::int64_t entity, const Id& local, Instant not_before) {
  store::Statement s = db_->prepare(
      "UPDATE sync_outbox SET not_before = ?, tries = tries + 1 WHERE conn = ? AND entity = ? AND local_id = "
      "?");
  s.bind(1, not_before).bind(2, conn_).bind(3, entity).bind(4, local).run();
}

void Ledger::park(const Parked& item) {
  store::Statement s = db_->prepare(
      "INSERT INTO sync_parked (conn, stream, direction, entity, local_id, remote_type, remote_id, version, "
      "payload, observed_at, state, waits_for, error_class, message, advice) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
      "?, "
      "?, ?, ?, ?, ?, ?) ON CONFLICT (conn, direction, stream, remote_type, remote_id) DO UPDATE SET entity "
      "= "
      "excluded.entity, local_id = excluded.local_id, version = excluded.version, payload = "
      "excluded.payload, "
      "observed_at = excluded.observed_at, state = excluded.state, waits_for = excluded.waits_for, "
      "error_class "
      "= excluded.error_class, message = excluded.message, advice = excluded.advice, tries = tries + 1");
  s.bind(1, conn_).bind(2, item.stream).bind(3, item.direction);
  bind_text_or_null(s, 4, item.entity);
  s.bind_id_or_null(5, item.local).bind(6, item.remote_type).bind(7, item.remote_id);
  bind_text_or_null(s, 8, item.version);
  s.bind(9, item.payload).bind(10, item.observed_at).bind(11, item.state);
  bind_text_or_null(s, 12, item.waits_for);
  s.bind(13, item.error_class).bind(14, item.message).bind(15, item.advice).run();
}

std::optional<Parked> Ledger::parked(std::string_view direction, std::string_view stream,
                                     std::string_view type, std::string_view remote_id) {
  store::Statement s = db_->prepare(
      "SELECT id, stream, direction, entity, local_id, remote_type, remote_id, version, payload, "
      "observed_at, "
      "state, waits_for, error_class, message, advice, tries FROM sync_parked WHERE conn = ? AND direction = "
      "? "
      "AND stream = ? AND remote_type = ? AND remote_id = ?");
  s.bind(1, conn_).bind(2, direction).bind(3, stream).bind(4, type).bind(5, remote_id);
  if (!s.step()) return std::nullopt;
  return read_parked(s);
}

bool Ledger::unpark(std::string_view direction, std::string_view stream, std::string_view type,
                    std::string_view remote_id) {
  store::Statement s = db_->prepare(
      "DELETE FROM sync_parked WHERE conn = ? AND direction = ? AND stream = ? AND remote_type = ? AND "
      "remote_id = ?");
  s.bind(1, conn_).bind(2, direction).bind(3, stream).bind(4, type).bind(5, remote_id).run();
  return sqlite3_changes(db_->raw()) > 0;
}

std::int64_t Ledger::count_parked(std::string_view stream) {
  store::Statement s =
      db_->prepare("SELECT count(*) FROM sync_parked WHERE conn = ? AND direction = 'in' AND stream = ?");
  s.bind(1, conn_).bind(2, stream);
  s.step();
  return s.integer(0);
}

std::string Ledger::cursor(const StreamPlan& stream) {
  store::Statement s =
      db_->prepare("SELECT cursor FROM sync_checkpoint WHERE conn = ? AND stream = ? AND mapping_hash = ?");
  s.bind(1, conn_).bind(2, stream.name).bind(3, stream.hash);
  return s.step() ? std::string(s.text(0)) : std::string{};
}

bool Ledger::in_whole_scan(const StreamPlan& stream) {
  store::Statement s = db_->prepare("SELECT whole FROM sync_checkpoint WHERE conn = ? AND stream = ?");
  s.bind(1, conn_).bind(2, stream.name);
  return s.step() && s.integer(0) != 0;
}

void Ledger::put_cursor(const StreamPlan& stream, std::string_view cursor, Instant at, bool whole) {
  store::Statement s = db_->prepare(
      "INSERT INTO sync_checkpoint (conn, stream, cursor, mapping_hash, at, whole) VALUES (?, ?, ?, ?, ?, ?) "
      "ON "
      "CONFLICT (conn, stream) DO UPDATE SET cursor = excluded.cursor, mapping_hash = excluded.mapping_hash, "
      "at "
      "= excluded.at, whole = excluded.whole");
  s.bind(1, conn_).bind(2, stream.name).bind_blob(3, cursor).bind(4, stream.hash).bind(5, at);
  s.bind(6, std::int64_t{whole ? 1 : 0}).run();
}

void Ledger::drop_cursor(std::string_view stream) {
  store::Statement s = db_->prepare("DELETE FROM sync_checkpoint WHERE conn = ? AND stream = ?");
  s.bind(1, conn_).bind(2, stream).run();
}

}  // namespace tandem::sync
