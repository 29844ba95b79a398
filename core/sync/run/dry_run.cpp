// SPDX-License-Identifier: Apache-2.0
// A plan: the engine itself at work on a scratch copy of the store, sending nothing.
#include <filesystem>

#include "store/backup.hpp"
#include "sync/run/phases.hpp"

namespace tandem::sync {
namespace {

constexpr std::size_t kShown = 20;

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

class FirstItems final : public Recorder {
 public:
  void in(std::string_view what, std::string_view entity, std::string_view type,
          std::string_view id) override {
    pulled_.push_back({std::string(what), std::string(entity), std::string(type), std::string(id), Id{}});
    keep(pulled_);
  }
  void out(std::string_view what, std::string_view entity, std::string_view type, const Id& record,
           std::string_view id) override {
    ++pushes_[std::string(what)];
    pushed_.push_back({std::string(what), std::string(entity), std::string(type), std::string(id), record});
    keep(pushed_);
  }
  std::size_t mark() const override { return pulled_.size(); }
  void rewind(std::size_t mark) override { pulled_.resize(std::min(mark, pulled_.size())); }

  Json pulled() const { return items(pulled_); }
  Json pushed() const { return items(pushed_); }
  std::int64_t pushes(const std::string& what) const {
    const auto found = pushes_.find(what);
    return found == pushes_.end() ? 0 : found->second;
  }

 private:
  struct Item {
    std::string what, entity, type, id;
    Id record;
  };
  static void keep(std::vector<Item>& list) {
    if (list.size() > kShown) list.resize(kShown);
  }
  static Json items(const std::vector<Item>& list) {
    Json out = Json::array();
    for (const Item& item : list) {
      out.push_back({{"what", item.what},
                     {"entity", item.entity},
                     {"remote_type", item.type},
                     {"remote_id", item.id.empty() ? Json() : Json(item.id)},
                     {"record", item.record.empty() ? Json() : Json(item.record.text())}});
    }
    return out;
  }
  std::vector<Item> pulled_, pushed_;
  std::map<std::string, std::int64_t> pushes_;
};

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
  FirstItems items;
  Session session(*scratch, sync::connection(*scratch, connection.id.text()), remote, options);
  session.dry = true;
  session.recorder = &items;
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
            {"items", items.pulled()}}},
          {"push",
           {{"create", items.pushes("create")},
            {"update", items.pushes("update")},
            {"delete", items.pushes("delete")},
            {"waiting", c.skipped},
            {"items", items.pushed()}}},
          {"calls", c.calls},
          {"messages", session.messages}};
}

}  // namespace tandem::sync
