// SPDX-License-Identifier: Apache-2.0
// What an admin asks: how does each connection stand, what is stuck, and why.
#include "base/text.hpp"
#include "store/ledger/overview.hpp"
#include "sync/engine.hpp"
#include "sync/inbox/rows.hpp"
#include "sync/ledger.hpp"

namespace tandem::sync {
namespace {

Parked find_item(store::Database& db, std::int64_t id) {
  auto item = store::ledger::find_parked(db, id);
  if (!item) throw Error(TANDEM_NOT_FOUND, "nothing in quarantine has this number", "list the quarantine");
  return std::move(*item);
}

std::int64_t entity_number(store::Database& db, const Parked& item) {
  return db.catalogue().entity(item.entity).descriptor().number;
}

Json last_run(const store::ledger::Overview& o) {
  if (!o.last_run) return nullptr;
  return {{"started_at", o.last_run->started_at},
          {"ended_at", or_null(o.last_run->ended_at)},
          {"outcome", or_null(o.last_run->outcome)},
          {"counters", parse_json(o.last_run->counters, "a run's counters")}};
}

}  // namespace

Json status(store::Database& database) {
  Json list = Json::array();
  const Instant now = database.clock().now();
  for (const store::ledger::Overview& o : store::ledger::overview(database)) {
    list.push_back({{"name", o.name},
                    {"id", o.id.text()},
                    {"kind", o.kind},
                    {"adapter", o.adapter},
                    {"side", o.side},
                    {"state", o.state},
                    {"state_reason", or_null(o.state_reason)},
                    {"live_from", or_null(o.live_from)},
                    {"org", or_null(o.org_identity)},
                    {"linked", o.linked},
                    {"pending", o.pending},
                    {"quarantined", o.quarantined},
                    {"waiting", o.waiting},
                    {"conflicts", o.conflicts},
                    {"unknown", o.unknown},
                    {"running", o.lease_until && *o.lease_until > now},
                    {"last_run", last_run(o)}});
  }
  return list;
}

Json broken_invariants(store::Database& database) {
  Json broken = Json::array();
  for (const auto& [name, count] : store::ledger::broken_invariants(database)) {
    broken.push_back({{"invariant", name}, {"count", count}});
  }
  return broken;
}

Json quarantine(store::Database& database, std::string_view connection_name) {
  Json list = Json::array();
  const std::int64_t number = connection_name.empty() ? 0 : connection(database, connection_name).number;
  store::ledger::each_parked(database, number, [&](const Parked& item, std::string_view name) {
    list.push_back({{"id", item.id},
                    {"connection", std::string(name)},
                    {"direction", to_text(item.direction)},
                    {"remote_type", item.remote_type},
                    {"remote_id", item.remote_id},
                    {"entity", item.entity.empty() ? Json() : Json(item.entity)},
                    {"record", id_or_null(item.local)},
                    {"state", to_text(item.state)},
                    {"class", item.error_class},
                    {"message", item.message},
                    {"advice", item.advice},
                    {"tries", item.tries},
                    {"at", item.observed_at}});
  });
  return list;
}

void replay(store::Database& database, const store::Actor& actor, std::int64_t id) {
  store::Change change(database, actor);
  const Parked item = find_item(database, id);
  if (item.direction == Direction::in) {
    store::ledger::release_parked(database, id);
  } else {
    Ledger(database, item.conn).outbox.hurry(entity_number(database, item), item.local);
    store::ledger::remove_parked(database, id);
  }
  change.event("quarantine.replayed", item.entity, item.local, {{"item", id}});
  change.commit();
}

void discard(store::Database& database, const store::Actor& actor, std::int64_t id, std::string_view reason) {
  if (trim(reason).empty())
    throw Error(TANDEM_INVALID_ARGUMENT, "discarding needs a reason", "say why in one line");
  store::Change change(database, actor);
  const Parked item = find_item(database, id);
  if (item.direction == Direction::in) {
    store::ledger::discard_parked(database, id);
  } else {
    Ledger(database, item.conn).outbox.drop(entity_number(database, item), item.local);
    store::ledger::remove_parked(database, id);
  }
  change.event("quarantine.discarded", item.entity, item.local,
               {{"item", id}, {"reason", std::string(reason)}});
  change.commit();
}

}  // namespace tandem::sync
