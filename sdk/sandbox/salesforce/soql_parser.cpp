// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <optional>

#include "../engine/date.hpp"
#include "../engine/text.hpp"
#include "soql.hpp"
#include "soql_lexer.hpp"

namespace tandem::sandbox::salesforce {
namespace {

constexpr std::size_t longest_statement = 100000;
constexpr int deepest_nesting = 200;

class Parser {
 public:
  Parser(std::string_view text, std::int64_t now) : text_(text), now_(now), tokens_(soql_tokens(text)) {}

  Query run() {
    Query query;
    query.text = text_;
    need_word("SELECT");
    select(query);
    need_word("FROM");
    query.object_at = here().at;
    query.object = need_name();
    if (take_word("WHERE")) {
      query.has_where = true;
      query.where = disjunction();
    }
    if (take_word("ORDER")) {
      need_word("BY");
      do {
        query.order.push_back(order_term());
      } while (take_sign(","));
    }
    if (take_word("LIMIT")) query.limit = whole_number();
    if (take_word("OFFSET")) query.offset = whole_number();
    if (query.offset > 2000) {
      malformed(text_, here().at, "SOQL offset cannot be greater than 2000: NUMBER_OUTSIDE_VALID_RANGE");
    }
    if (here().kind != Token::Kind::end) unexpected();
    return query;
  }

 private:
  const Token& here() const { return tokens_[at_]; }

  [[noreturn]] void unexpected() const {
    const Token& token = here();
    malformed(text_, token.at,
              concat({"unexpected token: '", token.kind == Token::Kind::end ? "<EOF>" : token.value, "'"}));
  }

  bool is_word(std::string_view word) const {
    return here().kind == Token::Kind::word && same_ignoring_case(here().value, word);
  }
  bool take_word(std::string_view word) {
    if (!is_word(word)) return false;
    ++at_;
    return true;
  }
  bool take_sign(std::string_view sign) {
    if (here().kind != Token::Kind::sign || here().value != sign) return false;
    ++at_;
    return true;
  }
  void need_word(std::string_view word) {
    if (!take_word(word)) {
      malformed(text_, here().at,
                concat({"expecting '", word, "', found '",
                        here().kind == Token::Kind::end ? std::string("<EOF>") : here().value, "'"}));
    }
  }
  void need_sign(std::string_view sign) {
    if (!take_sign(sign)) unexpected();
  }
  std::string need_name() {
    if (here().kind != Token::Kind::word) unexpected();
    return tokens_[at_++].value;
  }
  std::int64_t whole_number() {
    const std::string& value = here().value;
    const bool digits = here().kind == Token::Kind::literal && value.size() < 10 &&
                        value.find_first_not_of("0123456789") == std::string::npos;
    if (!digits) unexpected();
    return std::atoll(tokens_[at_++].value.c_str());
  }

  void select(Query& query) {
    if (is_word("COUNT") && tokens_[at_ + 1].value == "(") {
      at_ += 2;
      need_sign(")");
      query.count = true;
      return;
    }
    if (is_word("FIELDS") && tokens_[at_ + 1].value == "(") {
      at_ += 2;
      for (const char* kind : {"ALL", "STANDARD", "CUSTOM"}) {
        if (take_word(kind)) query.all_fields = kind;
      }
      if (query.all_fields.empty()) unexpected();
      need_sign(")");
      return;
    }
    do {
      query.columns.push_back(path());
    } while (take_sign(","));
  }

  Path path() {
    Path path;
    path.at = here().at;
    const std::string name = need_name();
    const auto dot = name.rfind('.');
    path.field = dot == std::string::npos ? name : name.substr(dot + 1);
    path.relationship = dot == std::string::npos ? "" : name.substr(0, dot);
    if (path.field.empty() || name.find(':') != std::string::npos)
      malformed(text_, path.at, "unexpected token: '.'");
    return path;
  }

  OrderTerm order_term() {
    OrderTerm term;
    term.path = path();
    if (take_word("DESC")) {
      term.descending = true;
    } else {
      take_word("ASC");
    }
    term.nulls_last = term.descending;  // nulls first in rising order
    if (take_word("NULLS")) {
      if (take_word("LAST")) {
        term.nulls_last = true;
      } else {
        need_word("FIRST");
        term.nulls_last = false;
      }
    }
    return term;
  }

