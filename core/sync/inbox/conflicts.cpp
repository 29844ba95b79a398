// SPDX-License-Identifier: Apache-2.0
#include "sync/inbox/conflicts.hpp"

#include "base/text.hpp"
#include "sync/inbound/merge.hpp"
#include "sync/inbox/rows.hpp"

namespace tandem::sync {
namespace {

struct Conflict {
  std::int64_t id = 0, conn = 0;
  std::string entity, remote_type, field, base, local, remote, status, decision;
  Id record;
};

constexpr const char* kColumns =
    "id, conn, entity, local_id, remote_type, field, base, local, remote, status, decision";

Conflict read_conflict(const store::Statement& s) {
  Conflict c;
  c.id = s.integer(0);
  c.conn = s.integer(1);
  c.entity = s.text(2);
  c.record = s.id(3);
  c.remote_type = s.text(4);
  c.field = s.text(5);
  c.base = s.text(6);
  c.local = s.text(7);
  c.remote = s.text(8);
  c.status = s.text(9);
  c.decision = s.text(10);
  return c;
}

Value parse_value(const Field& field, const std::string& text, Arena& arena) {
  if (text.empty() || text == "null") return model::null();
  return model::from_json(field, parse_json(text, "a conflict"), arena);
}

/// What the remote shows is the agreement from now on; the record here takes it, or goes out again.
void apply_decision(store::Change& change, const Conflict& c, bool take_remote) {
  store::Database& db = change.database();
  const EntityInfo& entity = change.catalogue().entity(c.entity);
  const std::size_t position = entity.position(c.field);
  Ledger ledger(db, c.conn);
  Arena arena;
  const Value remote = parse_value(entity.field(position), c.remote, arena);
  const Value local = parse_value(entity.field(position), c.local, arena);
  const auto number = entity.descriptor().number;
  auto link = ledger.by_local(c.record, number, c.remote_type);
  if (!link)
    throw Error(TANDEM_NOT_FOUND, "the record is no longer linked there", "nothing is left to decide");
  const Row current = change.get(entity, c.record);
  auto base = ledger.base(entity, *link);
  if (!base) {
    base.emplace();
    base->local = current;
  }
  base->local.set(position, remote);
  base->remote.erase(c.field);
  Row values = entity.new_row();
  values.set(position, take_remote ? remote : (c.status == "open" ? current[position] : local));
  // The base first: the pipeline keeps one that is there.
  ledger.put_base(entity, *link, *base);
  change.update(entity, c.record, values, model::SetBy::sync);
  const Row after = change.get(entity, c.record);
  if (!take_remote) {
    ledger.enqueue(number, c.record, "write");
  } else {
    bool same = base->remote.empty();
    for (std::size_t i = model::kCommonFields; i < entity.size() && same; ++i) {
      same = !model::given(base->local[i]) || equal_values(base->local[i], after[i]);
    }
    if (same) ledger.drop_base(*link);
  }
}

void mark(store::Database& db, const Conflict& c, std::string_view decision, const Id& actor) {
  store::Statement s =
      db.prepare("UPDATE sync_conflict SET status = 'resolved', decision = ?, actor_id = ? WHERE id = ?");
  s.bind(1, decision).bind_id_or_null(2, actor).bind(3, c.id).run();
}

}  // namespace

void settle_moot(Session& session) {
  std::vector<Conflict> open;
  {
    store::Statement s = session.db.prepare(
        concat({"SELECT ", kColumns, " FROM sync_conflict WHERE status = 'open' AND conn = ?"}));
    s.bind(1, session.conn.number);
    while (s.step()) open.push_back(read_conflict(s));
  }
  for (const Conflict& c : open) {
    const EntityInfo& entity = session.db.catalogue().entity(c.entity);
    const auto position = entity.find(c.field);
    const auto link = session.ledger.by_local(c.record, entity.descriptor().number, c.remote_type);
    Row row;
    if (!position || !link || !session.db.read(entity, c.record, row)) continue;
    const auto base = session.ledger.base(entity, *link);
    if (base && !equal_values(base->local[*position], row[*position])) continue;
    Transaction transaction(session);
    apply_decision(transaction.change(), c, true);
    mark(session.db, c, "moot", session.conn.id);
    transaction.commit();
  }
}

Json conflicts(store::Database& database, std::string_view connection_name) {
  Json list = Json::array();
  const bool all = connection_name.empty();
  const std::int64_t number = all ? 0 : connection(database, connection_name).number;
  store::Statement s = database.prepare(
      "SELECT f.id, c.name, f.entity, f.local_id, f.remote_type, f.field, f.base, f.local, f.remote, "
      "f.status, "
      "f.decision, f.policy, f.at FROM sync_conflict f JOIN sync_conn c ON c.number = f.conn WHERE (? = 0 OR "
      "f.conn "
      "= ?) AND (f.status = 'open' OR f.policy <> 'ask') ORDER BY f.status, f.id DESC LIMIT 1000");
  s.bind(1, number).bind(2, number);
  while (s.step()) {
    const auto value = [&](int column) {
      return s.is_null(column) ? Json() : parse_json(s.text(column), "a conflict");
    };
    list.push_back({{"id", s.integer(0)},
                    {"connection", std::string(s.text(1))},
                    {"entity", std::string(s.text(2))},
                    {"record", s.id(3).text()},
                    {"remote_type", std::string(s.text(4))},
                    {"field", std::string(s.text(5))},
                    {"base", value(6)},
                    {"local", value(7)},
                    {"remote", value(8)},
                    {"status", std::string(s.text(9))},
                    {"decision", text_or_null(s, 10)},
                    {"policy", std::string(s.text(11))},
                    {"at", s.integer(12)}});
  }
  return list;
}

void resolve(store::Database& database, const store::Actor& actor, std::int64_t id, std::string_view take) {
  if (take != "local" && take != "remote") {
    throw Error(TANDEM_INVALID_ARGUMENT, "a conflict is resolved by taking 'local' or 'remote'");
  }
  store::Change change(database, actor);
  Conflict c;
  {
    store::Statement s = database.prepare(concat({"SELECT ", kColumns, " FROM sync_conflict WHERE id = ?"}));
    s.bind(1, id);
    if (!s.step())
      throw Error(TANDEM_NOT_FOUND, "there is no such conflict", "list the conflicts for their numbers");
    c = read_conflict(s);
  }
  if (c.field == "(record)") {
    throw Error(TANDEM_INVALID_STATE, "this entry only records what was decided", "edit the record itself");
  }
  if (c.decision == take) return;
  apply_decision(change, c, take == "remote");
  mark(database, c, take, actor.person());
  change.event("conflict.resolved", c.entity, c.record,
               {{"conflict", c.id}, {"field", c.field}, {"take", std::string(take)}});
  change.commit();
}

}  // namespace tandem::sync
