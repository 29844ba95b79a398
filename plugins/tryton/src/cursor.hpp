// SPDX-License-Identifier: Apache-2.0
// Where a stream stands. Tryton has no change feed and leaves no tombstones, so a cursor holds the newest
// date seen and, to find out that something was deleted, how many records there were up to which id.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::tryton {

/// How far one model has been seen.
struct Mark {
  std::int64_t date = 0;   ///< up to this write or create date, µs, all has been seen
  std::int64_t top = 0;    ///< highest id
  std::int64_t count = 0;  ///< records up to that id
};

struct Cursor {
  enum class Phase { rest, scan, rows, children };

  Phase phase = Phase::rest;
  std::int64_t after = 0;         ///< last id of the page before
  Mark rows, children;            ///< settled; only later changes are asked for
  Mark next_rows, next_children;  ///< what they become when the pages are through

  /// Empty text is a scan's beginning. Throws Failure of class reset for one that is not ours.
  static Cursor parse(std::string_view text);
  std::string text() const;
};

}  // namespace tandem::tryton
