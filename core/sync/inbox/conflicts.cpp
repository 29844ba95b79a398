// SPDX-License-Identifier: Apache-2.0
#include "sync/inbox/conflicts.hpp"

#include "base/text.hpp"
#include "sync/inbound/merge.hpp"
#include "sync/inbox/rows.hpp"

namespace tandem::sync {
namespace {

Value parse_value(const Field& field, const std::optional<std::string>& text, Arena& arena) {
  if (!text || text->empty() || *text == "null") return model::null();
  return model::from_json(field, parse_json(*text, "a conflict"), arena);
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
  auto link = ledger.links.by_local(c.record, number, c.remote_type);
  if (!link)
    throw Error(TANDEM_NOT_FOUND, "the record is no longer linked there", "nothing is left to decide");
  const Row current = change.get(entity, c.record);
  auto base = ledger.bases.find(entity, *link);
  if (!base) {
    base.emplace();
    base->local = current;
  }
  base->local.set(position, remote);
  base->shown_as_agreed(c.field);
  Row values = entity.new_row();
  values.set(position, take_remote ? remote : (c.open ? current[position] : local));
  // The base first: the pipeline keeps one that is there.
  ledger.bases.put(entity, *link, *base);
  change.update(entity, c.record, values, model::SetBy::sync);
  const Row after = change.get(entity, c.record);
  if (!take_remote) {
    ledger.outbox.owe(number, c.record);
  } else {
    bool same = !base->differs_there();
    for (std::size_t i = model::kCommonFields; i < entity.size() && same; ++i) {
      same = !model::given(base->local[i]) || equal_values(base->local[i], after[i]);
    }
    if (same) ledger.bases.drop(*link);
  }
}

}  // namespace

void settle_moot(Session& session) {
  const std::vector<Conflict> open = session.ledger.conflicts.open();
  for (const Conflict& c : open) {
    const EntityInfo& entity = session.db.catalogue().entity(c.entity);
    const auto position = entity.find(c.field);
    const auto link = session.ledger.links.by_local(c.record, entity.descriptor().number, c.remote_type);
    Row row;
    if (!position || !link || !session.db.read(entity, c.record, row)) continue;
    const auto base = session.ledger.bases.find(entity, *link);
    if (base && !equal_values(base->local[*position], row[*position])) continue;
    Transaction transaction(session);
    apply_decision(transaction.change(), c, true);
    store::ledger::decide_conflict(session.db, c.id, "moot", session.conn.id);
    transaction.commit();
  }
}

Json conflicts(store::Database& database, std::string_view connection_name) {
  Json list = Json::array();
  const bool all = connection_name.empty();
  const std::int64_t number = all ? 0 : connection(database, connection_name).number;
  const auto value = [](const std::optional<std::string>& text) {
    return text ? parse_json(*text, "a conflict") : Json();
  };
  store::ledger::each_conflict(database, number, [&](const Conflict& c, std::string_view name) {
    list.push_back({{"id", c.id},
                    {"connection", std::string(name)},
                    {"entity", c.entity},
                    {"record", c.record.text()},
                    {"remote_type", c.remote_type},
                    {"field", c.field},
                    {"base", value(c.base)},
                    {"local", value(c.local)},
                    {"remote", value(c.remote)},
                    {"status", c.open ? "open" : "resolved"},
                    {"decision", or_null(c.decision)},
                    {"policy", c.policy},
                    {"at", c.at}});
  });
  return list;
}

void resolve(store::Database& database, const store::Actor& actor, std::int64_t id, std::string_view take) {
  if (take != "local" && take != "remote") {
    throw Error(TANDEM_INVALID_ARGUMENT, "a conflict is resolved by taking 'local' or 'remote'");
  }
  store::Change change(database, actor);
  const auto found = store::ledger::find_conflict(database, id);
  if (!found)
    throw Error(TANDEM_NOT_FOUND, "there is no such conflict", "list the conflicts for their numbers");
  const Conflict& c = *found;
  if (c.field == store::ledger::kWholeRecord) {
    throw Error(TANDEM_INVALID_STATE, "this entry only records what was decided", "edit the record itself");
  }
  if (c.decision == take) return;
  apply_decision(change, c, take == "remote");
  store::ledger::decide_conflict(database, c.id, take, actor.person());
  change.event("conflict.resolved", c.entity, c.record,
               {{"conflict", c.id}, {"field", c.field}, {"take", std::string(take)}});
  change.commit();
}

}  // namespace tandem::sync
