// SPDX-License-Identifier: Apache-2.0
// Rows and changes that cannot go on now: they wait, are quarantined, or want a decision.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"
#include "store/ledger/states.hpp"

namespace tandem::store::ledger {

struct Parked {
  std::int64_t id = 0, conn = 0;
  std::string stream, remote_type, remote_id, version, payload, waits_for;
  Direction direction = Direction::in;
  ParkedState state = ParkedState::waiting;
  std::string error_class, message, advice, entity;
  Id local;
  Instant observed_at = 0;
  std::int64_t tries = 1;
};

/// What one connection has put aside.
class ParkedRows {
 public:
  ParkedRows(Database& database, std::int64_t conn) : db_(&database), conn_(conn) {}

  void put(const Parked& item);  ///< or one more try of the same item
  std::optional<Parked> find(Direction direction, std::string_view stream, std::string_view remote_type,
                             std::string_view remote_id) const;
  bool remove(Direction direction, std::string_view stream, std::string_view remote_type,
              std::string_view remote_id);
  std::int64_t count_in(std::string_view stream) const;
  std::int64_t count_open() const;  ///< those closed by a decision left out
  /// Pulled rows whose reference has arrived, or that were replayed.
  std::vector<Parked> released(std::string_view stream, std::size_t limit) const;
  /// Ids under which unreadable rows were put aside before.
  std::vector<std::string> broken_before(std::string_view stream, Instant at) const;

 private:
  Database* db_;
  std::int64_t conn_;
};

/// What an admin sees and does, whatever the connection.
std::optional<Parked> find_parked(Database& database, std::int64_t id);
/// Of one connection, or of all for 0, with the connection's name; those closed by a decision left out.
void each_parked(Database& database, std::int64_t conn,
                 const std::function<void(const Parked&, std::string_view connection)>& take);
void release_parked(Database& database, std::int64_t id);
void discard_parked(Database& database, std::int64_t id);
void remove_parked(Database& database, std::int64_t id);

}  // namespace tandem::store::ledger
