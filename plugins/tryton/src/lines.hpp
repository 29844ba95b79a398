// SPDX-License-Identifier: Apache-2.0
// Texts as people write them, line by line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::tryton {

inline constexpr std::string_view kBlanks = " \t\n\r\f\v";

/// Before each further line of a value that has several.
inline constexpr std::string_view kIndent = "  ";

/// The ASCII letters small, the others as they are.
std::string lower(std::string_view text);
std::string_view trimmed(std::string_view text);
/// Line ends as \n.
std::string unix_lines(std::string_view text);
/// Line ends as \n, none and no blanks at either end.
std::string tidy(std::string_view text);
/// Of a text with line ends as \n; at least one.
std::vector<std::string_view> lines_of(std::string_view text);
/// "one, two, three"
std::string listed(const std::vector<std::string_view>& items);

}  // namespace tandem::tryton
