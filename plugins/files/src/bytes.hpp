// SPDX-License-Identifier: Apache-2.0
// A short mark of a record's content.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tandem::files {

inline std::uint64_t load_word(const char* p) {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof(word));
  return word;
}

/// 64-bit mark of bytes; kept in cursors and row versions, so it never changes its meaning.
std::uint64_t content_mark(std::string_view bytes);
/// The mark as sixteen lower-case hex digits.
std::string mark_text(std::uint64_t mark);

}  // namespace tandem::files
