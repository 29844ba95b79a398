// SPDX-License-Identifier: Apache-2.0
// Where a stream stands. The engine keeps it as text and never looks inside.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::salesforce {

struct Cursor {
  bool full = false;  ///< everything by id; else by time of change

  // What the description said, so that a run need not ask again.
  std::string fields;  ///< mark of the type and the fields asked for
  std::string kinds;   ///< a letter a field, see Kind
  std::string flags;   ///< see RowPlan
  std::int64_t described_at = 0;

  // This run.
  std::optional<std::int64_t> from;     ///< changes: rows stamped at or after it
  std::optional<std::int64_t> started;  ///< Salesforce's clock when the run began
  std::optional<std::int64_t> at;       ///< last row given: its stamp …
  std::string id;                       ///< … and id
  std::string next;                     ///< path of the next result page
  std::string session;                  ///< the session which that path belongs to

  std::optional<std::int64_t> deleted_from;  ///< deletions are known up to here

  /// True before the first page of a run.
  bool fresh_run() const { return !started; }
};

std::string to_text(const Cursor& cursor);
/// Throws Failure of class reset for a text that is none of ours.
Cursor parse_cursor(std::string_view text);

}  // namespace tandem::salesforce
