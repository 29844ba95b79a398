// SPDX-License-Identifier: Apache-2.0
// A plan: the engine itself at work on a scratch copy of the store, sending nothing.
#include <filesystem>

#include "store/backup.hpp"
#include "sync/run/phases.hpp"

namespace tandem::sync {
namespace {

/// A folder beside the store that only this user may read, gone when the plan is made.
class ScratchFolder {
 public:
  explicit ScratchFolder(store::Database& db) {
    path_ = db.path();
    path_ += "-plan-" + db.ids().next(db.clock().now()).text();
    std::filesystem::create_directory(path_);
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  std::filesystem::path store() const { return path_ / "scratch.tandem"; }

 private:
  std::filesystem::path path_;
};

Json items(const std::vector<Shown::Item>& list) {
  Json out = Json::array();
  for (const Shown::Item& item : list) {
    out.push_back({{"what", item.what},
                   {"entity", item.entity},
                   {"remote_type", item.type},
                   {"remote_id", item.id.empty() ? Json() : Json(item.id)},
                   {"record", item.record.empty() ? Json() : Json(item.record.text())}});
  }
  return out;
}

std::int64_t pushes(const Shown& shown, const std::string& what) {
  const auto found = shown.pushes.find(what);
  return found == shown.pushes.end() ? 0 : found->second;
}

}  // namespace

Json plan(store::Database& database, const Connection& connection, Remote& remote,
          const RunOptions& options) {
  const ScratchFolder folder(database);
  store::backup(database, folder.store(), false);
  store::OpenOptions open = database.options();
  open.create = open.read_only = false;
  open.adopting = true;
  open.may_lose_newest_commits = true;
  const auto scratch = store::Database::open(folder.store(), database.catalogue(), open);
  Session session(*scratch, sync::connection(*scratch, connection.id.text()), remote, options);
  session.dry = true;
  if (!session.conn.live_from) session.conn.live_from = scratch->clock().now();
  const RunOutcome outcome = run_phases(session);
  const Counters& c = session.counters;
  return {{"connection", connection.name},
          {"outcome", to_text(outcome)},
          {"pull",
           {{"rows", c.pulled},
            {"create", c.created},
            {"update", c.updated},
            {"archive", c.archived},
            {"same", c.same},
            {"waiting", c.parked},
            {"quarantine", c.quarantined},
            {"conflicts", c.conflicts},
            {"items", items(c.shown.pulled)}}},
          {"push",
           {{"create", pushes(c.shown, "create")},
            {"update", pushes(c.shown, "update")},
            {"delete", pushes(c.shown, "delete")},
            {"waiting", c.skipped},
            {"items", items(c.shown.pushed)}}},
          {"calls", c.calls},
          {"messages", session.messages}};
}

}  // namespace tandem::sync
