// SPDX-License-Identifier: Apache-2.0
#include "store/ledger/links.hpp"

#include <cstring>

#include "base/text.hpp"
#include "store/ledger/columns.hpp"

namespace tandem::store::ledger {
namespace {

constexpr const char* kLinkColumns =
    "entity, remote_type, remote_id, state, version, local_id, row_hash, own_write_at, covered_seq";

// A link counts once its row has been seen or written by us.
constexpr const char* kShownRows =
    "SELECT DISTINCT remote_id FROM sync_link WHERE conn = ? AND remote_type = ? AND state = 'linked' AND "
    "(row_hash IS NOT NULL OR own_write_at IS NOT NULL)";

Link read_link(const Statement& s) {
  Link link;
  link.entity = s.integer(0);
  link.remote_type = s.text(1);
  link.remote_id = s.text(2);
  link.state = from_text<LinkState>(s.text(3));
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

}  // namespace

std::optional<Link> Links::by_remote(std::string_view remote_type, std::string_view remote_id,
                                     std::int64_t entity) const {
  static const std::string sql =
      concat({"SELECT ", kLinkColumns,
              " FROM sync_link WHERE conn = ? AND remote_type = ? AND remote_id = ? AND entity = ?"});
  Statement s = db_->prepare(sql);
  s.bind(1, conn_).bind(2, remote_type).bind(3, remote_id).bind(4, entity);
  if (!s.step()) return std::nullopt;
  return read_link(s);
}

std::optional<Link> Links::by_local(const Id& local, std::int64_t entity,
                                    std::string_view remote_type) const {
  static const std::string sql =
      concat({"SELECT ", kLinkColumns,
              " FROM sync_link WHERE local_id = ? AND conn = ? AND entity = ? AND remote_type = ?"});
  Statement s = db_->prepare(sql);
  s.bind(1, local).bind(2, conn_).bind(3, entity).bind(4, remote_type);
  if (!s.step()) return std::nullopt;
  return read_link(s);
}

std::vector<Link> Links::of_local(const Id& local, std::int64_t entity) const {
  static const std::string sql =
      concat({"SELECT ", kLinkColumns,
              " FROM sync_link WHERE local_id = ? AND conn = ? AND entity = ? ORDER BY remote_type"});
  Statement s = db_->prepare(sql);
  s.bind(1, local).bind(2, conn_).bind(3, entity);
  std::vector<Link> links;
  while (s.step()) links.push_back(read_link(s));
  return links;
}

bool Links::linked_otherwise(const Value& local, std::int64_t entity, std::string_view remote_type) const {
  Statement s = db_->prepare(
      "SELECT 1 FROM sync_link WHERE local_id = ? AND conn = ? AND entity = ? AND remote_type <> ? AND "
      "state = 'linked' LIMIT 1");
  return s.bind(1, local).bind(2, conn_).bind(3, entity).bind(4, remote_type).step();
}

std::vector<Id> Links::unlinked_like(const EntityInfo& entity, const std::vector<std::size_t>& positions,
                                     const Row& values, std::string_view remote_type) const {
  std::string sql = "SELECT r.id FROM \"" + std::string(entity.name()) + "\" r WHERE r.archived_at IS NULL";
  for (const std::size_t position : positions) {
    sql += " AND r.\"" + std::string(entity.field(position).name) + "\" = ?";
  }
  sql +=
      " AND NOT EXISTS (SELECT 1 FROM sync_link l WHERE l.local_id = r.id AND l.conn = ? AND l.entity = ? "
      "AND l.remote_type = ? AND l.state <> 'reserved') LIMIT 2";
  Statement s = db_->prepare(sql);
  int parameter = 0;
  for (const std::size_t position : positions) s.bind(++parameter, values[position]);
  s.bind(parameter + 1, conn_).bind(parameter + 2, std::int64_t{entity.descriptor().number});
  s.bind(parameter + 3, remote_type);
  std::vector<Id> found;
  while (s.step()) found.push_back(s.id(0));
  return found;
}

void Links::each_shown(std::string_view remote_type,
                       const std::function<void(std::string_view)>& take) const {
  Statement s = db_->prepare(kShownRows);
  s.bind(1, conn_).bind(2, remote_type);
  while (s.step()) take(s.text(0));
}

std::vector<std::pair<std::string, std::int64_t>> Links::live_by_type() const {
  Statement s = db_->prepare(
      "SELECT remote_type, count(*) FROM sync_link WHERE conn = ? AND state = 'linked' GROUP BY remote_type");
  s.bind(1, conn_);
  std::vector<std::pair<std::string, std::int64_t>> types;
  while (s.step()) types.emplace_back(s.text(0), s.integer(1));
  return types;
}

void Links::put(const Link& link) {
  Statement s = db_->prepare(
      "INSERT INTO sync_link (state, row_hash, version, own_write_at, covered_seq, conn, remote_type, "
      "remote_id, entity, local_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (conn, remote_type, "
      "remote_id, entity) DO UPDATE SET local_id = excluded.local_id, state = excluded.state, row_hash = "
      "excluded.row_hash, version = excluded.version, own_write_at = excluded.own_write_at, covered_seq = "
      "excluded.covered_seq");
  bind_standing(s, link);
  bind_key(s, link);
  s.bind(10, link.local).run();
}

void Links::note(const Link& link) {
  Statement s = db_->prepare(
      "UPDATE sync_link SET state = ?, row_hash = ?, version = ?, own_write_at = ?, covered_seq = ? WHERE "
      "conn = ? AND remote_type = ? AND remote_id = ? AND entity = ?");
  bind_standing(s, link);
  bind_key(s, link);
  s.run();
}

/// Parameters 1 to 5: how a link stands. `link` must outlive the statement's run.
void Links::bind_standing(Statement& s, const Link& link) {
  s.bind(1, to_text(link.state));
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
void Links::bind_key(Statement& s, const Link& link) const {
  s.bind(6, conn_).bind(7, link.remote_type).bind(8, link.remote_id).bind(9, link.entity);
}

void Links::remove(const Link& link) {
  Statement s = db_->prepare(
      "DELETE FROM sync_link WHERE conn = ? AND remote_type = ? AND remote_id = ? AND entity = ?");
  s.bind(1, conn_).bind(2, link.remote_type).bind(3, link.remote_id).bind(4, link.entity).run();
}

HashProbe::HashProbe(Database& database, std::int64_t conn, std::string_view remote_type, bool by_version)
    : statement_(database.prepare("SELECT row_hash, version, state FROM sync_link WHERE conn = ? AND "
                                  "remote_type = ? AND remote_id = ?")),
      conn_(conn),
      remote_type_(remote_type),
      by_version_(by_version) {}

HashProbe::Answer HashProbe::ask(std::string_view remote_id, const RowHash& hash, std::string_view version) {
  Statement& s = statement_;
  s.reset();
  s.bind(1, conn_).bind(2, remote_type_).bind(3, remote_id);
  Answer answer = Answer::changed;
  while (s.step()) {
    const std::string_view kept = s.text(0);
    if (kept.size() != sizeof hash || std::memcmp(kept.data(), hash.data(), sizeof hash) != 0) {
      return Answer::changed;
    }
    if (by_version_ && s.text(1) != version) return Answer::changed;
    const bool linked = answer == Answer::same_and_linked || s.text(2) == to_text(LinkState::linked);
    answer = linked ? Answer::same_and_linked : Answer::same;
  }
  return answer;
}

ShownProbe::ShownProbe(Database& database, std::int64_t conn, std::string_view remote_type)
    : statement_(database.prepare(concat({kShownRows, " AND remote_id = ?"}))),
      conn_(conn),
      remote_type_(remote_type) {}

bool ShownProbe::ask(std::string_view remote_id) {
  statement_.reset();
  statement_.bind(1, conn_).bind(2, remote_type_).bind(3, remote_id);
  return statement_.step();
}

std::int64_t count_links(Database& database, const Id& local) {
  Statement s = database.prepare("SELECT count(*) FROM sync_link WHERE local_id = ?");
  return s.bind(1, local).step() ? s.integer(0) : 0;
}

void relink(Database& database, const Id& from, const Id& into) {
  database
      .prepare(
          "DELETE FROM sync_base WHERE local_id = ?1 AND NOT EXISTS (SELECT 1 FROM sync_link s WHERE "
          "s.local_id = ?2 AND s.conn = sync_base.conn AND s.entity = sync_base.entity AND s.remote_type = "
          "sync_base.remote_type)")
      .bind(1, from)
      .bind(2, into)
      .run();
  database
      .prepare(
          "UPDATE sync_link SET local_id = ?2 WHERE local_id = ?1 AND NOT EXISTS (SELECT 1 FROM sync_link s "
          "WHERE s.local_id = ?2 AND s.conn = sync_link.conn AND s.entity = sync_link.entity AND "
          "s.remote_type = sync_link.remote_type)")
      .bind(1, from)
      .bind(2, into)
      .run();
}

}  // namespace tandem::store::ledger
