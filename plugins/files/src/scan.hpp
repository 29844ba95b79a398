// SPDX-License-Identifier: Apache-2.0
// Pulling a file page by page.
//
// The cursor holds the digest of the file's content. Unchanged since a finished scan: one empty page.
// Changed: all rows again (the engine skips those it knows). A scan of several pages goes on in the
// snapshot it began with, which the instance keeps until the last page; after a restart it goes on in
// the file if that is still the same, and else asks for a new scan (class reset). A change made
// meanwhile is found by the next pull, whose cursor no longer fits.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <tandem/cpp/adapter/rows.hpp>
#include <tandem/cpp/csv.hpp>

#include "folder.hpp"
#include "key_index.hpp"

namespace tandem::files {

/// Where a scan stands; travels as opaque text.
struct Cursor {
  enum class State {
    done,     ///< all of this content was shown
    whole,    ///< within a scan that shows every row and may say so
    partial,  ///< within a scan that may not: it only looks for changes, or a row was unreadable
  };
  State state = State::done;
  std::string digest;
  std::string view;  ///< mark of key column, delimiter and fields: what the rows looked like
  csv::Position at;

  std::string text() const;
  /// Throws Failure with class reset when it is not one of ours.
  static Cursor parse(std::string_view text);
};

class Scan {
 public:
  explicit Scan(const Settings& settings) : settings_(settings) {}
  adapter::PageEnd page(adapter::Call& call, adapter::Host& host, const adapter::PullRequest& request,
                        adapter::RowWriter& rows);
  void forget() { snapshot_.reset(); }

 private:
  /// The content a scan of several pages reads from.
  struct Snapshot {
    std::string stream;
    LoadedFile file;  ///< its content views the copy below
    std::string content;
    csv::Position at;
    KeyIndex keys;
  };

  void take_snapshot(const LoadedFile& file, std::string_view stream);
  void resume(Folder& folder, const adapter::PullRequest& request, const Cursor& cursor);
  void wind_to(const Table& table, csv::Position at);
  adapter::PageEnd read_page(adapter::Call& call, const adapter::PullRequest& request, Cursor cursor,
                             adapter::RowWriter& rows);
  std::string view_mark(const adapter::PullRequest& request) const;

  const Settings& settings_;
  std::unique_ptr<Snapshot> snapshot_;
};

/// The texts of a list, in its order; views of it.
std::vector<std::string_view> names(const adapter::TextList& fields);
/// Writes the reader's record, good or broken.
void write_row(RecordReader& reader, std::size_t field_count, adapter::RowWriter& rows);
/// Writes `why` about the reader's record as a broken row.
void write_broken(const RecordReader& reader, const std::string& why, adapter::RowWriter& rows);

}  // namespace tandem::files
