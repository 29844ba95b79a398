// SPDX-License-Identifier: Apache-2.0
#include "base/words.hpp"

#include "base/text.hpp"

namespace tandem {
namespace {

bool in_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  std::size_t at = 0;
  while (at < text.size()) {
    if (!in_word(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && in_word(text[at])) ++at;
    words.push_back({ascii_lower(text.substr(begin, at - begin)), begin, at});
  }
  return words;
}

}  // namespace tandem
