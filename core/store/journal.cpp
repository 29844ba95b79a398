// SPDX-License-Identifier: Apache-2.0
#include "store/journal.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace tandem::store {
namespace {

constexpr std::int64_t kLongestPause = 20;  // milliseconds between two looks

std::int64_t data_version(Database& database) {
  Statement version = database.prepare("PRAGMA data_version");
  version.step();
  return version.integer(0);
}

JournalEntry entry_of(const Statement& row) {
  JournalEntry entry;
  entry.seq = row.integer(0);
  entry.txn = row.integer(1);
  entry.at = row.integer(2);
  entry.recorded_at = row.integer(3);
  entry.actor_kind = row.text(4);
  entry.actor = row.id(5);
  entry.on_behalf_of = row.id(6);
  entry.kind = row.text(7);
  entry.entity = row.text(8);
  entry.record = row.id(9);
  entry.version = row.id(10);
  entry.payload = row.text(11);
  return entry;
}

}  // namespace

std::vector<JournalEntry> read_journal(Database& database, std::int64_t after_seq, std::size_t limit) {
  Statement rows = database.prepare(
      "SELECT seq, txn, at, recorded_at, actor_kind, actor_id, on_behalf_of, kind, entity, record_id, "
      "version_id, "
      "payload FROM journal WHERE seq > ? ORDER BY seq LIMIT ?");
  rows.bind(1, after_seq).bind(2, static_cast<std::int64_t>(limit));
  std::vector<JournalEntry> entries;
  while (rows.step()) entries.push_back(entry_of(rows));
  return entries;
}

std::int64_t newest_entry(Database& database) {
  Statement newest = database.prepare("SELECT max(seq) FROM journal");
  newest.step();
  return newest.integer(0);
}

bool wait_for_journal(Database& database, std::int64_t after_seq, std::int64_t timeout_ms,
                      const std::function<bool()>& cancelled) {
  Clock& clock = database.clock();
  const std::int64_t until = clock.monotonic() + timeout_ms * 1000;
  // The version first: a commit between the two looks then shows at the next one.
  std::int64_t version = data_version(database);
  if (newest_entry(database) > after_seq) return true;
  for (std::int64_t pause = 1;; pause = std::min(pause * 2, kLongestPause)) {
    if (cancelled && cancelled()) throw Error(TANDEM_CANCELLED, "stopped while waiting for the journal");
    const std::int64_t left = (until - clock.monotonic()) / 1000;
    if (left <= 0) return newest_entry(database) > after_seq;
    clock.sleep_ms(std::min(pause, left));
    const std::int64_t seen = data_version(database);
    if (seen == version) continue;
    version = seen;
    if (newest_entry(database) > after_seq) return true;
  }
}

}  // namespace tandem::store
