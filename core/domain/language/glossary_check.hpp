// SPDX-License-Identifier: Apache-2.0
// A text against the glossary: which words are not the agreed ones, and which are agreed by nobody yet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::domain {

struct GlossaryWord {
  std::string spelling;   ///< one word or several
  std::string preferred;  ///< the word to use; of an alias its term's, else the spelling itself
  bool is_alias = false;
  bool is_signed = false;  ///< its meaning is in force
};
struct GlossaryFinding {
  std::size_t position = 0;  ///< characters before it in the text
  std::string found;         ///< as the text writes it
  std::string preferred;
  std::string_view why;  ///< alias: another word is agreed; unsigned: nobody has signed what it means
};

/// In the order of the text. The longest glossary word counts at each place, an agreed one before an alias;
/// case and punctuation do not matter.
std::vector<GlossaryFinding> check_words(std::string_view text, const std::vector<GlossaryWord>& glossary);

}  // namespace tandem::domain