  // SOQL refuses a mix of AND and OR without parentheses.
  Condition disjunction() {
    if (++depth_ > deepest_nesting) malformed(text_, here().at, "the statement is nested too deeply");
    Condition first = factor();
    const char* joint = is_word("AND") ? "AND" : is_word("OR") ? "OR" : nullptr;
    if (joint == nullptr) {
      --depth_;
      return first;
    }
    Condition joined;
    joined.kind = is_word("AND") ? Condition::Kind::all : Condition::Kind::any;
    joined.parts.push_back(std::move(first));
    while (take_word(joint)) joined.parts.push_back(factor());
    if (is_word("AND") || is_word("OR")) unexpected();
    --depth_;
    return joined;
  }

  Condition factor() {
    if (take_word("NOT")) {
      Condition negation;
      negation.kind = Condition::Kind::negation;
      if (++depth_ > deepest_nesting) malformed(text_, here().at, "the statement is nested too deeply");
      negation.parts.push_back(factor());
      --depth_;
      return negation;
    }
    if (take_sign("(")) {
      Condition inner = disjunction();
      need_sign(")");
      return inner;
    }
    return comparison();
  }

  Condition comparison() {
    Condition compare;
    compare.path = path();
    if (here().kind == Token::Kind::sign && here().value != "(" && here().value != ")" &&
        here().value != ",") {
      compare.op = tokens_[at_++].value;
      compare.values.push_back(literal(false));
    } else if (take_word("LIKE")) {
      compare.op = "LIKE";
      if (here().kind != Token::Kind::text) unexpected();
      compare.values.push_back(literal(true));
    } else {
      compare.op = take_word("NOT") ? "NOT_IN" : "IN";
      need_word("IN");
      need_sign("(");
      do {
        compare.values.push_back(literal(false));
      } while (take_sign(","));
      need_sign(")");
    }
    return compare;
  }

  Literal literal(bool pattern) {
    const Token& token = here();
    Literal literal;
    literal.text = token.value;
    if (token.kind == Token::Kind::text) {
      if (!pattern && token.value.find("\\_") != std::string::npos)
        malformed(text_, token.at, "Illegal character escape: \\_");
      if (!pattern && token.value.find("\\%") != std::string::npos)
        malformed(text_, token.at, "Illegal character escape: \\%");
      literal.kind = Literal::Kind::text;
    } else if (token.kind == Token::Kind::literal) {
      read_literal(literal, token);
    } else if (token.kind == Token::Kind::word) {
      read_word(literal, token);
    } else {
      unexpected();
    }
    ++at_;
    return literal;
  }

  void read_literal(Literal& literal, const Token& token) const {
    if (const auto date = parse_date(token.value)) {
      literal.kind = Literal::Kind::date;
      literal.seconds = *date;
    } else if (const auto time = parse_datetime(token.value, true)) {
      literal.kind = Literal::Kind::datetime;
      literal.seconds = *time;
    } else {
      char* end = nullptr;
      std::strtod(token.value.c_str(), &end);
      if (end == nullptr || *end != '\0')
        malformed(text_, token.at, concat({"unexpected token: '", token.value, "'"}));
      literal.kind = Literal::Kind::number;
    }
  }

  void read_word(Literal& literal, const Token& token) const {
    const std::string word = lower(token.value);
    const std::int64_t today = now_ / seconds_a_day * seconds_a_day;
    literal.kind = Literal::Kind::date;
    if (word == "null") {
      literal.kind = Literal::Kind::null;
    } else if (word == "true" || word == "false") {
      literal.kind = Literal::Kind::boolean;
      literal.text = word;
    } else if (word == "today") {
      literal.seconds = today;
    } else if (word == "yesterday") {
      literal.seconds = today - seconds_a_day;
    } else if (word == "tomorrow") {
      literal.seconds = today + seconds_a_day;
    } else if (starts_with(word, "last_n_days:")) {
      literal.seconds = today - std::atoll(word.c_str() + 12) * seconds_a_day;
    } else {
      malformed(text_, token.at, concat({"unexpected token: '", token.value, "'"}));
    }
  }

  std::string_view text_;
  std::int64_t now_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Query parse_soql(std::string_view text, std::int64_t now) {
  if (trimmed(text).empty()) malformed("", 0, "A query string has to be specified");
  if (text.size() > longest_statement) {
    malformed("", 0, "SOQL statements cannot be longer than 100000 characters.");
  }
  return Parser(text, now).run();
}

}  // namespace tandem::sandbox::salesforce
