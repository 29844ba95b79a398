// SPDX-License-Identifier: Apache-2.0
// How close a text stays to an approved wording: the share of three-word shingles that both
// have, of all that either has.
#pragma once

#include <cstddef>
#include <string_view>

namespace tandem::domain {

struct ScriptMatch {
  std::size_t common = 0, all = 0;  ///< shingles; a text shorter than three words is one shingle
  /// common / all, rounded to parts per million; two empty texts do not match.
  std::int64_t similarity_ppm() const;
  /// on_script from 80 %, variant from 40 %, else off_script: by the exact fraction.
  std::string_view verdict() const;
};

ScriptMatch match_script(std::string_view text, std::string_view wording);
/// Distinct shingles of a text.
std::size_t shingle_count(std::string_view text);

}  // namespace tandem::domain
