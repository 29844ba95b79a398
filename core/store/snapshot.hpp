// SPDX-License-Identifier: Apache-2.0
// A read transaction that is kept open from read to read for as long as nobody has committed. Beginning
// and ending one costs several system calls, more than reading a row; seeing that nothing changed costs
// a look at 48 bytes of SQLite's shared log index.
#pragma once

#include <array>
#include <cstdint>

#include "store/database.hpp"

namespace tandem::store {

/// [serialized] with its Database, which does nothing else in the meantime.
class Snapshot {
 public:
  explicit Snapshot(Database& database) : db_(&database) {}
  ~Snapshot() { end(); }
  Snapshot(const Snapshot&) = delete;

  /// After this, reads see every commit that had returned success before the call.
  void refresh();
  /// Ends the transaction, so that the log can shrink. No statement may be on loan.
  void end() noexcept;

 private:
  using Header = std::array<std::uint64_t, 6>;  // WalIndexHdr, https://sqlite.org/walformat.html §2.1
  const std::uint64_t* map();
  Header look();

  Database* db_;
  const std::uint64_t* index_ = nullptr;
  Header seen_{};
  bool open_ = false;
};

}  // namespace tandem::store
