// SPDX-License-Identifier: Apache-2.0
// The splits of one subject: the one that stands, and how another takes its place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/credit/credit_policies.hpp"
#include "domain/rows.hpp"

namespace tandem::domain {

/// What is shared: a won deal, or the responsibility for a missed goal.
struct CreditSubject {
  std::string_view entity;  ///< opportunity or outcome
  Id record;
  std::optional<std::int64_t> amount_minor;
  std::string currency;
};

/// The rule that shares, and among whom.
struct Sharing {
  Id clause, version;
  std::vector<SideShare> sides;
  std::vector<Earner> earners;
};

struct StandingSplit {
  std::int64_t number = 0;  ///< 0: there was never one
  Sharing sharing;
  std::vector<Id> rows;
  std::vector<Share> shares;
  std::string currency;  ///< empty where the shares have no amount
  bool stands() const { return !rows.empty(); }
};
/// The shares of the newest split, where they stand.
StandingSplit standing_split(store::Database& database, const CreditSubject& subject);

/// Writes the next split and tells of it; the one before stays, marked as replaced. Nothing where the shares
/// would be the same.
void write_split(Change& change, const CreditSubject& subject, const Sharing& sharing);
/// Nobody earns any more: the standing shares stay, marked as replaced.
void withdraw_split(Change& change, const CreditSubject& subject);

}  // namespace tandem::domain
