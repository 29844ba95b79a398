// SPDX-License-Identifier: Apache-2.0
// Words, texts, numbers and signs of a SOQL statement.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tandem::sandbox::salesforce {

struct Token {
  enum class Kind { end, word, text, literal, sign };  // literal: number, date or datetime
  Kind kind = Kind::end;
  std::string value;  // a text without quotes and escapes
  std::size_t at = 0;
};

// Throws MALFORMED_QUERY. `\_` and `\%` stay as they are: only LIKE knows them.
std::vector<Token> soql_tokens(std::string_view text);

[[noreturn]] void malformed(std::string_view statement, std::size_t at, std::string_view message);

}  // namespace tandem::sandbox::salesforce
