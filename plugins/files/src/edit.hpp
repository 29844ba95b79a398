// SPDX-License-Identifier: Apache-2.0
// A batch of writes applied to a file's content in memory. Pure: content in, content and verdicts out.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tandem/cpp/adapter/push.hpp>

#include "table.hpp"

namespace tandem::files {

/// Column that holds the Tandem id of a record, where a file has it: it makes a create repeatable even
/// when the key is somebody else's.
inline constexpr std::string_view kExternalId = "tandem_id";

class Edit {
 public:
  /// `between` is called now and then while the file is read, and may throw to stop.
  Edit(const Table& table, std::string_view content, std::string_view key_field,
       const adapter::PushBatch& batch, const std::function<void()>& between);

  /// Applies every item, in order; one verdict each.
  std::vector<adapter::PushResult> apply();
  bool changed() const;
  /// The new content.
  std::string content() const;
  /// Records that cannot be read, and the line of the first.
  std::uint64_t unreadable() const { return unreadable_; }
  std::uint64_t first_unreadable() const { return first_unreadable_; }
  /// Reads `content` back: false when a stray quote somewhere in the file would swallow what was
  /// written, or free what it had swallowed.
  bool reads_back(const Table& table) const;

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  using Places = std::unordered_map<std::string_view, std::size_t>;

  /// A record that the batch speaks of.
  struct Touched {
    std::string key;
    std::string raw;
    std::string version;  ///< before the batch
    std::size_t begin = 0, end = 0;
    bool added = false;
    bool removed = false;
    bool edited = false;
  };

  void note_wanted(const adapter::PushItem& item);
  void find_records(const std::function<void()>& between);
  adapter::PushResult apply_item(const adapter::PushItem& item);
  adapter::PushResult create(const adapter::PushItem& item);
  adapter::PushResult update(const adapter::PushItem& item);
  adapter::PushResult remove(const adapter::PushItem& item);
  adapter::PushResult not_there() const;
  std::vector<Assignment> assignments(const adapter::PushItem& item) const;
  std::string key_given(const adapter::PushItem& item) const;
  std::size_t place_of(const Places& places, std::string_view name) const;
  std::string_view keep(std::string_view text) { return names_.emplace_back(text); }

  const Table& table_;
  std::string_view content_;
  std::string_view key_field_;
  const adapter::PushBatch& batch_;
  std::size_t key_column_;
  bool has_external_id_;
  Places by_key_, by_external_id_;  ///< what the batch names → its place in touched_, or kNone
  std::deque<std::string> names_;
  std::deque<Touched> touched_;
  std::uint64_t good_ = 0;
  std::uint64_t unreadable_ = 0;
  std::uint64_t first_unreadable_ = 0;
};

}  // namespace tandem::files
