// SPDX-License-Identifier: Apache-2.0
// Records that a connection is still to be told of.
#pragma once

#include <optional>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"
#include "store/ledger/states.hpp"

namespace tandem::store::ledger {

struct Pending {
  std::int64_t entity = 0;
  Id local;
  PendingKind kind = PendingKind::write;
  std::int64_t upto_seq = 0, tries = 0;
  Instant not_before = 0;
};

class Outbox {
 public:
  Outbox(Database& database, std::int64_t conn) : db_(&database), conn_(conn) {}

  std::optional<Pending> find(std::int64_t entity, const Id& local) const;
  /// In the order of their ids, those behind `after`.
  std::vector<Pending> next(std::int64_t entity, const Id& after, std::size_t limit) const;
  /// A change of the record, journaled under `seq`.
  void add(std::int64_t entity, const Value& local, PendingKind kind, std::int64_t seq);
  /// The record is owed as it stands now, and may be sent at once.
  void owe(std::int64_t entity, const Id& local);
  void drop(std::int64_t entity, const Id& local, std::int64_t covers_seq);  ///< unless changed since
  void drop(std::int64_t entity, const Id& local);
  void postpone(std::int64_t entity, const Id& local, Instant not_before);  ///< after one more try
  void hurry(std::int64_t entity, const Id& local);
  std::int64_t newest_seq() const;  ///< of the journal

 private:
  Database* db_;
  std::int64_t conn_;
};

}  // namespace tandem::store::ledger
