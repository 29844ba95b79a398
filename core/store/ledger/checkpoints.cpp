// SPDX-License-Identifier: Apache-2.0
#include "store/ledger/checkpoints.hpp"

namespace tandem::store::ledger {

std::string Checkpoints::cursor(std::string_view stream, std::string_view mapping_hash) const {
  Statement s =
      db_->prepare("SELECT cursor FROM sync_checkpoint WHERE conn = ? AND stream = ? AND mapping_hash = ?");
  s.bind(1, conn_).bind(2, stream).bind(3, mapping_hash);
  return s.step() ? std::string(s.text(0)) : std::string{};
}

bool Checkpoints::in_whole_scan(std::string_view stream) const {
  Statement s = db_->prepare("SELECT whole FROM sync_checkpoint WHERE conn = ? AND stream = ?");
  return s.bind(1, conn_).bind(2, stream).step() && s.integer(0) != 0;
}

void Checkpoints::put(const Checkpoint& checkpoint) {
  Statement s = db_->prepare(
      "INSERT INTO sync_checkpoint (conn, stream, cursor, mapping_hash, at, whole) VALUES (?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (conn, stream) DO UPDATE SET cursor = excluded.cursor, mapping_hash = "
      "excluded.mapping_hash, at = excluded.at, whole = excluded.whole");
  s.bind(1, conn_).bind(2, checkpoint.stream).bind_blob(3, checkpoint.cursor);
  s.bind(4, checkpoint.mapping_hash).bind(5, checkpoint.at);
  s.bind(6, std::int64_t{checkpoint.whole ? 1 : 0}).run();
}

void Checkpoints::drop_of_other_mapping(std::string_view stream, std::string_view mapping_hash) {
  db_->prepare("DELETE FROM sync_checkpoint WHERE conn = ? AND stream = ? AND mapping_hash <> ?")
      .bind(1, conn_)
      .bind(2, stream)
      .bind(3, mapping_hash)
      .run();
}

}  // namespace tandem::store::ledger
