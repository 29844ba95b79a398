// SPDX-License-Identifier: Apache-2.0
// One form of condition everywhere (segments, definitions, metric filters): JSON trees of
// {"all": […]}, {"any": […]}, {"not": …} and {"field": "stage", "op": "in", "value": […]}.
// Operators: =, !=, <, <=, >, >=, in, contains, is_null, within. {"op": "within", "value": {"days": 30}},
// short {"within": {"days": 30}}, holds from 30 days before now to 30 days after; the unit is days, hours
// or minutes, and a date counts in UTC days. `contains` finds a part of a text or an element of a set. Text
// compares by bytes. A comparison with null is false; "is_null" (value true or false) asks for it.
// A field may hop over one reference: "account_id.is_target".
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model/catalogue.hpp"

namespace tandem::model {

/// SQL text with one parameter a value, in order.
struct SqlCondition {
  std::string sql;
  Row parameters;
};

class Predicate {
 public:
  /// Checks the tree against the catalogue: unknown fields, operators and value types are invalid
  /// argument naming the path inside the tree.
  static Predicate parse(const Catalogue& catalogue, const EntityInfo& entity, const Json& tree);
  Predicate(Predicate&&) noexcept;
  Predicate& operator=(Predicate&&) noexcept;
  ~Predicate();

  /// Looks a referenced row up; returns null where there is none.
  using Lookup = std::function<const Row*(std::string_view entity, const Id& id)>;
  bool matches(const Row& row, Instant now, const Lookup& lookup) const;
  /// A WHERE condition over the entity's table under the alias `alias`; same answer as `matches`.
  SqlCondition compile(std::string_view alias, Instant now) const;

  struct Node;

 private:
  explicit Predicate(std::unique_ptr<Node> root);
  std::unique_ptr<Node> root_;
};

}  // namespace tandem::model
