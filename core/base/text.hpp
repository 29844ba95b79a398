// SPDX-License-Identifier: Apache-2.0
// UTF-8 text: validity and the few foldings that canonical forms need.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace tandem {

/// Valid UTF-8 without NUL (SQLite's STRICT tables check neither).
bool valid_text(std::string_view text);
/// Throws invalid argument naming `what` unless the text is valid.
void require_text(std::string_view text, std::string_view what);

std::string_view trim(std::string_view text);
/// The parts one after the other.
std::string concat(std::initializer_list<std::string_view> parts);
/// Lower case of ASCII letters; other characters stay.
std::string ascii_lower(std::string_view text);
/// At most `max_bytes` bytes, cut between characters.
std::string_view cut(std::string_view text, std::size_t max_bytes);
/// Makes one printable line: control characters become \xNN.
std::string escape_controls(std::string_view text);
/// A name that a caller wrote, in quotes, fit for an error line. For names only, never for values.
std::string in_quotes(std::string_view name);
std::string hex(std::string_view bytes);
/// The candidate nearest to `wrong` by edit distance, or empty: for "did you mean …".
template <typename Range>
std::string nearest(std::string_view wrong, const Range& candidates);

std::size_t edit_distance(std::string_view a, std::string_view b);

template <typename Range>
std::string nearest(std::string_view wrong, const Range& candidates) {
  std::string best;
  std::size_t least = wrong.size() / 2 + 1;
  for (const auto& candidate : candidates) {
    const std::size_t d = edit_distance(wrong, candidate);
    if (d < least) {
      least = d;
      best = std::string(candidate);
    }
  }
  return best;
}

}  // namespace tandem
