// SPDX-License-Identifier: Apache-2.0
// The connections of a store, and which entities each of them is told of.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace tandem::store::ledger {

/// A connection as the admin made it. `settings` name secrets, never hold them.
struct Connection {
  std::int64_t number = 0;
  Id id;
  std::string name, kind = "adapter", adapter;
  model::Side side = model::Side::shared;
  Json settings = Json::object();
  Json mapping;
  std::string mapping_hash, org_identity, state;
  std::optional<Instant> live_from;
};

/// What the last look at the remote told; 0: never.
struct Preflight {
  std::string schema, org_identity, remote_user;
  Instant schema_at = 0, verified_at = 0;
};

/// A connection that is told of an entity's changes.
struct Route {
  std::int64_t conn;
  std::string entity;
};

class Connections {
 public:
  explicit Connections(Database& database) : db_(&database) {}

  std::vector<Connection> all() const;
  std::optional<Connection> find(std::string_view name_or_id) const;
  std::optional<std::int64_t> number_of(const Id& id) const;
  std::optional<model::Side> side_of(const Id& id) const;
  bool has(std::string_view name) const;
  std::int64_t next_number() const;

  void add(const Connection& connection, Instant at);
  void set_settings(std::int64_t number, const Json& settings);  ///< the remote is to be verified anew
  void set_mapping(std::int64_t number, const Json& mapping, std::string_view hash);
  void go_live(std::int64_t number, Instant from);
  Preflight preflight(std::int64_t number) const;
  void set_preflight(std::int64_t number, const Preflight& seen);

  std::vector<Route> routes() const;  ///< of those that are not disconnected
  void set_routes(std::int64_t number, const std::set<std::string>& entities);
  /// All that is kept of it goes, but its name and what it did.
  void disconnect(std::int64_t number);

 private:
  Database* db_;
};

}  // namespace tandem::store::ledger
