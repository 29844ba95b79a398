// SPDX-License-Identifier: Apache-2.0
#include "domain/language/script_match.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "base/money.hpp"
#include "base/words.hpp"

namespace tandem::domain {
namespace {

constexpr std::size_t kShingle = 3;

std::set<std::string> shingles(std::string_view text) {
  const std::vector<Word> words = words_of(text);
  std::set<std::string> found;
  const std::size_t length = std::min(kShingle, words.size());
  for (std::size_t first = 0; length > 0 && first + length <= words.size(); ++first) {
    std::string one;
    for (std::size_t i = first; i < first + length; ++i) one += words[i].folded + ' ';
    found.insert(std::move(one));
  }
  return found;
}

}  // namespace

std::int64_t ScriptMatch::similarity_ppm() const {
  if (all == 0) return 0;
  return scale_round(1'000'000, static_cast<std::int64_t>(common), static_cast<std::int64_t>(all));
}

std::string_view ScriptMatch::verdict() const {
  if (all == 0) return "off_script";
  if (common * 10 >= all * 8) return "on_script";
  return common * 10 >= all * 4 ? "variant" : "off_script";
}

ScriptMatch match_script(std::string_view text, std::string_view wording) {
  const std::set<std::string> said = shingles(text), approved = shingles(wording);
  ScriptMatch match;
  for (const std::string& one : said) match.common += approved.count(one);
  match.all = said.size() + approved.size() - match.common;
  return match;
}

std::size_t shingle_count(std::string_view text) { return shingles(text).size(); }

}  // namespace tandem::domain
