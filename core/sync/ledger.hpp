// SPDX-License-Identifier: Apache-2.0
// Reads and writes of the sync ledger's tables for one connection. No decisions here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/database.hpp"
#include "sync/inbound/page.hpp"
#include "sync/mapping/mapping.hpp"

namespace tandem::sync {

struct Link {
  std::int64_t entity = 0;
  std::string remote_type, remote_id, state = "linked", version;
  Id local;
  std::optional<RowHash> hash;
  std::int64_t own_write_at = 0;  ///< 0: the remote's last state is not ours
  std::int64_t covered_seq = 0;
  bool live() const { return state == "linked"; }
};

/// What both sides agreed on last, while the record here differs from it or the remote is lossy.
struct Base {
  Row local;                     ///< by entity position; absent: not kept
  Json remote = Json::object();  ///< fields where the remote shows something else than agreed; `true`: we
                                 ///< left the field out of a create, and have not seen what it shows;
                                 ///< by a verb's name: a sign-off there that was for an older wording
  std::string refusal;           ///< why a change there was refused, until the remote has been told
  bool changed = false;
};

struct Parked {
  std::int64_t id = 0;
  std::string stream, direction = "in", remote_type, remote_id, version, payload, state, waits_for;
  std::string error_class, message, advice, entity;
  Id local;
  Instant observed_at = 0;
  std::int64_t tries = 1;
};

struct Pending {
  std::int64_t entity = 0;
  Id local;
  std::string kind;
  std::int64_t upto_seq = 0, tries = 0;
  Instant not_before = 0;
};

class Ledger {
 public:
  Ledger(store::Database& database, std::int64_t conn) : db_(&database), conn_(conn) {}

  std::optional<Link> by_remote(std::string_view remote_type, std::string_view remote_id,
                                std::int64_t entity);
  std::vector<Link> of_local(const Id& local, std::int64_t entity);
  std::optional<Link> by_local(const Id& local, std::int64_t entity, std::string_view remote_type);
  void put(const Link& link);   ///< a new link, or its new state
  void note(const Link& link);  ///< the new state of a link that is there, of the same record
  void remove(const Link& link);
  static std::string reserved_id(const Id& local) { return "reserved:" + local.text(); }

  std::optional<Base> base(const EntityInfo& entity, const Link& link);
  void put_base(const EntityInfo& entity, const Link& link, const Base& base);
  void drop_base(const Link& link);

  std::optional<Pending> pending(std::int64_t entity, const Id& local);
  void enqueue(std::int64_t entity, const Id& local, std::string_view kind);
  void drop_pending(std::int64_t entity, const Id& local, std::int64_t covers_seq);
  void postpone(std::int64_t entity, const Id& local, Instant not_before);
  std::int64_t newest_seq();

  void park(const Parked& item);  ///< or one more try of the same item
  std::optional<Parked> parked(std::string_view direction, std::string_view stream, std::string_view type,
                               std::string_view remote_id);
  bool unpark(std::string_view direction, std::string_view stream, std::string_view type,
              std::string_view remote_id);
  std::int64_t count_parked(std::string_view stream);

  std::string cursor(const StreamPlan& stream);  ///< empty where the stream starts again
  /// `whole`: in the middle of a scan that is to show what is absent.
  void put_cursor(const StreamPlan& stream, std::string_view cursor, Instant at, bool whole);
  bool in_whole_scan(const StreamPlan& stream);
  void drop_cursor(std::string_view stream);

 private:
  static void bind_standing(store::Statement& s, const Link& link);
  void bind_key(store::Statement& s, const Link& link) const;

  store::Database* db_;
  std::int64_t conn_;
};

}  // namespace tandem::sync
