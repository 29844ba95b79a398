// SPDX-License-Identifier: Apache-2.0
// From a JSON tree to a checked tree.
#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "model/document.hpp"
#include "model/predicate_node.hpp"

namespace tandem::model {
namespace {

using Node = Predicate::Node;

// SQLite refuses deeper expressions and longer parameter lists than it was built for; stay far below.
constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxConditions = 500;
constexpr std::size_t kMaxValues = 10'000;
constexpr std::int64_t kMaxReachDays = 36'525;

struct OperatorName {
  std::string_view name;
  Operator op;
};
constexpr std::array<OperatorName, 10> kOperators = {{{"=", Operator::equal},
                                                      {"!=", Operator::unequal},
                                                      {"<", Operator::less},
                                                      {"<=", Operator::less_equal},
                                                      {">", Operator::greater},
                                                      {">=", Operator::greater_equal},
                                                      {"in", Operator::in},
                                                      {"contains", Operator::contains},
                                                      {"is_null", Operator::is_null},
                                                      {"within", Operator::within}}};

bool is_text(Type type) {
  return type == Type::text || type == Type::email || type == Type::phone || type == Type::zone ||
         type == Type::currency || type == Type::country;
}

/// Which operators make sense for a type; SQL must be able to give the same answer.
bool allowed(Operator op, Type type) {
  switch (op) {
    case Operator::is_null:
    case Operator::is_given:
      return true;
    case Operator::equal:
    case Operator::unequal:
    case Operator::in:
      return type != Type::json && type != Type::set;
    case Operator::contains:
      return is_text(type) || type == Type::set;
    case Operator::within:
      return type == Type::instant || type == Type::date;
    default:  // an order
      return is_text(type) || type == Type::integer || type == Type::minor || type == Type::ppm ||
             type == Type::date || type == Type::instant || type == Type::duration;
  }
}

std::string operators_of(Type type) {
  std::string out;
  for (const auto& entry : kOperators) {
    if (!allowed(entry.op, type)) continue;
    if (!out.empty()) out += ", ";
    out += entry.name;
  }
  return out;
}

class Parser {
 public:
  Parser(const Catalogue& catalogue, const EntityInfo& entity) : catalogue_(catalogue), entity_(entity) {}

  std::unique_ptr<Node> node(const Json& tree, const std::string& path, int depth) {
    if (!tree.is_object()) fail(path, "is not an object", "write {\"field\": …, \"op\": …, \"value\": …}");
    if (depth > kMaxDepth) fail(path, "is nested too deeply", "nest at most 32 levels");
    if (tree.contains("field")) return condition(tree, path);
    if (tree.size() != 1) {
      fail(path, "must have one key", "use one of all, any, not, or a condition with a field");
    }
    const std::string& key = tree.begin().key();
    if (key == "not") return negation(tree.begin().value(), path + ".not", depth);
    if (key == "all" || key == "any") return group(key, tree.begin().value(), path + "." + key, depth);
    fail(path, "has an unknown key " + in_quotes(key), "use all, any, not, or a condition with a field");
  }

 private:
  [[noreturn]] static void fail(const std::string& path, const std::string& what, const std::string& advice) {
    throw Error(TANDEM_INVALID_ARGUMENT, "the condition at " + path + " " + what, advice);
  }

  std::unique_ptr<Node> group(const std::string& key, const Json& list, const std::string& path, int depth) {
    if (!list.is_array()) fail(path, "is not a list", "write a list of conditions");
    auto out = std::make_unique<Node>();
    out->kind = key == "all" ? Node::Kind::all : Node::Kind::any;
    for (std::size_t i = 0; i < list.size(); ++i) {
      out->children.push_back(node(list[i], path + "[" + std::to_string(i) + "]", depth + 1));
    }
    return out;
  }

  std::unique_ptr<Node> negation(const Json& inner, const std::string& path, int depth) {
    auto out = std::make_unique<Node>();
    out->kind = Node::Kind::negation;
    out->children.push_back(node(inner, path, depth + 1));
    return out;
  }

  std::unique_ptr<Node> condition(const Json& tree, const std::string& path) {
    if (++conditions_ > kMaxConditions) fail(path, "is one too many", "use at most 500 conditions");
    for (const auto& [key, ignored] : tree.items()) {
      if (key != "field" && key != "op" && key != "value" && key != "within") {
        fail(path, "has an unknown key " + in_quotes(key), "a condition has field, op and value");
      }
    }
    auto out = std::make_unique<Node>();
    out->kind = Node::Kind::condition;
    const Field field = operand(tree.at("field"), path + ".field", out->operand);
    out->op = op(tree, path);
    if (!allowed(out->op, field.type)) {
      fail(path + ".op", "does not fit a field of type " + std::string(type_name(field.type)),
           "use one of: " + operators_of(field.type));
    }
    values(tree, path, field, *out);
    return out;
  }

  Field operand(const Json& name, const std::string& path, Operand& out) {
    if (!name.is_string()) fail(path, "is not a field's name", "write \"field\": \"stage\"");
    const std::string& text = name.get_ref<const std::string&>();
    const auto dot = text.find('.');
    try {
      if (dot == std::string::npos) return place(entity_, text, out);
      return hop(text.substr(0, dot), text.substr(dot + 1), path, out);
    } catch (const Error& e) {
      if (e.message().starts_with("the condition at ")) throw;
      fail(path, "is wrong: " + e.message(), e.advice());
    }
  }

