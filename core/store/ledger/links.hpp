// SPDX-License-Identifier: Apache-2.0
// Which row of a remote stands for which record here.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/database.hpp"
#include "store/ledger/states.hpp"

namespace tandem::store::ledger {

/// Tells changed from unchanged; not a signature.
using RowHash = std::array<std::uint64_t, 2>;

inline std::string_view hash_bytes(const RowHash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), sizeof hash};
}

struct Link {
  std::int64_t entity = 0;
  std::string remote_type, remote_id, version;
  LinkState state = LinkState::linked;
  Id local;
  std::optional<RowHash> hash;
  std::int64_t own_write_at = 0;  ///< 0: the remote's last state is not ours
  std::int64_t covered_seq = 0;
  bool live() const { return state == LinkState::linked; }
};

/// The links of one connection.
class Links {
 public:
  Links(Database& database, std::int64_t conn) : db_(&database), conn_(conn) {}

  std::optional<Link> by_remote(std::string_view remote_type, std::string_view remote_id,
                                std::int64_t entity) const;
  std::optional<Link> by_local(const Id& local, std::int64_t entity, std::string_view remote_type) const;
  std::vector<Link> of_local(const Id& local, std::int64_t entity) const;
  /// Linked by another remote type than the given one too.
  bool linked_otherwise(const Value& local, std::int64_t entity, std::string_view remote_type) const;
  /// Records, two at most, that say the same at these positions and have no link of this type yet.
  std::vector<Id> unlinked_like(const EntityInfo& entity, const std::vector<std::size_t>& positions,
                                const Row& values, std::string_view remote_type) const;
  /// Ids of the linked rows that have been seen or written by us.
  void each_shown(std::string_view remote_type, const std::function<void(std::string_view)>& take) const;
  std::vector<std::pair<std::string, std::int64_t>> live_by_type() const;

  void put(const Link& link);   ///< a new link, or its new state
  void note(const Link& link);  ///< the new state of a link that is there, of the same record
  void remove(const Link& link);

  /// Stands for the remote id while there is none.
  static std::string reserved_id(const Id& local) { return "reserved:" + local.text(); }

 private:
  static void bind_standing(Statement& s, const Link& link);
  void bind_key(Statement& s, const Link& link) const;

  Database* db_;
  std::int64_t conn_;
};

/// Asks of one pulled row after the other whether it says what it said before.
class HashProbe {
 public:
  HashProbe(Database& database, std::int64_t conn, std::string_view remote_type, bool by_version);
  enum class Answer { changed, same, same_and_linked };
  Answer ask(std::string_view remote_id, const RowHash& hash, std::string_view version);
  void end() { statement_.reset(); }

 private:
  Statement statement_;
  std::int64_t conn_;
  std::string_view remote_type_;
  bool by_version_;
};

/// Asks of one row after the other whether it is linked, and has been seen or written by us.
class ShownProbe {
 public:
  ShownProbe(Database& database, std::int64_t conn, std::string_view remote_type);
  bool ask(std::string_view remote_id);

 private:
  Statement statement_;
  std::int64_t conn_;
  std::string_view remote_type_;
};

/// Links of any connection.
std::int64_t count_links(Database& database, const Id& local);
/// `into` takes a remote row over wherever it has none of its own there.
void relink(Database& database, const Id& from, const Id& into);

}  // namespace tandem::store::ledger
