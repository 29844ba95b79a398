// SPDX-License-Identifier: Apache-2.0
// Up to where each stream has been read. The engine alone keeps cursors.
#pragma once

#include <string>

#include "base/time.hpp"
#include "store/database.hpp"

namespace tandem::store::ledger {

/// A cursor counts for the mapping that it was read with.
struct Checkpoint {
  std::string_view stream, mapping_hash, cursor;
  Instant at = 0;
  bool whole = false;  ///< in the middle of a scan that is to show what is absent
};

class Checkpoints {
 public:
  Checkpoints(Database& database, std::int64_t conn) : db_(&database), conn_(conn) {}
  std::string cursor(std::string_view stream,
                     std::string_view mapping_hash) const;  ///< empty: from the start
  bool in_whole_scan(std::string_view stream) const;
  void put(const Checkpoint& checkpoint);
  void drop_of_other_mapping(std::string_view stream, std::string_view mapping_hash);

 private:
  Database* db_;
  std::int64_t conn_;
};

}  // namespace tandem::store::ledger
