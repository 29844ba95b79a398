// SPDX-License-Identifier: Apache-2.0
// Only one run of a connection at a time, in whatever process: owner, expiry, and a
// token that grows with every owner, so that a run that slept through its lease cannot commit.
#pragma once

#include "store/change.hpp"
#include "sync/remote.hpp"

namespace tandem::sync {

class Lease {
 public:
  static constexpr Instant kLength = 2 * kLongestCallMs * 1000;

  explicit Lease(std::int64_t conn) : conn_(conn) {}
  /// Busy where another run holds it. A lease of a process that is gone is taken over at once.
  void take(store::Change& change, std::string_view connection);
  /// Inside a write transaction: still ours? Busy otherwise. Moves the expiry.
  void renew(store::Change& change);
  /// Without a transaction, right before something is sent.
  void check(store::Database& database);
  void release(store::Change& change);
  std::int64_t token() const { return token_; }
  bool held() const { return token_ != 0; }

 private:
  std::int64_t conn_;
  Id owner_;
  std::int64_t token_ = 0;
};

}  // namespace tandem::sync
