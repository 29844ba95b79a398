// SPDX-License-Identifier: Apache-2.0
// Connections: made, found, changed, taken apart.
#include <algorithm>
#include <set>

#include "store/ledger/connections.hpp"
#include "store/ledger/overview.hpp"
#include "sync/engine.hpp"
#include "sync/ledger.hpp"
#include "sync/mapping/mapping.hpp"

namespace tandem::sync {
namespace {

using store::ledger::Connections;

/// A mapping without rules is allowed: a host that pushes its own records needs none.
Json mapping_or_empty(const Json& mapping) {
  if (!mapping.is_null()) return mapping;
  return {{"format", 1}, {"rules", Json::array()}};
}

std::set<std::string> written_entities(const Mapping& mapping) {
  std::set<std::string> entities;
  for (const RulePlan& rule : mapping.rules) {
    if (rule.writes_out()) entities.emplace(rule.entity->name());
  }
  return entities;
}

}  // namespace

void require_admin(const store::Actor& actor) {
  if (actor.kind == store::ActorKind::person && !actor.admin) {
    throw Error(TANDEM_FORBIDDEN, "only an admin changes connections", "ask an admin of this workspace");
  }
}

Connection create_connection(store::Database& database, const store::Actor& actor, Connection wanted) {
  require_admin(actor);
  require_text(wanted.name, "a connection's name");
  if (trim(wanted.name).empty()) throw Error(TANDEM_INVALID_ARGUMENT, "a connection needs a name");
  if (wanted.kind != "adapter" && wanted.kind != "host") {
    throw Error(TANDEM_INVALID_ARGUMENT, "a connection is of the kind 'adapter' or 'host'");
  }
  wanted.mapping = mapping_or_empty(wanted.mapping);
  const auto mapping = Mapping::parse(wanted.mapping, database.catalogue());
  wanted.mapping_hash = mapping_hash(wanted.mapping);
  wanted.state = "new";
  store::Change change(database, actor);
  Connections all(database);
  if (all.has(wanted.name)) {
    throw Error(TANDEM_ALREADY_EXISTS, "there is a connection '" + wanted.name + "' already",
                "choose another name");
  }
  wanted.number = all.next_number();
  if (wanted.id.empty()) wanted.id = database.ids().next(change.now());
  all.add(wanted, change.now());
  all.set_routes(wanted.number, written_entities(*mapping));
  change.event("connection.created", "connection", wanted.id,
               {{"name", wanted.name}, {"adapter", wanted.adapter}});
  change.commit();
  return wanted;
}

Connection connection(store::Database& database, std::string_view name_or_id) {
  if (auto found = Connections(database).find(name_or_id)) return std::move(*found);
  std::vector<std::string> names;
  for (const Connection& c : connections(database)) names.push_back(c.name);
  const std::string near = nearest(name_or_id, names);
  throw Error(TANDEM_NOT_FOUND, "there is no connection '" + escape_controls(name_or_id) + "'",
              near.empty() ? "list the connections for their names" : "did you mean '" + near + "'?");
}

std::vector<Connection> connections(store::Database& database) { return Connections(database).all(); }

void change_settings(store::Database& database, const store::Actor& actor, std::string_view name,
                     const Json& settings) {
  require_admin(actor);
  store::Change change(database, actor);
  const Connection c = connection(database, name);
  Connections(database).set_settings(c.number, settings);
  change.event("connection.changed", "connection", c.id, {{"name", c.name}, {"what", "settings"}});
  change.commit();
}

void change_mapping(store::Database& database, const store::Actor& actor, std::string_view name,
                    const Json& mapping) {
  require_admin(actor);
  const auto plan = Mapping::parse(mapping, database.catalogue());
  store::Change change(database, actor);
  const Connection c = connection(database, name);
  Connections all(database);
  all.set_mapping(c.number, mapping, mapping_hash(mapping));
  // A stream whose rules changed has another hash: its cursor no longer counts, its rows are read again.
  for (const StreamPlan& stream : plan->streams) {
    Ledger(database, c.number).checkpoints.drop_of_other_mapping(stream.name, stream.hash);
  }
  all.set_routes(c.number, written_entities(*plan));
  change.event("connection.changed", "connection", c.id, {{"name", c.name}, {"what", "mapping"}});
  change.commit();
}

Json disconnect_plan(store::Database& database, const Connection& connection) {
  const std::int64_t n = connection.number;
  Json stays = Json::array();
  for (const auto& [type, records] : Ledger(database, n).links.live_by_type()) {
    stays.push_back({{"remote_type", type}, {"records", records}});
  }
  const auto held = store::ledger::holdings(database, n);
  return {{"connection", connection.name}, {"stays_at_remote", stays},
          {"links", held.links},           {"pending", held.pending},
          {"quarantined", held.parked},    {"open_conflicts", held.open_conflicts}};
}

void disconnect(store::Database& database, const store::Actor& actor, const Connection& connection) {
  require_admin(actor);
  store::Change change(database, actor);
  Connections(database).disconnect(connection.number);
  change.event("connection.disconnected", "connection", connection.id, {{"name", connection.name}});
  change.commit();
}

}  // namespace tandem::sync
