// SPDX-License-Identifier: Apache-2.0
// What the clauses in force say, in the form the verbs need it.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/domain.hpp"
#include "domain/rows.hpp"

namespace tandem::domain {

/// A hand-off point clause, read.
struct HandoffPoint {
  Id clause, version;
  bool is_signed = false;
  std::string from_stage, to_stage, on_timeout;
  Side from_side = Side::none, to_side = Side::none;
  std::vector<std::string> required_fields;
  std::int64_t accept_window_s = 0, dispute_window_s = 0;
};

HandoffPoint read_point(const Id& clause, const Id& version, bool is_signed, const Json& body);
/// The point in force that starts at a stage (or has this key); nothing when the rules name none.
std::optional<HandoffPoint> point_in_force(store::Database& database, std::string_view from_stage,
                                           std::string_view key, Instant at);
/// The point a hand-off was offered under, as it read then, whatever is in force now.
HandoffPoint point_of(store::Database& database, const Row& handoff);
/// The signed point that a stage change would walk around, if any.
std::optional<HandoffPoint> signed_point_between(store::Database& database, std::string_view from,
                                                 std::string_view to, Instant at);
/// Codes with which a hand-off may be returned.
std::vector<std::string> return_reasons(store::Database& database, Instant at);

/// All clauses of a kind in force, as they read at the instant: the signed ones first, then those of the
/// house default that no signed one displaces.
std::vector<ClauseInForce> clauses_in_force(store::Database& database, std::string_view kind,
                                            std::string_view key, Instant at);
/// What a clause said at an instant: those of the house default may be changed while they hold.
Json body_at(store::Database& database, const Id& clause, Instant at);

}  // namespace tandem::domain
