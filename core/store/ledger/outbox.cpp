// SPDX-License-Identifier: Apache-2.0
#include "store/ledger/outbox.hpp"

namespace tandem::store::ledger {

std::optional<Pending> Outbox::find(std::int64_t entity, const Id& local) const {
  Statement s = db_->prepare(
      "SELECT kind, upto_seq, tries, not_before FROM sync_outbox WHERE conn = ? AND entity = ? AND local_id "
      "= ?");
  s.bind(1, conn_).bind(2, entity).bind(3, local);
  if (!s.step()) return std::nullopt;
  return Pending{entity, local, from_text<PendingKind>(s.text(0)), s.integer(1), s.integer(2), s.integer(3)};
}

std::vector<Pending> Outbox::next(std::int64_t entity, const Id& after, std::size_t limit) const {
  Statement s = db_->prepare(
      "SELECT local_id, kind, upto_seq, tries, not_before FROM sync_outbox WHERE conn = ? AND entity = ? AND "
      "local_id > ? ORDER BY local_id LIMIT ?");
  s.bind(1, conn_).bind(2, entity).bind(3, after).bind(4, static_cast<std::int64_t>(limit));
  std::vector<Pending> rows;
  while (s.step()) {
    rows.push_back(
        {entity, s.id(0), from_text<PendingKind>(s.text(1)), s.integer(2), s.integer(3), s.integer(4)});
  }
  return rows;
}

void Outbox::add(std::int64_t entity, const Value& local, PendingKind kind, std::int64_t seq) {
  db_->prepare(
         "INSERT INTO sync_outbox (conn, entity, local_id, kind, upto_seq) VALUES (?, ?, ?, ?, ?) "
         "ON CONFLICT (conn, entity, local_id) DO UPDATE SET kind = excluded.kind, "
         "upto_seq = max(upto_seq, excluded.upto_seq)")
      .bind(1, conn_)
      .bind(2, entity)
      .bind(3, local)
      .bind(4, to_text(kind))
      .bind(5, seq)
      .run();
}

void Outbox::owe(std::int64_t entity, const Id& local) {
  Statement s = db_->prepare(
      "INSERT INTO sync_outbox (conn, entity, local_id, kind, upto_seq) VALUES (?, ?, ?, 'write', ?) ON "
      "CONFLICT (conn, entity, local_id) DO UPDATE SET upto_seq = max(upto_seq, excluded.upto_seq), "
      "not_before = 0");
  s.bind(1, conn_).bind(2, entity).bind(3, local).bind(4, newest_seq()).run();
}

void Outbox::drop(std::int64_t entity, const Id& local, std::int64_t covers_seq) {
  Statement s = db_->prepare(
      "DELETE FROM sync_outbox WHERE conn = ? AND entity = ? AND local_id = ? AND upto_seq <= ?");
  s.bind(1, conn_).bind(2, entity).bind(3, local).bind(4, covers_seq).run();
}

void Outbox::drop(std::int64_t entity, const Id& local) {
  Statement s = db_->prepare("DELETE FROM sync_outbox WHERE conn = ? AND entity = ? AND local_id = ?");
  s.bind(1, conn_).bind(2, entity).bind(3, local).run();
}

void Outbox::postpone(std::int64_t entity, const Id& local, Instant not_before) {
  Statement s = db_->prepare(
      "UPDATE sync_outbox SET not_before = ?, tries = tries + 1 WHERE conn = ? AND entity = ? AND local_id = "
      "?");
  s.bind(1, not_before).bind(2, conn_).bind(3, entity).bind(4, local).run();
}

void Outbox::hurry(std::int64_t entity, const Id& local) {
  Statement s =
      db_->prepare("UPDATE sync_outbox SET not_before = 0 WHERE conn = ? AND entity = ? AND local_id = ?");
  s.bind(1, conn_).bind(2, entity).bind(3, local).run();
}

std::int64_t Outbox::newest_seq() const {
  Statement s = db_->prepare("SELECT coalesce(max(seq), 0) FROM journal");
  s.step();
  return s.integer(0);
}

}  // namespace tandem::store::ledger
