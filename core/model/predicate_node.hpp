// SPDX-License-Identifier: Apache-2.0
// The checked tree behind a Predicate. For this floor.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/predicate.hpp"

namespace tandem::model {

enum class Operator : std::uint8_t {
  equal,
  unequal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  contains,
  is_null,
  is_given,  ///< is_null with the value false
  within,
};

/// The field a condition looks at, perhaps over one reference.
struct Operand {
  std::string column;
  Type type = Type::text;
  std::size_t position = 0;
  std::string target;  ///< entity behind the reference; empty: the row itself
  std::string reference_column;
  std::size_t reference = 0;
};

struct Predicate::Node {
  enum class Kind : std::uint8_t { all, any, negation, condition };
  Kind kind = Kind::all;
  std::vector<std::unique_ptr<Node>> children;
  // of a condition:
  Operand operand;
  Operator op = Operator::equal;
  Row values;              ///< canonical values to compare with
  std::int64_t reach = 0;  ///< within: microseconds, or days for a date
};

/// The least and greatest value that `within` lets pass, in the operand's own unit.
struct Window {
  std::int64_t from = 0, to = 0;
};
Window window(const Predicate::Node& condition, Instant now);

}  // namespace tandem::model
