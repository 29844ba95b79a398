// SPDX-License-Identifier: Apache-2.0
// What stands behind a store handle. Every child shares it, so that the order of releases is free.
#pragma once

#include <tandem/store.h>

#include <memory>
#include <mutex>
#include <vector>

#include "adapters/library.hpp"
#include "base/fork_guard.hpp"
#include "capi/host.hpp"
#include "store/database.hpp"

namespace tandem::capi {

class Snapshot;

/// The catalogue of this library; built once, never changed.
const model::Catalogue& prototype();

class StoreState : public std::enable_shared_from_this<StoreState> {
 public:
  StoreState(std::string_view path, const tandem_store_options& options, bool create);
  ~StoreState();
  StoreState(const StoreState&) = delete;
  StoreState& operator=(const StoreState&) = delete;

  /// The handle's own connection, one caller at a time. Short calls only.
  template <typename Body>
  auto use(Body&& body) {
    fork_guard_.check();
    const std::lock_guard lock(mutex_);
    return body(*database_);
  }
  /// The same for what writes: read snapshots that the write has made old are let go afterwards, so
  /// that an idle reader does not pin the log.
  template <typename Body>
  auto change(Body&& body) {
    auto answer = use(std::forward<Body>(body));
    drop_snapshots();
    return answer;
  }

  /// A connection of one's own, for what may take long: it never makes other calls wait.
  class Own {
   public:
    Own(std::shared_ptr<StoreState> state, std::unique_ptr<store::Database> database, bool read_only);
    Own(Own&&) noexcept = default;
    ~Own();
    store::Database& operator*() const { return *database_; }
    store::Database* operator->() const { return database_.get(); }

   private:
    std::shared_ptr<StoreState> state_;
    std::unique_ptr<store::Database> database_;
    bool read_only_;
  };
  Own own_reader();
  Own own_writer();

  /// Loaded adapters, one caller at a time.
  template <typename Body>
  auto use_library(Body&& body) {
    fork_guard_.check();
    const std::lock_guard lock(library_mutex_);
    return body(library_);
  }
  const adapters::HostServices& services() const { return services_; }
  const ForkGuard& fork_guard() const { return fork_guard_; }

  void add_snapshot(const std::shared_ptr<Snapshot>& snapshot);
  void drop_snapshots();

 private:
  std::unique_ptr<store::Database> take_idle();
  void take_back(std::unique_ptr<store::Database> database) noexcept;
  static void let_go(std::unique_ptr<store::Database> database, bool forked) noexcept;

  ForkGuard fork_guard_;
  HostClock clock_;
  adapters::HostServices services_;

  std::mutex mutex_;
  std::unique_ptr<store::Database> database_;

  std::mutex idle_mutex_;
  std::vector<std::unique_ptr<store::Database>> idle_readers_;
  std::vector<std::weak_ptr<Snapshot>> snapshots_;

  std::mutex library_mutex_;
  adapters::Library library_;
};

}  // namespace tandem::capi
