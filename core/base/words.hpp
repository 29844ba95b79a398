// SPDX-License-Identifier: Apache-2.0
// A text as a row of words, for comparing wordings: case and punctuation do not count.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

struct Word {
  std::string folded;              ///< ASCII letters in lower case
  std::size_t begin = 0, end = 0;  ///< bytes of the text
};

/// Words are runs of letters and digits; every character outside ASCII counts as a letter.
std::vector<Word> words_of(std::string_view text);

}  // namespace tandem
