// SPDX-License-Identifier: Apache-2.0
#include "domain/language/glossary_check.hpp"

#include <algorithm>
#include <map>

#include "base/words.hpp"

namespace tandem::domain {
namespace {

struct Entry {
  std::vector<Word> words;
  const GlossaryWord* word = nullptr;
};
using Entries = std::map<std::string, std::vector<Entry>>;  // by first word, the one to prefer first

bool goes_before(const Entry& a, const Entry& b) {
  if (a.words.size() != b.words.size()) return a.words.size() > b.words.size();
  return !a.word->is_alias && b.word->is_alias;
}

Entries sorted(const std::vector<GlossaryWord>& glossary) {
  Entries entries;
  for (const GlossaryWord& word : glossary) {
    std::vector<Word> words = words_of(word.spelling);
    if (words.empty()) continue;
    const std::string first = words.front().folded;
    entries[first].push_back({std::move(words), &word});
  }
  for (auto& [first, list] : entries) std::stable_sort(list.begin(), list.end(), goes_before);
  return entries;
}

bool stands_at(const std::vector<Word>& text, std::size_t at, const Entry& entry) {
  if (at + entry.words.size() > text.size()) return false;
  return std::equal(entry.words.begin(), entry.words.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                    [](const Word& a, const Word& b) { return a.folded == b.folded; });
}

const Entry* longest_at(const std::vector<Word>& text, std::size_t at, const Entries& entries) {
  const auto found = entries.find(text[at].folded);
  if (found == entries.end()) return nullptr;
  for (const Entry& entry : found->second) {
    if (stands_at(text, at, entry)) return &entry;
  }
  return nullptr;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::vector<GlossaryFinding> check_words(std::string_view text, const std::vector<GlossaryWord>& glossary) {
  const std::vector<Word> words = words_of(text);
  const Entries entries = sorted(glossary);
  std::vector<GlossaryFinding> findings;
  std::size_t counted = 0, position = 0;  // bytes, and the characters in them
  for (std::size_t at = 0; at < words.size();) {
    const Entry* entry = longest_at(words, at, entries);
    if (entry == nullptr) {
      ++at;
      continue;
    }
    const std::size_t begin = words[at].begin, end = words[at + entry->words.size() - 1].end;
    at += entry->words.size();
    if (!entry->word->is_alias && entry->word->is_signed) continue;
    position += characters(text.substr(counted, begin - counted));
    counted = begin;
    findings.push_back({position, std::string(text.substr(begin, end - begin)), entry->word->preferred,
                        entry->word->is_alias ? "alias" : "unsigned"});
  }
  return findings;
}

}  // namespace tandem::domain
