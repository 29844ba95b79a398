// SPDX-License-Identifier: Apache-2.0
#include "sync/inbound/pull.hpp"

#include <algorithm>

namespace tandem::sync {
namespace {

constexpr std::size_t kGroup = 64;         // rows between two looks at the turnstile
constexpr std::int64_t kLongest = 50'000;  // of a page's transaction, µs
constexpr std::int64_t kLongestFirstLoad = 500'000;

/// One read transaction around the probes of a page.
class ReadTransaction {
 public:
  explicit ReadTransaction(store::Database& db) : db_(db) {}
  void begin() {
    if (!open_) db_.execute("BEGIN");
    open_ = true;
  }
  ~ReadTransaction() {
    if (open_) sqlite3_exec(db_.raw(), "COMMIT", nullptr, nullptr, nullptr);
  }
  ReadTransaction(const ReadTransaction&) = delete;

 private:
  store::Database& db_;
  bool open_ = false;
};

}  // namespace

bool ends_run(const Error& error) {
  switch (error.status()) {
    case TANDEM_BUSY:
    case TANDEM_TIMEOUT:
    case TANDEM_CANCELLED:
    case TANDEM_UNAVAILABLE:
    case TANDEM_CORRUPT:
    case TANDEM_OUT_OF_MEMORY:
    case TANDEM_NEEDS_UPGRADE:
      return true;
    default:
      return dynamic_cast<const RemoteError*>(&error) != nullptr;
  }
}

void Puller::run() {
  run_started_ = session_.db.clock().now();
  for (const StreamPlan& plan : session_.mapping->streams) {
    if (session_.cancelled()) return;
    try {
      stream(plan);
    } catch (const RemoteError& e) {
      if (e.error_class() == TANDEM_CLASS_AUTH || e.error_class() == TANDEM_CLASS_CONTRACT ||
          e.status() == TANDEM_CANCELLED) {
        throw;
      }
      session_.note("stream '" + plan.name + "': " + e.message());
      if (!failure_) failure_ = e;
    }
  }
  release_waiting();
}

Puller::Scan Puller::fresh_scan() const {
  Scan scan;
  scan.possible = true;
  scan.started = session_.db.clock().now();
  return scan;
}

void Puller::stream(const StreamPlan& plan) {
  std::string cursor =
      session_.options.full ? std::string{} : session_.ledger.checkpoints.cursor(plan.name, plan.hash);
  bool full = session_.options.full;
  bool was_reset = false;
  first_load_ = cursor.empty();
  // A scan that was cut off shows the rest, but not what is absent: then all is read once more.
  bool cut_off = !cursor.empty() && session_.ledger.checkpoints.in_whole_scan(plan.name);
  whole_ = full || cut_off;
  standing_.parked = session_.ledger.parked.count_in(plan.name);
  Scan scan = fresh_scan();
  scan.possible = cursor.empty();
  std::int64_t done = 0;
  for (;;) {
    if (session_.cancelled()) return;
    PageEnd end;
    try {
      end = page(plan, cursor, full, scan);
    } catch (const RemoteError& e) {
      if (e.error_class() != TANDEM_CLASS_RESET || was_reset) throw;
      was_reset = full = whole_ = true;  // the cursor is no longer honoured: everything again
      cut_off = false;
      cursor.clear();
      scan = fresh_scan();
      continue;
    }
    session_.point(TestPoint::page_pulled);
    apply_page(plan, cursor, &end, &scan);
    session_.point(TestPoint::page_applied);
    done = session_.counters.pulled;
    session_.progress("pull", plan.name, done);
    if (!end.more) {
      if (scan.possible && end.complete) sweep(plan, scan);
      if (!cut_off) return;
      cut_off = false;
      full = true;
      cursor.clear();
      scan = fresh_scan();
      continue;
    }
    if (end.cursor == cursor) {
      throw RemoteError(TANDEM_ADAPTER_FAILURE, TANDEM_CLASS_CONTRACT,
                        "the adapter says there is more, but its cursor does not move");
    }
    cursor = end.cursor;
  }
}

/// One page from the remote: counts what is unchanged, copies the rest.
PageEnd Puller::page(const StreamPlan& plan, const std::string& cursor, bool full, Scan& scan) {
  page_.clear(plan.fields.size());
  observed_at_ = session_.db.clock().now();
  RowHasher hasher(plan.seed);
  const bool by_version = session_.traits_of(plan.remote_type).conditional_write;
  std::int64_t pulled = 0, same = 0;
  PageEnd end;
  {
    ReadTransaction reading(session_.db);
    store::ledger::HashProbe probe(session_.db, session_.conn.number, plan.remote_type, by_version);
    const auto unchanged = [&](const tandem_row& row, const RowHash& hash) {
      using Answer = store::ledger::HashProbe::Answer;
      const Answer answer = probe.ask(view(row.id), hash, view(row.version));
      if (answer == Answer::same_and_linked && row.kind == TANDEM_ROW_LIVE && scan.possible) {
        scan.seen.add(view(row.id));
      }
      return answer != Answer::changed;
    };
    const PullRequest request{plan.remote_type,           plan.name, cursor, plan.fields,
                              session_.options.page_size, full};
    end = session_.remote.pull(request, [&](const tandem_row& row) {
      reading.begin();
      ++pulled;
      const RowHash hash = hasher.hash(row);
      if (row.kind != TANDEM_ROW_BROKEN && unchanged(row, hash)) {
        ++same;
      } else {
        page_.add(row, hash);
      }
    });
    probe.end();
  }
  session_.counters.pulled += pulled;
  session_.counters.same += same;
  ++session_.counters.pages;
  session_.counters.calls += std::max<std::uint32_t>(1, end.calls_used);
  return end;
}

/// `end` null: rows read again, no cursor. The cursor moves with the last part only; a part done twice
/// finds its rows unchanged.
void Puller::apply_page(const StreamPlan& plan, const std::string& old_cursor, const PageEnd* end,
                        Scan* scan) {
  std::size_t at = 0;
  standing_.created.clear();
  const std::size_t count = page_.rows().size();
  const bool moved = end != nullptr && end->cursor != old_cursor;
  const bool idle = count == 0 && !moved;
  while (!idle) {
    Transaction transaction(session_);
    applier_.begin(transaction.change(), plan);
    at = apply_some(transaction.change(), plan, at);
    if (at == count && end != nullptr) {
      session_.ledger.checkpoints.put(
          {plan.name, plan.hash, end->cursor, transaction.change().now(), whole_ && end->more});
    }
    transaction.commit();
    if (at == count) break;
    session_.point(TestPoint::page_part_applied);
  }
  if (scan != nullptr && scan->possible) {
    ReadTransaction reading(session_.db);
    reading.begin();
    note_linked(plan, *scan);
  }
}

/// As many groups as the time allows; where another writer waits, at least one.
std::size_t Puller::apply_some(store::Change& change, const StreamPlan& plan, std::size_t from) {
  Clock& clock = session_.db.clock();
  const std::int64_t started = clock.monotonic();
  const std::int64_t longest = first_load_ ? kLongestFirstLoad : kLongest;
  const std::size_t count = page_.rows().size();
  while (from < count) {
    const std::size_t to = std::min(count, from + kGroup);
    apply_group(change, plan, from, to);
    from = to;
    if (session_.db.lock().awaited() || clock.monotonic() - started > longest) break;
  }
  return from;
}

/// All rows of a group under one savepoint; when one fails, each again under its own.
void Puller::apply_group(store::Change& change, const StreamPlan& plan, std::size_t from, std::size_t to) {
  const Counters counters = session_.counters;
  const Standing standing = standing_;
  try {
    store::Change::Savepoint undo(change);
    for (std::size_t i = from; i < to; ++i) {
      const PulledRow& row = page_.rows()[i];
      if (row.kind == TANDEM_ROW_BROKEN) throw Error(TANDEM_INVALID_ARGUMENT, "a broken row");
      count(plan, row, applier_.row(plan, row, page_.values(row)));
    }
    undo.keep();
    return;
  } catch (const Error& e) {
    if (ends_run(e)) throw;
  }
  session_.counters = counters;
  standing_ = standing;
  applier_.rolled_back();
  for (std::size_t i = from; i < to; ++i) apply_one(change, plan, page_.rows()[i]);
}

void Puller::apply_one(store::Change& change, const StreamPlan& plan, const PulledRow& row) {
  if (row.kind == TANDEM_ROW_BROKEN) {
    park(plan, row, ParkedState::quarantined, {}, "broken",
         std::string(row.extra.empty() ? "the row could not be read" : row.extra),
         "correct the row at its source; a good row with this id clears it");
    ++session_.counters.quarantined;
    return;
  }
  const Counters counters = session_.counters;
  const Standing standing = standing_;
  const auto undone = [&] {
    session_.counters = counters;
    standing_ = standing;
    applier_.rolled_back();
  };
  try {
    store::Change::Savepoint undo(change);
    const Applied outcome = applier_.row(plan, row, page_.values(row));
    count(plan, row, outcome);
    undo.keep();
  } catch (const Waiting& e) {
    undone();
    park(plan, row, ParkedState::waiting, e.waits_for(), "reference", e.message(), e.advice());
    ++session_.counters.parked;
  } catch (const Ambiguous& e) {
    undone();
    park(plan, row, ParkedState::conflict, {}, "conflict", e.message(), e.advice());
    ++session_.counters.quarantined;
  } catch (const Error& e) {
    if (ends_run(e)) throw;
    undone();
    const std::string advice =
        e.advice().empty() ? "correct the record at the remote, or the mapping, then replay it" : e.advice();
    park(plan, row, ParkedState::quarantined, {}, "invalid", e.message(), advice);
    ++session_.counters.quarantined;
  }
}

void Puller::count(const StreamPlan& plan, const PulledRow& row, Applied outcome) {
  ++(outcome == Applied::same ? session_.counters.same : session_.counters.applied);
  if (outcome == Applied::created && row.kind == TANDEM_ROW_LIVE) standing_.created.push_back(&row);
  // A good version of a row clears what was wrong with an earlier one.
  if (standing_.parked > 0 &&
      session_.ledger.parked.remove(Direction::in, plan.name, plan.remote_type, row.id))
    --standing_.parked;
}

}  // namespace tandem::sync
