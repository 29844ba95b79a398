// SPDX-License-Identifier: Apache-2.0
// The answer of a condition for one row. Null never compares: every comparison with it is false, and
// `not` turns the finished answer around.
#include "model/predicate.hpp"

#include <algorithm>
#include <tandem/cpp/json.hpp>

#include "base/time.hpp"
#include "model/predicate_node.hpp"

namespace tandem::model {
namespace {

using Node = Predicate::Node;

struct Question {
  const Row& row;
  Instant now;
  const Predicate::Lookup& lookup;
};

int order(const Value& a, const Value& b) {
  if (is_bytes(a) || is_bytes(b)) return view(a).compare(view(b));  // by bytes, like SQLite's BINARY
  return a.as.i < b.as.i ? -1 : a.as.i > b.as.i ? 1 : 0;
}

Value operand_value(const Operand& operand, const Question& question) {
  const Row* row = &question.row;
  if (!operand.target.empty()) {
    const Value reference = operand.reference < row->size() ? (*row)[operand.reference] : null();
    row = has(reference) && question.lookup ? question.lookup(operand.target, to_id(reference)) : nullptr;
  }
  return row != nullptr && operand.position < row->size() ? (*row)[operand.position] : null();
}

bool set_contains(std::string_view set, std::string_view item) {
  const Json list = read_json<Json>(set);
  return list.is_array() && std::any_of(list.begin(), list.end(), [&](const Json& one) {
           return one.is_string() && one.get_ref<const std::string&>() == item;
         });
}

bool equals_any(const Value& value, const Row& candidates) {
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (order(value, candidates[i]) == 0) return true;
  }
  return false;
}

bool condition(const Node& node, const Question& question) {
  const Value value = operand_value(node.operand, question);
  if (node.op == Operator::is_null) return !has(value);
  if (!has(value)) return false;
  switch (node.op) {
    case Operator::is_given:
      return true;
    case Operator::in:
      return equals_any(value, node.values);
    case Operator::contains:
      if (node.operand.type == Type::set) return set_contains(view(value), view(node.values[0]));
      return view(value).find(view(node.values[0])) != std::string_view::npos;
    case Operator::within: {
      const Window range = window(node, question.now);
      return value.as.i >= range.from && value.as.i <= range.to;
    }
    default:
      break;
  }
  const int compared = order(value, node.values[0]);
  switch (node.op) {
    case Operator::equal:
      return compared == 0;
    case Operator::unequal:
      return compared != 0;
    case Operator::less:
      return compared < 0;
    case Operator::less_equal:
      return compared <= 0;
    case Operator::greater:
      return compared > 0;
    default:
      return compared >= 0;
  }
}

bool answer(const Node& node, const Question& question) {
  const auto holds = [&](const std::unique_ptr<Node>& child) { return answer(*child, question); };
  switch (node.kind) {
    case Node::Kind::all:
      return std::all_of(node.children.begin(), node.children.end(), holds);
    case Node::Kind::any:
      return std::any_of(node.children.begin(), node.children.end(), holds);
    case Node::Kind::negation:
      return !answer(*node.children.front(), question);
    case Node::Kind::condition:
      return condition(node, question);
  }
  return false;
}

}  // namespace

Window window(const Predicate::Node& condition, Instant now) {
  const bool date = condition.operand.type == Type::date;
  const std::int64_t today = now >= 0 ? now / kDay : (now + 1) / kDay - 1;
  const std::int64_t middle = date ? today : now;
  return {middle - condition.reach, middle + condition.reach};
}

Predicate::Predicate(std::unique_ptr<Node> root) : root_(std::move(root)) {}
Predicate::Predicate(Predicate&&) noexcept = default;
Predicate& Predicate::operator=(Predicate&&) noexcept = default;
Predicate::~Predicate() = default;

bool Predicate::matches(const Row& row, Instant now, const Lookup& lookup) const {
  return answer(*root_, {row, now, lookup});
}

}  // namespace tandem::model
