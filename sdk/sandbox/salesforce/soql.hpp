// SPDX-License-Identifier: Apache-2.0
// A parsed SOQL statement. The subset: SELECT fields (one relationship hop) or COUNT(), FROM one object,
// WHERE, ORDER BY, LIMIT, OFFSET.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::sandbox::salesforce {

struct Literal {
  enum class Kind { null, text, number, boolean, date, datetime };
  Kind kind = Kind::null;
  std::string text;          // without quotes; LIKE keeps \_ and \%
  std::int64_t seconds = 0;  // of a date or datetime
};

struct Path {
  std::string relationship;  // empty for the object's own field
  std::string field;
  std::size_t at = 0;  // in the statement, for error messages
};

struct Condition {
  enum class Kind { all, any, negation, compare };
  Kind kind = Kind::compare;
  std::vector<Condition> parts;  // of all, any, negation
  Path path;
  std::string op;  // = != < <= > >= IN NOT_IN LIKE
  std::vector<Literal> values;
};

struct OrderTerm {
  Path path;
  bool descending = false;
  bool nulls_last = false;
};

struct Query {
  std::string text;
  bool count = false;
  std::vector<Path> columns;
  std::string all_fields;  // ALL, STANDARD or CUSTOM of FIELDS(…)
  std::string object;
  std::size_t object_at = 0;
  bool has_where = false;
  Condition where;
  std::vector<OrderTerm> order;
  std::int64_t limit = -1;
  std::int64_t offset = 0;
};

// `now` is for date literals such as TODAY. Throws MALFORMED_QUERY.
Query parse_soql(std::string_view text, std::int64_t now);

// The statement with a mark under a place, as error messages show it.
std::string soql_place(std::string_view text, std::size_t at);

}  // namespace tandem::sandbox::salesforce
