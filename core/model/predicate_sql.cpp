// SPDX-License-Identifier: Apache-2.0
// The same answer as SQL. Comparisons stay bare, so that indexes serve them: where null makes one
// unknown, AND, OR and WHERE take unknown for false, and `not` asks IS NOT TRUE.
#include <vector>

#include "model/predicate_node.hpp"

namespace tandem::model {
namespace {

using Node = Predicate::Node;

std::string quote(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

class Writer {
 public:
  Writer(std::string_view alias, Instant now) : alias_(quote(alias)), now_(now) {}

  void write(const Node& node) {
    switch (node.kind) {
      case Node::Kind::all:
        return join(node, " AND ", "1");
      case Node::Kind::any:
        return join(node, " OR ", "0");
      case Node::Kind::negation:
        sql_ += '(';
        write(*node.children.front());
        sql_ += " IS NOT TRUE)";
        return;
      case Node::Kind::condition:
        return condition(node);
    }
  }

  SqlCondition finish() {
    SqlCondition out{std::move(sql_), Row(parameters_.size())};
    for (std::size_t i = 0; i < parameters_.size(); ++i) out.parameters.set(i, parameters_[i]);
    return out;
  }

 private:
  void join(const Node& node, std::string_view with, std::string_view empty) {
    if (node.children.empty()) {
      sql_ += empty;
      return;
    }
    sql_ += '(';
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) sql_ += with;
      write(*node.children[i]);
    }
    sql_ += ')';
  }

  void condition(const Node& node) {
    sql_ += '(';
    const std::string value = operand(node.operand);
    switch (node.op) {
      case Operator::is_null:
        sql_ += value + " IS NULL";
        break;
      case Operator::is_given:
        sql_ += value + " IS NOT NULL";
        break;
      case Operator::in:
        sql_ += value + " IN (";
        parameters(node.values);
        sql_ += ')';
        break;
      case Operator::contains:
        contains(node, value);
        break;
      case Operator::within: {
        const Window range = window(node, now_);
        const bool date = node.operand.type == Type::date;
        sql_ += value + " BETWEEN ? AND ?";
        parameters_.push_back(date ? model::date(range.from) : instant(range.from));
        parameters_.push_back(date ? model::date(range.to) : instant(range.to));
        break;
      }
      default:
        sql_ += value;
        sql_ += sign(node.op);
        parameters(node.values);
    }
    sql_ += ')';
  }

  void contains(const Node& node, const std::string& value) {
    if (node.operand.type == Type::set) {
      sql_ += "EXISTS (SELECT 1 FROM json_each(" + value + ") AS item WHERE item.value = ";
      parameters(node.values);
      sql_ += ')';
    } else {
      sql_ += "instr(" + value + ", ";
      parameters(node.values);
      sql_ += ") > 0";
    }
  }

  static std::string_view sign(Operator op) {
    switch (op) {
      case Operator::equal:
        return " = ";
      case Operator::unequal:
        return " <> ";
      case Operator::less:
        return " < ";
      case Operator::less_equal:
        return " <= ";
      case Operator::greater:
        return " > ";
      default:
        return " >= ";
    }
  }

  std::string operand(const Operand& operand) const {
    if (operand.target.empty()) return alias_ + "." + quote(operand.column);
    return "(SELECT hop." + quote(operand.column) + " FROM " + quote(operand.target) +
           " AS hop WHERE hop.\"id\" = " + alias_ + "." + quote(operand.reference_column) + ")";
  }

  void parameters(const Row& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      sql_ += i > 0 ? ", ?" : "?";
      parameters_.push_back(values[i]);
    }
  }

  std::string alias_;
  Instant now_;
  std::string sql_;
  std::vector<Value> parameters_;  // views into the nodes until `finish`
};

}  // namespace

SqlCondition Predicate::compile(std::string_view alias, Instant now) const {
  Writer writer(alias, now);
  writer.write(*root_);
  return writer.finish();
}

}  // namespace tandem::model
