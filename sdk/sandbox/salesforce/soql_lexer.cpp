// SPDX-License-Identifier: Apache-2.0
#include "soql_lexer.hpp"

#include <algorithm>
#include <tandem/cpp/utf8.hpp>

#include "../engine/text.hpp"
#include "errors.hpp"
#include "soql.hpp"

namespace tandem::sandbox::salesforce {
namespace {

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    std::vector<Token> tokens;
    do {
      tokens.push_back(next());
    } while (tokens.back().kind != Token::Kind::end);
    return tokens;
  }

 private:
  Token next() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
    Token token;
    token.at = at_;
    if (at_ >= text_.size()) return token;
    const char c = text_[at_];
    if (letter(c))
      return take(token, Token::Kind::word,
                  [](char k) { return letter(k) || is_digit(k) || k == '.' || k == ':'; });
    if (is_digit(c) || ((c == '-' || c == '+') && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
      return take(token, Token::Kind::literal, [](char k) {
        return is_digit(k) || letter(k) || k == '.' || k == ':' || k == '-' || k == '+';
      });
    }
    if (c == '\'') return quoted(token);
    token.kind = Token::Kind::sign;
    token.value.push_back(c);
    ++at_;
    if (at_ < text_.size() && (c == '<' || c == '>' || c == '!') &&
        (text_[at_] == '=' || (c == '<' && text_[at_] == '>'))) {
      token.value.push_back(text_[at_++]);
    }
    if (token.value == "<>") token.value = "!=";
    static constexpr std::string_view known = "(),=<>!";
    if (token.value == "!" || known.find(c) == std::string_view::npos) {
      malformed(text_, token.at, concat({"unexpected token: '", token.value, "'"}));
    }
    return token;
  }

  template <typename Belongs>
  Token take(Token token, Token::Kind kind, Belongs belongs) {
    token.kind = kind;
    while (at_ < text_.size() && belongs(text_[at_])) token.value.push_back(text_[at_++]);
    return token;
  }

  Token quoted(Token token) {
    token.kind = Token::Kind::text;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\'') {
        ++at_;
        return token;
      }
      if (c == '\\') {
        escape(token);
      } else {
        token.value.push_back(c);
      }
    }
    malformed(text_, token.at, "unexpected token: '<EOF>' (a quoted text is not closed)");
  }

  void escape(Token& token) {
    const std::size_t start = at_++;
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    switch (c) {
      case 'n':
      case 'N':
        token.value.push_back('\n');
        return;
      case 'r':
      case 'R':
        token.value.push_back('\r');
        return;
      case 't':
      case 'T':
        token.value.push_back('\t');
        return;
      case 'b':
      case 'B':
        token.value.push_back('\b');
        return;
      case 'f':
      case 'F':
        token.value.push_back('\f');
        return;
      case '"':
      case '\'':
      case '\\':
        token.value.push_back(c);
        return;
      case '_':
      case '%':
        token.value.push_back('\\');
        token.value.push_back(c);
        return;
      case 'u':
        unicode(token, start);
        return;
      default:
        malformed(text_, start, concat({"Illegal character escape: \\", std::string(c == '\0' ? 0 : 1, c)}));
    }
  }

  void unicode(Token& token, std::size_t start) {
    unsigned code = 0;
    for (int i = 0; i < 4; ++i) {
      ++at_;
      const char c = at_ < text_.size() ? lower(text_[at_]) : '\0';
      if (is_digit(c)) {
        code = code * 16 + static_cast<unsigned>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        code = code * 16 + static_cast<unsigned>(c - 'a' + 10);
      } else {
        malformed(text_, start, "Illegal unicode escape");
      }
    }
    utf8::append(token.value, code);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

void malformed(std::string_view statement, std::size_t at, std::string_view message) {
  fail("MALFORMED_QUERY", concat({soql_place(statement, at), "\n", message}));
}

std::vector<Token> soql_tokens(std::string_view text) { return Lexer(text).run(); }

std::string soql_place(std::string_view text, std::size_t at) {
  const std::size_t start = at > 40 ? at - 40 : 0;
  std::string line(text.substr(start, 80));
  std::replace(line.begin(), line.end(), '\n', ' ');
  return concat(
      {"\n", line, "\n", std::string(at - start, ' '), "^\nERROR at Row:1:Column:", std::to_string(at + 1)});
}

}  // namespace tandem::sandbox::salesforce
