// SPDX-License-Identifier: Apache-2.0
// The keys a scan has met, and the line of each. A flat table, since a scan of a million rows asks it
// a million times.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::files {

class KeyIndex {
 public:
  /// Adds the key; answers 0, or the line where it already stands. `stays` says that the view
  /// outlives the index; else the key is copied.
  std::uint64_t add(std::string_view key, std::uint64_t line, bool stays);
  void clear();
  std::size_t size() const { return used_; }

 private:
  struct Slot {
    std::string_view key;
    std::uint64_t line = 0;  ///< 0: free
    std::uint64_t mark = 0;
  };
  void grow();
  Slot& place(std::string_view key, std::uint64_t mark);

  std::vector<Slot> slots_;
  std::deque<std::string> copies_;
  std::size_t used_ = 0;
};

}  // namespace tandem::files
