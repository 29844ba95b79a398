// SPDX-License-Identifier: Apache-2.0
// What one run carries from phase to phase.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "sync/engine.hpp"
#include "sync/ledger.hpp"
#include "sync/mapping/mapping.hpp"
#include "sync/run/lease.hpp"

namespace tandem::sync {

/// The first things that a dry run would do, each way.
struct Shown {
  struct Item {
    std::string what, entity, type, id;
    Id record;
  };
  std::vector<Item> pulled, pushed;
  std::map<std::string, std::int64_t> pushes;  ///< how many of each kind
};

/// pulled = applied + same + parked + quarantined; planned = acked + failed + unknown + skipped. A value:
/// what was rolled back did not happen, so the earlier one is put back whole.
struct Counters {
  std::int64_t pulled = 0, applied = 0, same = 0, parked = 0, quarantined = 0;
  std::int64_t created = 0, updated = 0, archived = 0, conflicts = 0, irregular = 0;
  std::int64_t planned = 0, acked = 0, failed = 0, unknown = 0, skipped = 0;
  std::int64_t pages = 0, calls = 0, settled = 0;
  Shown shown;  ///< of a dry run; empty otherwise
  Json json() const;
};

/// What a remote can do with one of its types; what is not declared is not used.
struct Traits {
  bool known = false, write = true, erase = true, conditional_write = false, consistent_get = false;
  std::string create, key_field, deletes;
  std::size_t batch_items = 100;
};

struct Session {
  Session(store::Database& database, Connection made, Remote& other, const RunOptions& run_options);

  store::Database& db;
  Connection conn;
  Remote& remote;
  const RunOptions& options;
  std::unique_ptr<Mapping> mapping;
  Ledger ledger;
  Lease lease;
  Counters counters;
  Json adapter_counters = Json::object();  ///< what the adapter counted, by name
  store::Actor actor;
  std::map<std::string, Traits, std::less<>> traits;
  std::vector<std::string> messages;  ///< what the admin should read
  std::vector<std::string> stopped;   ///< streams a guard has stopped
  bool dry = false;
  std::int64_t run = 0;
  bool all_read = false;    ///< this run has pulled every stream to its end
  std::string remote_user;  ///< as whom we write there; empty where the remote does not tell

  bool cancelled() const { return options.cancelled && options.cancelled(); }
  void progress(std::string_view phase, std::string_view stream = {}, std::int64_t done = 0,
                std::int64_t total = 0);
  void point(TestPoint at) const {
    if (options.at_point) options.at_point(at);
  }
  const Traits& traits_of(std::string_view type) const;
  void note(std::string message);
  /// Each thing a run does; a dry run shows the first ones.
  void told_in(std::string_view what, std::string_view entity, std::string_view remote_type,
               std::string_view remote_id);
  void told_out(std::string_view what, std::string_view entity, std::string_view remote_type,
                const Id& record, std::string_view remote_id);

 private:
  std::string phase_;
  std::int64_t done_ = 0;
};

/// One of the engine's write transactions: takes the lock, checks the lease, renews it at commit.
class Transaction {
 public:
  explicit Transaction(Session& session);
  store::Change& change() { return change_; }
  void commit();

 private:
  Session& session_;
  store::Change change_;
};

}  // namespace tandem::sync
