// SPDX-License-Identifier: Apache-2.0
// A reader's connection and read transaction, which others may ask to let go of.
#pragma once

#include <mutex>

#include "capi/store_state.hpp"
#include "store/snapshot.hpp"

namespace tandem::capi {

class Snapshot {
 public:
  explicit Snapshot(StoreState::Own database) : database_(std::move(database)), transaction_(*database_) {}

  /// Reads with all commits so far in sight.
  template <typename Body>
  auto read(Body&& body) {
    const std::lock_guard lock(mutex_);
    transaction_.refresh();
    return body(*database_);
  }
  void let_go_if_idle() {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (lock.owns_lock()) transaction_.end();
  }
  const model::Catalogue& catalogue() const { return database_->catalogue(); }

 private:
  std::mutex mutex_;
  StoreState::Own database_;
  store::Snapshot transaction_;
};

}  // namespace tandem::capi
