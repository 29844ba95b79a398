// SPDX-License-Identifier: Apache-2.0
// How each connection stands, in figures.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"

namespace tandem::store::ledger {

struct LastRun {
  Instant started_at = 0;
  std::optional<Instant> ended_at;
  std::optional<std::string> outcome;
  std::string counters;
};

struct Overview {
  Id id;
  std::string name, kind, adapter, side, state;
  std::optional<std::string> state_reason, org_identity;
  std::optional<Instant> live_from, lease_until;
  std::int64_t linked = 0, pending = 0, quarantined = 0, waiting = 0, conflicts = 0, unknown = 0;
  std::optional<LastRun> last_run;
};
std::vector<Overview> overview(Database& database);

/// What taking a connection apart would drop.
struct Holdings {
  std::int64_t links = 0, pending = 0, parked = 0, open_conflicts = 0;
};
Holdings holdings(Database& database, std::int64_t conn);

/// The sync invariants that can be read off the tables (docs/design/sync.md): those broken, and how often.
std::vector<std::pair<std::string, std::int64_t>> broken_invariants(Database& database);

}  // namespace tandem::store::ledger
