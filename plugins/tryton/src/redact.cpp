// SPDX-License-Identifier: Apache-2.0
#include "redact.hpp"

#include <algorithm>
#include <array>

#include "text.hpp"

namespace tandem::tryton {
namespace {

constexpr std::string_view kLeftOut = "…";
constexpr std::size_t kLongestLine = 300;
constexpr std::size_t kLongestLabel = 60;
// Whatever opens in one language closes in another, so each counts as both.
constexpr std::array<std::string_view, 16> kQuotes = {"\"", "“", "”", "„",  "‟",  "«",  "»",  "‹",
                                                      "›",  "‘", "‚", "「", "」", "『", "』", "`"};
constexpr std::array<std::string_view, 2> kApostrophes = {"'", "’"};

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// As in "don't": between letters it quotes nothing.
bool apostrophe(std::string_view text, std::size_t at, std::size_t size) {
  return at > 0 && letter(text[at - 1]) && at + size < text.size() && letter(text[at + size]);
}

/// Length of the quotation mark at this place; 0 where there is none.
std::size_t quote_at(std::string_view text, std::size_t at) {
  const auto here = [&](std::string_view mark) { return text.substr(at, mark.size()) == mark; };
  for (const std::string_view mark : kQuotes) {
    if (here(mark)) return mark.size();
  }
  for (const std::string_view mark : kApostrophes) {
    if (here(mark) && !apostrophe(text, at, mark.size())) return mark.size();
  }
  return 0;
}

std::string without_quoted(std::string_view text) {
  std::size_t first = text.npos, last = 0, quotes = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t size = quote_at(text, at);
    if (size == 0) continue;
    if (first == text.npos) first = at;
    last = at + size;
    ++quotes;
  }
  if (quotes == 0) return std::string(text);
  // A single one was opened and never closed, as far as the text goes.
  const std::string_view rest = quotes == 1 ? std::string_view() : text.substr(last);
  return concat({text.substr(0, first), "\"", kLeftOut, "\"", rest});
}

std::string without_addresses(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view word = text.substr(0, end);
    kept.append(word.find('@') == word.npos ? word : kLeftOut);
    if (end < text.size()) kept.push_back(text[end]);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return kept;
}

/// One line of at most 300 bytes, whole characters.
std::string line(std::string_view text) {
  text = text.substr(0, text.find_first_of("\r\n"));
  if (text.size() > kLongestLine) {
    std::size_t end = kLongestLine;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end);
  }
  return std::string(text);
}

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= kLongestLabel && text.find_first_of("@\"\r\n") == text.npos;
}

/// What stands in quotation marks after the last `lead`, and what comes behind. A value comes before the
/// field's name in every text of Tryton, so the last one is not out of a value.
struct Quoted {
  std::string_view label, behind;
};
Quoted quoted_after(std::string_view text, std::string_view lead) {
  const std::size_t at = text.rfind(lead);
  if (at == text.npos) return {};
  text.remove_prefix(at + lead.size());
  const std::size_t end = text.find('"');
  if (end == text.npos || !is_label(text.substr(0, end))) return {};
  return {text.substr(0, end), text.substr(end + 1)};
}

/// By the English texts of trytond: field "F" in "M", field "F" of "M", to access "M.F".
std::string place_of(std::string_view text) {
  const Quoted field = quoted_after(text, "field \"");
  if (!field.label.empty()) {
    for (const std::string_view joint : {" in \"", " of \"", " on \""}) {
      if (field.behind.substr(0, joint.size()) != joint) continue;
      const Quoted model =
          quoted_after(field.behind.substr(0, field.behind.find('"', joint.size()) + 1), joint);
      if (!model.label.empty()) return concat({" (field ", field.label, " in ", model.label, ")"});
    }
    return concat({" (field ", field.label, ")"});
  }
  constexpr std::string_view kAccess = "You are not allowed to access \"";
  if (text.substr(0, kAccess.size()) != kAccess) return {};
  const Quoted model = quoted_after(text, kAccess);
  return model.label.empty() ? std::string() : concat({" (", model.label, ")"});
}

}  // namespace

std::string redacted(std::string_view text) {
  return concat({line(without_addresses(without_quoted(text))), place_of(text)});
}

}  // namespace tandem::tryton
