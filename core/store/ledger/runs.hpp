// SPDX-License-Identifier: Apache-2.0
// A connection's runs, and the lease by which only one of them works at a time.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "store/database.hpp"
#include "store/ledger/states.hpp"

namespace tandem::store::ledger {

class Runs {
 public:
  Runs(Database& database, std::int64_t conn) : db_(&database), conn_(conn) {}
  std::int64_t start(Instant at);  ///< its number
  void close(std::int64_t run, Instant at, RunOutcome outcome, std::string_view counters);
  void forget_before(std::int64_t run);  ///< runs up to this one

 private:
  Database* db_;
  std::int64_t conn_;
};

/// A token grows with every owner.
struct LeaseRow {
  Id owner;
  std::int64_t token = 0;
  Instant expires_at = 0;
};

class Leases {
 public:
  Leases(Database& database, std::int64_t conn) : db_(&database), conn_(conn) {}
  std::optional<LeaseRow> find() const;
  void take(const LeaseRow& lease);
  /// False: somebody else has taken it.
  bool renew(const LeaseRow& lease);

 private:
  Database* db_;
  std::int64_t conn_;
};

}  // namespace tandem::store::ledger
