// SPDX-License-Identifier: Apache-2.0
// Phases pull, apply and sweep: page by page, rows and cursor in one transaction.
#pragma once

#include <set>
#include <string>

#include "sync/inbound/apply.hpp"
#include "sync/inbound/scan_proof.hpp"

namespace tandem::sync {

class Puller {
 public:
  explicit Puller(Session& session) : session_(session), applier_(session) {}
  /// All streams, references first, then the rows that waited. A stream that fails does not stop the
  /// others; the first such failure is kept.
  void run();
  /// Takes rows up again whose reference has arrived, and those that were replayed.
  void release_waiting();
  /// Reads records again and applies them: after a version conflict.
  void fetch(const StreamPlan& stream, const std::vector<std::string>& ids);
  const std::optional<RemoteError>& failure() const { return failure_; }

 private:
  struct Scan {
    bool possible = false;  ///< began at an empty cursor
    ScanProof seen;
    std::set<std::string> broken;
    Instant started = 0;
  };
  /// How far the page has come. A value, as the session's counters are: a part that is rolled back did not
  /// happen, so both are put back whole.
  struct Standing {
    std::int64_t parked = 0;                // rows of the current stream that wait or are quarantined
    std::vector<const PulledRow*> created;  // rows of the page that have made a record, in their order
  };
  // pull.cpp
  Scan fresh_scan() const;
  void stream(const StreamPlan& stream);
  PageEnd page(const StreamPlan& stream, const std::string& cursor, bool full, Scan& scan);
  void apply_page(const StreamPlan& stream, const std::string& old_cursor, const PageEnd* end, Scan* scan);
  std::size_t apply_some(store::Change& change, const StreamPlan& stream, std::size_t from);
  void apply_group(store::Change& change, const StreamPlan& stream, std::size_t from, std::size_t to);
  void apply_one(store::Change& change, const StreamPlan& stream, const PulledRow& row);
  void count(const StreamPlan& stream, const PulledRow& row, Applied outcome);
  // park.cpp
  void park(const StreamPlan& stream, const PulledRow& row, ParkedState state, std::string_view waits_for,
            std::string_view error_class, const std::string& message, const std::string& advice);
  std::string payload(const StreamPlan& stream, const PulledRow& row) const;
  void restore_row(const StreamPlan& stream, const Parked& item);
  bool release_once(const StreamPlan& stream);
  // sweep.cpp
  void note_linked(const StreamPlan& stream, Scan& scan);
  void sweep(const StreamPlan& stream, Scan& scan);
  std::set<std::string> absent(const StreamPlan& stream, const ScanProof& linked, Scan& scan);
  void confirm(const StreamPlan& stream, std::set<std::string>& ids);
  void remove(const StreamPlan& stream, const std::set<std::string>& ids);
  void clear_broken(const StreamPlan& stream, const Scan& scan);

  Session& session_;
  Applier applier_;
  Page page_;
  Instant observed_at_ = 0;
  Instant run_started_ = 0;
  Standing standing_;
  bool releasing_ = false, first_load_ = false;
  bool whole_ = false;  // the current scan is to show what is absent
  std::optional<RemoteError> failure_;
};

/// Errors that end the run instead of putting one record aside.
bool ends_run(const Error& error);

}  // namespace tandem::sync
