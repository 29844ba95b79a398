// SPDX-License-Identifier: Apache-2.0
#include "store/ledger/bases.hpp"

#include "model/document.hpp"
#include "store/ledger/columns.hpp"

namespace tandem::store::ledger {
namespace {

constexpr std::string_view kRefusal = "(refusal)";  // among the remote's values; no field is called so

/// What the column of remote values holds, by key: a value, `true` for a field left out of a create, `true`
/// for the mark of a sign-off (a verb's name and its place in the rule: with a blank, as no field's name),
/// and the text of a refusal.
void read_remote_values(const EntityInfo& entity, const Json& values, Base& base) {
  for (const auto& [key, value] : values.items()) {
    const auto position = entity.find(key);
    const bool may_be_true = position && entity.field(*position).type == model::Type::boolean;
    if (key == kRefusal) {
      base.refusal = value.get<std::string>();
    } else if (key.find(' ') != std::string::npos) {
      base.stale_marks.insert(key);
    } else if (value == true && !may_be_true) {
      base.left_out.insert(key);
    } else {
      base.shown.emplace(key, value);
    }
  }
}

std::string remote_values(const Base& base) {
  Json values = Json::object();
  for (const auto& [field, value] : base.shown) values[field] = value;
  for (const std::string& field : base.left_out) values[field] = true;
  for (const std::string& mark : base.stale_marks) values[mark] = true;
  if (!base.refusal.empty()) values[std::string(kRefusal)] = base.refusal;
  return values.empty() ? std::string{} : values.dump();
}

}  // namespace

void Base::shown_as_agreed(std::string_view field) {
  if (const auto found = shown.find(field); found != shown.end()) shown.erase(found);
  if (const auto found = left_out.find(field); found != left_out.end()) left_out.erase(found);
}

std::optional<Base> Bases::find(const EntityInfo& entity, const Link& link) const {
  Statement s = db_->prepare(
      "SELECT local_values, remote_values FROM sync_base WHERE local_id = ? AND conn = ? AND entity = ? AND "
      "remote_type = ?");
  s.bind(1, link.local).bind(2, conn_).bind(3, link.entity).bind(4, link.remote_type);
  if (!s.step()) return std::nullopt;
  Base base;
  base.local.reset(entity.size());
  model::Arena arena;
  const Json values = parse_json(s.text(0), "a base");
  for (const auto& [name, value] : values.items()) {
    const auto position = entity.find(name);
    if (position) base.local.set(*position, model::from_json(entity.field(*position), value, arena));
  }
  if (!s.is_null(1)) read_remote_values(entity, parse_json(s.text(1), "a base"), base);
  return base;
}

void Bases::put(const EntityInfo& entity, const Link& link, const Base& base) {
  Json values = Json::object();
  for (std::size_t i = model::kCommonFields; i < entity.size(); ++i) {
    if (model::given(base.local[i])) {
      values[std::string(entity.field(i).name)] = model::to_json(entity.field(i), base.local[i]);
    }
  }
  const std::string text = values.dump(), remote = remote_values(base);
  Statement s = db_->prepare(
      "INSERT INTO sync_base (conn, entity, local_id, remote_type, local_values, remote_values) VALUES (?, "
      "?, ?, ?, ?, ?) ON CONFLICT (local_id, conn, entity, remote_type) DO UPDATE SET local_values = "
      "excluded.local_values, remote_values = excluded.remote_values");
  s.bind(1, conn_).bind(2, link.entity).bind(3, link.local).bind(4, link.remote_type).bind(5, text);
  bind_text_or_null(s, 6, remote);
  s.run();
}

void Bases::drop(const Link& link) {
  Statement s = db_->prepare(
      "DELETE FROM sync_base WHERE local_id = ? AND conn = ? AND entity = ? AND remote_type = ?");
  s.bind(1, link.local).bind(2, conn_).bind(3, link.entity).bind(4, link.remote_type).run();
}

bool lacks_base(Database& database, const Value& local, std::int64_t entity, const CameBy& by) {
  Statement without = database.prepare(
      "SELECT 1 FROM sync_link l WHERE l.local_id = ?1 AND l.entity = ?2 AND NOT (l.conn = ?3 AND "
      "l.remote_type = ?4) AND NOT EXISTS (SELECT 1 FROM sync_base b WHERE b.local_id = l.local_id AND "
      "b.conn = l.conn AND b.entity = l.entity AND b.remote_type = l.remote_type) LIMIT 1");
  return without.bind(1, local).bind(2, entity).bind(3, by.conn).bind(4, by.remote_type).step();
}

void keep_as_base(Database& database, const Value& local, std::int64_t entity, const CameBy& by,
                  std::string_view row) {
  database
      .prepare(
          "INSERT OR IGNORE INTO sync_base (conn, entity, local_id, remote_type, local_values) "
          "SELECT conn, entity, local_id, remote_type, ?5 FROM sync_link WHERE local_id = ?1 AND entity = ?2 "
          "AND NOT (conn = ?3 AND remote_type = ?4)")
      .bind(1, local)
      .bind(2, entity)
      .bind(3, by.conn)
      .bind(4, by.remote_type)
      .bind(5, row)
      .run();
}

}  // namespace tandem::store::ledger
