// SPDX-License-Identifier: Apache-2.0
// What both sides of a link agreed on last, while the record here differs from it or the remote is lossy.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/json.hpp"
#include "store/ledger/links.hpp"

namespace tandem::store::ledger {

struct Base {
  Row local;  ///< by entity position; absent: not kept
  std::map<std::string, Json, std::less<>>
      shown;                                    ///< fields where the remote shows something else than agreed
  std::set<std::string, std::less<>> left_out;  ///< left out of a create; what it shows was not seen yet
  std::set<std::string, std::less<>> stale_marks;  ///< sign-offs there that were for an older wording
  std::string refusal;                             ///< why a change there was refused, until it has been told

  /// The remote's own values, or that they are not known yet, stand beside the agreed ones.
  bool differs_there(std::string_view field) const {
    return shown.find(field) != shown.end() || left_out.find(field) != left_out.end();
  }
  bool differs_there() const { return !shown.empty() || !left_out.empty() || !stale_marks.empty(); }
  void shown_as_agreed(std::string_view field);
};

/// The bases of one connection's links.
class Bases {
 public:
  Bases(Database& database, std::int64_t conn) : db_(&database), conn_(conn) {}
  std::optional<Base> find(const EntityInfo& entity, const Link& link) const;
  void put(const EntityInfo& entity, const Link& link, const Base& base);
  void drop(const Link& link);

 private:
  Database* db_;
  std::int64_t conn_;
};

/// The link by which a change came: what it changes is news to every other link.
struct CameBy {
  std::int64_t conn = -1;  ///< -1: a person or the system
  std::string_view remote_type;
};
/// Copy-on-edit: the row as it was becomes the base of each link that has none, but the one it came by.
bool lacks_base(Database& database, const Value& local, std::int64_t entity, const CameBy& by);
void keep_as_base(Database& database, const Value& local, std::int64_t entity, const CameBy& by,
                  std::string_view row);

}  // namespace tandem::store::ledger
