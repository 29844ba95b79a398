// SPDX-License-Identifier: Apache-2.0
#include "store/ledger/attempts.hpp"

#include "store/ledger/columns.hpp"

namespace tandem::store::ledger {

std::vector<Attempt> Attempts::in(AttemptState state) const {
  Statement s = db_->prepare(
      "SELECT id, entity, local_id, remote_type, remote_id, op, payload, covers_seq, error_class, message "
      "FROM sync_attempt WHERE conn = ? AND state = ? ORDER BY id");
  s.bind(1, conn_).bind(2, to_text(state));
  std::vector<Attempt> list;
  while (s.step()) {
    Attempt a;
    a.id = s.integer(0);
    a.entity = s.integer(1);
    a.local = s.id(2);
    a.remote_type = s.text(3);
    a.remote_id = s.text(4);
    a.op = from_text<Op>(s.text(5));
    const Json payload = parse_json(s.text(6), "an attempt");
    a.sent = payload.at("fields");
    a.remote = payload.at("remote");
    a.covers_seq = s.integer(7);
    a.error_class = s.text(8);
    a.message = s.text(9);
    list.push_back(std::move(a));
  }
  return list;
}

bool Attempts::unsettled(const Id& local) const {
  Statement s = db_->prepare(
      "SELECT 1 FROM sync_attempt WHERE local_id = ? AND conn = ? AND state IN "
      "('prepared','sent','unknown')");
  return s.bind(1, local).bind(2, conn_).step();
}

bool Attempts::last_acked_sent(const Link& link, std::string_view field) const {
  Statement s = db_->prepare(
      "SELECT 1 FROM sync_attempt a, json_each(a.payload, '$.fields') f WHERE f.key = ?4 AND a.id = (SELECT "
      "max(id) FROM sync_attempt WHERE local_id = ?1 AND conn = ?2 AND remote_type = ?3 AND state = "
      "'acked')");
  s.bind(1, link.local).bind(2, conn_).bind(3, link.remote_type).bind(4, field);
  return s.step();
}

std::int64_t Attempts::prepare(const Attempt& attempt, std::int64_t run, Instant at) {
  const std::string payload = Json{{"fields", attempt.sent}, {"remote", attempt.remote}}.dump();
  const std::string key = attempt.local.text();
  Statement s = db_->prepare(
      "INSERT INTO sync_attempt (conn, run, batch, entity, local_id, remote_type, remote_id, op, idem_key, "
      "payload, covers_seq, state, at) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, 'prepared', ?)");
  s.bind(1, conn_).bind(2, run).bind(3, attempt.entity).bind(4, attempt.local);
  s.bind(5, attempt.remote_type).bind(6, attempt.remote_id).bind(7, to_text(attempt.op)).bind(8, key);
  s.bind(9, payload).bind(10, attempt.covers_seq).bind(11, at).run();
  return sqlite3_last_insert_rowid(db_->raw());
}

void Attempts::sent(std::int64_t id) {
  db_->prepare("UPDATE sync_attempt SET state = 'sent' WHERE id = ?").bind(1, id).run();
}

void Attempts::finish(std::int64_t id, AttemptState state, std::string_view error_class,
                      std::string_view remote_code, std::string_view message) {
  Statement s = db_->prepare(
      "UPDATE sync_attempt SET state = ?, error_class = ?, remote_code = ?, message = ? WHERE id = ?");
  s.bind(1, to_text(state));
  bind_text_or_null(s, 2, error_class);
  s.bind(3, remote_code).bind(4, message).bind(5, id).run();
}

void Attempts::forget_before(std::int64_t run) {
  db_->prepare("DELETE FROM sync_attempt WHERE conn = ? AND run <= ? AND state IN ('acked','failed')")
      .bind(1, conn_)
      .bind(2, run)
      .run();
}

}  // namespace tandem::store::ledger
