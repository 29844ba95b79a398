// SPDX-License-Identifier: Apache-2.0
#include "capi/store_state.hpp"

#include <algorithm>

#include "capi/snapshot.hpp"
#include "domain/domain.hpp"

namespace tandem::capi {
namespace {

constexpr std::size_t kIdleReaders = 4;  // connections kept for the next cursor

store::OpenOptions open_options(const tandem_store_options& given, bool create, Clock& clock) {
  store::OpenOptions options;
  options.create = create;
  options.read_only = given.read_only != 0;
  options.migrate = given.migrate != 0;
  options.may_lose_newest_commits = given.may_lose_newest_commits != 0;
  if (given.busy_timeout_ms > 0) options.busy_timeout_ms = given.busy_timeout_ms;
  options.clock = &clock;
  return options;
}

}  // namespace

const model::Catalogue& prototype() {
  static const model::Catalogue catalogue = domain::make_catalogue();
  return catalogue;
}

StoreState::StoreState(std::string_view path, const tandem_store_options& options, bool create)
    : clock_(options.clock, options.clock_context) {
  services_.clock = &clock_;
  services_.random = &system_random();
  services_.log = host_log(options);
  services_.secret = host_secrets(options);
  database_ = store::Database::open(path, prototype(), open_options(options, create, clock_));
}

StoreState::~StoreState() {
  const bool forked = fork_guard_.forked();
  for (auto& reader : idle_readers_) let_go(std::move(reader), forked);
  let_go(std::move(database_), forked);
}

// In a child even closing would drop the parent's locks: there the connection is left alone.
void StoreState::let_go(std::unique_ptr<store::Database> database, bool forked) noexcept {
  if (forked) static_cast<void>(database.release());
}

std::unique_ptr<store::Database> StoreState::take_idle() {
  const std::lock_guard lock(idle_mutex_);
  if (idle_readers_.empty()) return nullptr;
  auto database = std::move(idle_readers_.back());
  idle_readers_.pop_back();
  return database;
}

StoreState::Own StoreState::own_reader() {
  fork_guard_.check();
  auto database = take_idle();
  if (database) {
    database->check_generation();  // extension fields may have come since
  } else {
    database = use([](store::Database& db) { return db.reopen(true); });
  }
  return {shared_from_this(), std::move(database), true};
}

StoreState::Own StoreState::own_writer() {
  auto database = use([](store::Database& db) { return db.reopen(db.options().read_only); });
  return {shared_from_this(), std::move(database), false};
}

void StoreState::take_back(std::unique_ptr<store::Database> database) noexcept {
  try {
    const std::lock_guard lock(idle_mutex_);
    if (idle_readers_.size() < kIdleReaders) idle_readers_.push_back(std::move(database));
  } catch (...) {  // no memory to keep it: it closes
  }
}

void StoreState::add_snapshot(const std::shared_ptr<Snapshot>& snapshot) {
  const std::lock_guard lock(idle_mutex_);
  std::erase_if(snapshots_, [](const auto& known) { return known.expired(); });
  snapshots_.push_back(snapshot);
}

void StoreState::drop_snapshots() {
  std::vector<std::shared_ptr<Snapshot>> open;
  {
    const std::lock_guard lock(idle_mutex_);
    for (const auto& known : snapshots_) {
      if (auto snapshot = known.lock()) open.push_back(std::move(snapshot));
    }
  }
  for (const auto& snapshot : open) snapshot->let_go_if_idle();
}

StoreState::Own::Own(std::shared_ptr<StoreState> state, std::unique_ptr<store::Database> database,
                     bool read_only)
    : state_(std::move(state)), database_(std::move(database)), read_only_(read_only) {}

StoreState::Own::~Own() {
  if (!database_) return;
  if (state_->fork_guard_.forked()) {
    let_go(std::move(database_), true);
  } else if (read_only_) {
    state_->take_back(std::move(database_));
  }
}

}  // namespace tandem::capi
