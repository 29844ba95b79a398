// SPDX-License-Identifier: Apache-2.0
// Reading the journal: what happened, in order, in all processes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "store/database.hpp"

namespace tandem::store {

struct JournalEntry {
  std::int64_t seq = 0;
  std::int64_t txn = 0;
  Instant at = 0;           ///< when it happened
  Instant recorded_at = 0;  ///< when it was written
  std::string actor_kind;   ///< person, connection or system
  Id actor;
  Id on_behalf_of;
  std::string kind;  ///< `<entity>.<past verb>`
  std::string entity;
  Id record;
  Id version;
  std::string payload;  ///< JSON object
};

/// Entries after a number, oldest first.
std::vector<JournalEntry> read_journal(Database& database, std::int64_t after_seq, std::size_t limit);
/// The newest number; 0 for an empty journal.
std::int64_t newest_entry(Database& database);

/// Waits on the caller's thread until there is an entry after `after_seq`, from whatever process.
/// True: there is; false: the time is over. Cancelled throws.
bool wait_for_journal(Database& database, std::int64_t after_seq, std::int64_t timeout_ms,
                      const std::function<bool()>& cancelled = {});

}  // namespace tandem::store
