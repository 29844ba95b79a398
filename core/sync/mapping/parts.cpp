// SPDX-License-Identifier: Apache-2.0
#include "sync/mapping/parts.hpp"

namespace tandem::sync {

Condition parse_condition(const Reader& r, StreamPlan& stream) {
  Condition condition;
  const auto children = [&](std::string_view key, Condition::Kind kind) {
    r.object({key});
    condition.kind = kind;
    const Reader list = r.at(key);
    list.array();
    for (std::size_t i = 0; i < list.size(); ++i) {
      condition.children.push_back(parse_condition(list.at(i), stream));
    }
  };
  if (r.has("all")) return children("all", Condition::Kind::all), condition;
  if (r.has("any")) return children("any", Condition::Kind::any), condition;
  if (r.has("not")) {
    r.object({"not"});
    condition.kind = Condition::Kind::negation;
    condition.children.push_back(parse_condition(r.at("not"), stream));
    return condition;
  }
  r.object({"field", "op", "value"});
  condition.remote = stream.field(r.text("field"));
  const std::string op = r.has("op")
                             ? r.at("op").choice({"=", "!=", "in", "starts_with", "is_null", "not_null"})
                             : std::string("=");
  condition.kind = op == "="             ? Condition::Kind::equals
                   : op == "!="          ? Condition::Kind::differs
                   : op == "in"          ? Condition::Kind::in
                   : op == "starts_with" ? Condition::Kind::starts_with
                   : op == "is_null"     ? Condition::Kind::is_null
                                         : Condition::Kind::not_null;
  const auto add = [&](const Reader& value) {
    const Json& v = value.json();
    if (v.is_structured() || v.is_null()) value.fail("must be a text, a number or true/false");
    condition.values.push_back(v.is_string() ? v.get<std::string>() : v.dump());
  };
  if (op == "in") {
    r.at("value").array();
    for (std::size_t i = 0; i < r.at("value").size(); ++i) add(r.at("value").at(i));
  } else if (op == "=" || op == "!=" || op == "starts_with") {
    add(r.at("value"));
  }
  return condition;
}

void parse_source(const Reader& r, const Field& field, StreamPlan& stream, std::vector<std::size_t>& remote,
                  TransformChain& transform) {
  const Reader names = r.at("remote");
  if (names.json().is_array()) {
    for (std::size_t i = 0; i < names.size(); ++i) remote.push_back(stream.field(names.at(i).text()));
  } else {
    remote.push_back(stream.field(names.text()));
  }
  if (remote.empty()) names.fail("must name a remote field");
  if (r.has("transform")) {
    const Reader steps = r.at("transform");
    transform = parse_transform(&steps, field);
    if (transform.lookups && (!transform.steps.empty() || transform.join || transform.split)) {
      steps.fail("a reference with a remote field for each type stands alone");
    }
  }
  if (remote.size() > 1 && !transform.join && !transform.lookups) {
    names.fail("several fields need the transform 'join', or 'ref' with as many remote types");
  }
}

}  // namespace tandem::sync