  static Field place(const EntityInfo& entity, std::string_view name, Operand& out) {
    out.position = entity.position(name);
    const Field& field = entity.field(out.position);
    out.column = field.name;
    out.type = field.type;
    return field;
  }

  Field hop(const std::string& reference, const std::string& name, const std::string& path, Operand& out) {
    out.reference = entity_.position(reference);
    const Field& field = entity_.field(out.reference);
    if (field.type != Type::ref) {
      fail(path, "hops over " + in_quotes(reference) + ", which is no reference",
           "hop over a field of type ref");
    }
    if (name.find('.') != std::string::npos) fail(path, "hops twice", "a field may hop over one reference");
    out.reference_column = field.name;
    out.target = field.target;
    return place(catalogue_.entity(field.target), name, out);
  }

  static Operator op(const Json& tree, const std::string& path) {
    if (!tree.contains("op")) {
      if (tree.contains("within")) return Operator::within;
      fail(path, "has no op", "add \"op\": one of " + names());
    }
    const Json& name = tree.at("op");
    for (const auto& entry : kOperators) {
      if (name.is_string() && name.get_ref<const std::string&>() == entry.name) return entry.op;
    }
    fail(path + ".op", "is no operator", "use one of: " + names());
  }

  static std::string names() {
    std::string out;
    for (const auto& entry : kOperators) {
      if (!out.empty()) out += ", ";
      out += entry.name;
    }
    return out;
  }

  void values(const Json& tree, const std::string& path, const Field& field, Node& out) {
    const bool short_form = out.op == Operator::within && tree.contains("within");
    if (tree.contains("within") && (!short_form || tree.contains("value"))) {
      fail(path, "gives within and something else", "write \"op\": \"within\", \"value\": {\"days\": 30}");
    }
    const std::string at = path + (short_form ? ".within" : ".value");
    const Json value = short_form ? tree.at("within") : tree.contains("value") ? tree.at("value") : Json();
    if (out.op == Operator::is_null) {
      if (!value.is_null() && !value.is_boolean())
        fail(at, "is neither true nor false", "leave it out, or say false");
      if (value.is_boolean() && !value.get<bool>()) out.op = Operator::is_given;
    } else if (out.op == Operator::within) {
      out.reach = reach(value, field.type, at);
    } else if (out.op == Operator::in) {
      list(value, at, field, out);
    } else {
      out.values.reset(1);
      add(value, at, field, out, 0);
    }
  }

  void list(const Json& value, const std::string& path, const Field& field, Node& out) {
    if (!value.is_array()) fail(path, "is not a list", "give the values as a list");
    out.values.reset(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
      add(value[i], path + "[" + std::to_string(i) + "]", field, out, i);
    }
  }

  void add(const Json& json, const std::string& path, const Field& field, Node& out, std::size_t index) {
    if (json.is_null()) fail(path, "is null", "ask for missing values with is_null");
    if (++values_ > kMaxValues) fail(path, "is one value too many", "compare with at most 10000 values");
    Field plain = field;
    // A part of a mail address is not an address, nor an element a set.
    if (out.op == Operator::contains) plain.type = Type::text;
    Arena arena;
    try {
      out.values.set(index, from_json(plain, json, arena));
    } catch (const Error& e) {
      fail(path, "does not fit: " + e.message(), e.advice());
    }
    if (!has(out.values[index])) fail(path, "is empty", "ask for missing values with is_null");
  }

  static std::int64_t reach(const Json& value, Type type, const std::string& path) {
    constexpr std::string_view advice = "write {\"days\": 30}; an instant also takes hours or minutes";
    if (!value.is_object() || value.size() != 1 || !value.begin().value().is_number_integer()) {
      fail(path, "is no length of time", std::string(advice));
    }
    const std::string& unit = value.begin().key();
    const Json& number = value.begin().value();
    const bool fits = !number.is_number_unsigned() || number.get<std::uint64_t>() <= INT64_MAX;
    const std::int64_t count = fits ? number.get<std::int64_t>() : -1;
    const std::int64_t size = unit == "days"      ? kDay
                              : unit == "hours"   ? kHour
                              : unit == "minutes" ? kMinute
                                                  : 0;
    if (size == 0 || (type == Type::date && size != kDay))
      fail(path, "is no length of time", std::string(advice));
    if (count < 0 || count > kMaxReachDays * (kDay / size)) {
      fail(path, "is out of range", "give 0 to 36525 days");
    }
    return type == Type::date ? count : count * size;
  }

  const Catalogue& catalogue_;
  const EntityInfo& entity_;
  std::size_t conditions_ = 0;
  std::size_t values_ = 0;
};

}  // namespace

Predicate Predicate::parse(const Catalogue& catalogue, const EntityInfo& entity, const Json& tree) {
  return Predicate(Parser(catalogue, entity).node(tree, "$", 0));
}

}  // namespace tandem::model
