// SPDX-License-Identifier: Apache-2.0
// Scanning bytes: search, UTF-8, and a short mark of a record's content.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tandem::files {

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Offset of `c` at or after `from`, or the text's size.
inline std::size_t find_byte(std::string_view text, char c, std::size_t from) {
  if (from >= text.size()) return text.size();
  const void* hit = std::memchr(text.data() + from, c, text.size() - from);
  return hit ? static_cast<std::size_t>(static_cast<const char*>(hit) - text.data()) : text.size();
}

inline std::uint64_t load_word(const char* p) {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof(word));
  return word;
}

/// Well-formed UTF-8 without NUL.
bool is_text(std::string_view bytes);

/// 64-bit mark of bytes; kept in cursors and row versions, so it never changes its meaning.
std::uint64_t content_mark(std::string_view bytes);
/// The mark as sixteen lower-case hex digits.
std::string mark_text(std::uint64_t mark);

}  // namespace tandem::files
