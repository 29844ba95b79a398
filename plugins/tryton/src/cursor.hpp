// SPDX-License-Identifier: Apache-2.0
// Where a stream stands. Tryton has no change feed and leaves no tombstones, so a cursor holds the newest
// date seen and, to find out that something was deleted, which records there were up to which id.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::tryton {

/// How far one model has been seen. Dates are of the database's clock, µs, unless said otherwise.
struct Mark {
  std::int64_t date = 0;        ///< up to this write or create date all has been seen
  std::int64_t top = 0;         ///< highest id
  std::int64_t count = 0;       ///< records up to that id
  std::uint64_t print = 0;      ///< of the set of their ids
  std::int64_t compared = 0;    ///< web server's clock when the ids were last compared
  std::int64_t newest = 0;      ///< newest date there was
  std::int64_t newest_web = 0;  ///< web server's clock right after that was read; 0: unknown

  /// Takes in the id of a record; only ids in their order are counted, each once.
  void add(std::int64_t id);
  /// Whether to compare the ids themselves, which costs an answer as long as there are many: on each run
  /// while they are few, else once a day.
  bool comparing_is_due(std::int64_t web_now) const;
  /// After a reading that showed `newest_seen`: moves the date to where no change can appear any more.
  /// PostgreSQL dates a change by the start of its transaction, so one may appear behind dates already
  /// seen, by `overlap` at most. How late it is there is known from no answer: the web server's clock may
  /// be another. But it was `newest` at least when that was read, and since then as much time has gone by
  /// as on the web server's clock. `web_before` and `web_after` are that clock around the reading; 0:
  /// unknown.
  void settle(std::int64_t newest_seen, std::int64_t web_before, std::int64_t web_after,
              std::int64_t overlap);
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
