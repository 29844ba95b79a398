// SPDX-License-Identifier: Apache-2.0
// Where both sides changed the same: open until a person decides, or decided by the mapping and told.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "store/ledger/links.hpp"

namespace tandem::store::ledger {

inline constexpr std::string_view kWholeRecord = "(record)";  ///< stands for the field of such a conflict

/// Values are JSON texts; empty: none.
struct Conflict {
  std::int64_t id = 0, conn = 0;
  std::string entity, remote_type, field;
  std::optional<std::string> base, local, remote, decision;
  std::string policy;
  bool open = true;
  Id record;
  Instant at = 0;
};

/// The conflicts of one connection.
class Conflicts {
 public:
  Conflicts(Database& database, std::int64_t conn) : db_(&database), conn_(conn) {}

  std::vector<Conflict> open() const;
  std::set<std::string> open_fields(const Link& link) const;
  std::int64_t count_open() const;
  void ask(const Conflict& conflict);      ///< or the newest values of one that is open
  void decided(const Conflict& conflict);  ///< `decision` and `policy` say how
  /// Edited here and deleted there: the edit is kept.
  void edit_wins(std::string_view entity, const Id& record, std::string_view remote_type, Instant at);
  /// The two sides have come together by themselves.
  void close_moot(const Link& link, std::string_view field);

 private:
  Database* db_;
  std::int64_t conn_;
};

std::optional<Conflict> find_conflict(Database& database, std::int64_t id);
/// Open ones and those decided without a person, of one connection, or of all for 0.
void each_conflict(Database& database, std::int64_t conn,
                   const std::function<void(const Conflict&, std::string_view connection)>& take);
void decide_conflict(Database& database, std::int64_t id, std::string_view decision, const Id& actor);

}  // namespace tandem::store::ledger
