// SPDX-License-Identifier: Apache-2.0
// All that Tandem knows about marketing and sales working together: the catalogue with its verbs,
// rules and named queries.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/words.hpp"
#include "store/change.hpp"

namespace tandem::domain {

/// The catalogue of this library: entities, rules, verbs, queries. Build once, share.
Catalogue make_catalogue();

/// What the first person and the workspace are called; `tandem init` fills it in.
struct Workspace {
  std::string admin_name = "Admin";
  std::string admin_email;
  Side admin_side = Side::shared;
  std::string time_zone = "UTC";
};
struct Founding {
  Id admin;      ///< the first confirmed person, an admin
  Id guideline;  ///< the house-default guideline, unsigned
};
/// Fills a new store: first person, a queue for each side with the admin as lead, the house-default
/// guideline (hand-off point mql → sal, list of return reasons, responsibilities), the usual metrics.
Founding found_workspace(store::Database& database, const Workspace& workspace);

/// Does `verb` through the pipeline. `at` absent: now. `request_key` empty: not repeatable.
/// Returns the answer document; a repeat returns the first answer.
Json act(store::Database& database, const store::Actor& actor, std::string_view verb, const Id& record,
         const Json& args, std::optional<Instant> at = {}, std::optional<std::int64_t> if_revision = {},
         std::string_view request_key = {});
/// The same inside a running change: what the sync engine's verb bindings use.
Json act(store::Change& change, std::string_view verb, const Id& record, const Json& args, Instant at);

/// Runs a named query.
Table query(store::Database& database, std::string_view name, const Json& args);

/// All that time alone decides (the catalogue's time rules), a portion a transaction, so that other writers
/// come in between (domain/tick.hpp). Twice with the same `now` does nothing new.
/// Returns how often what was done: {"expired": n, …}, and the rules that were refused and undone:
/// "failed": [{rule, record, code, message, advice}], only where there are any.
Json tick(store::Database& database, const store::Actor& actor, Instant now);

/// The actor for a person of this store; not found when there is none, forbidden when inactive.
store::Actor actor_for(store::Database& database, const Id& person);

/// A clause in force at an instant: of a signed guideline version, else of the house default.
struct ClauseInForce {
  Id clause, version;
  bool is_signed = false;
  Json body;
  std::string key{};
};
std::optional<ClauseInForce> clause_in_force(store::Database& database, std::string_view kind,
                                             std::string_view key, Instant at);
/// The side that answers for an activity by the active signed responsibilities, else `none`.
Side accountable_side(store::Database& database, std::string_view activity, Instant at);

/// Statements that must return no row, one an invariant; `tandem verify` runs them.
struct InvariantCheck {
  std::string_view name;
  std::string_view sql;
};
std::span<const InvariantCheck> invariant_checks();

}  // namespace tandem::domain
