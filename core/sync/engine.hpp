// SPDX-License-Identifier: Apache-2.0
// One connection's sync run, its dry run, and the questions an admin asks about it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/change.hpp"
#include "store/ledger/connections.hpp"
#include "sync/remote.hpp"

namespace tandem::sync {

struct Progress {
  std::string_view phase;  ///< lease, recover, preflight, settle, pull, push, sweep, close
  std::string_view stream;
  std::int64_t done = 0;
  std::int64_t total = 0;  ///< 0: not known
};

/// Where a run may be cut off without harm: between two durable steps. In the order in which a run comes by.
enum class TestPoint : std::uint8_t {
  lease_taken = 1,
  recovered,
  page_pulled,
  page_part_applied,
  page_applied,
  attempts_prepared,
  attempts_sent,
  verdicts_received,
  verdicts_stored,
  pushed,
};
inline constexpr int kTestPoints = static_cast<int>(TestPoint::pushed);

struct RunOptions {
  std::function<void(const Progress&)> progress;
  std::function<bool()> cancelled;
  std::uint32_t page_size = 2000;
  bool full = false;                ///< read everything again, so that absence can be seen
  bool accept_mass_change = false;  ///< the admin has seen the mass guard's numbers
  bool confirm_first = false;       ///< sets live_from to now on a connection that is new
  /// Test only: called at every point between two durable steps.
  std::function<void(TestPoint point)> at_point;
};

using store::ledger::Connection;

/// Forbidden for a person who is no admin.
void require_admin(const store::Actor& actor);
/// Makes, changes, finds connections. Names are unique.
Connection create_connection(store::Database& database, const store::Actor& actor, Connection wanted);
Connection connection(store::Database& database, std::string_view name_or_id);
std::vector<Connection> connections(store::Database& database);
void change_settings(store::Database& database, const store::Actor& actor, std::string_view name,
                     const Json& settings);
/// Checks the mapping against the catalogue (unknown entity, field, verb, transform are invalid
/// argument with the path) and stores it; streams start again where their rules changed.
void change_mapping(store::Database& database, const store::Actor& actor, std::string_view name,
                    const Json& mapping);
/// Signs in, compares org identity, compares the mapping with the remote's schema; writes nothing
/// at the remote. {"ok", "org", "user", "problems": […], "notes": […]}
Json check(store::Database& database, const Connection& connection, Remote& remote);
/// What stays at the remote, links and waiting work; nothing is changed.
Json disconnect_plan(store::Database& database, const Connection& connection);
void disconnect(store::Database& database, const store::Actor& actor, const Connection& connection);

/// What a run would do; nothing is written, here or there. {"pull": {…counts, "items": first n},
/// "push": {…}, "calls": n}
Json plan(store::Database& database, const Connection& connection, Remote& remote, const RunOptions& options);
/// One run. The report's counters add up: pulled = applied + same + parked + quarantined, planned =
/// acked + failed + unknown + skipped. {"outcome": "done"|"partial"|"stopped"|"cancelled", …}
Json run(store::Database& database, const Connection& connection, Remote& remote, const RunOptions& options);

/// State, last run, pending, quarantine and conflict counts, one object a connection.
Json status(store::Database& database);
/// Rows {id, connection, direction, remote_type, remote_id, entity, record, class, message, advice, tries,
/// at}.
Json quarantine(store::Database& database, std::string_view connection);
/// Tries again (the next run takes it up) or closes with a recorded decision.
void replay(store::Database& database, const store::Actor& actor, std::int64_t id);
void discard(store::Database& database, const store::Actor& actor, std::int64_t id, std::string_view reason);
Json conflicts(store::Database& database, std::string_view connection);
/// `take`: "local" or "remote".
void resolve(store::Database& database, const store::Actor& actor, std::int64_t id, std::string_view take);

/// The sync invariants (docs/design/sync.md) that can be read off the tables, for tests and `tandem verify`:
/// names of those broken, each with a count.
Json broken_invariants(store::Database& database);

}  // namespace tandem::sync
