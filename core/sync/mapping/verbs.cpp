// SPDX-License-Identifier: Apache-2.0
// Verbs that a mapping binds to remote changes, and their arguments.
#include <algorithm>

#include "sync/mapping/parts.hpp"

namespace tandem::sync {
namespace {

void settle_argument(const Reader& r, const Reader& arguments, const model::Verb& verb,
                     const LinkedTypes& linked, ArgumentPlan& item) {
  Reference& lookups = *item.transform.lookups;
  if (lookups.entity_field.empty()) return settle_lookups(r, item.remote, linked, {}, lookups);
  const auto subject = std::find_if(verb.arguments.begin(), verb.arguments.end(),
                                    [&](const auto& known) { return known.name == lookups.entity_field; });
  if (subject == verb.arguments.end()) {
    r.at("transform").fail("'" + std::string(verb.name) + "' has no argument '" + lookups.entity_field + "'");
  }
  if (arguments.has(lookups.entity_field)) {
    arguments.at(lookups.entity_field).fail("follows from the remote type of '" + item.name + "'");
  }
  settle_lookups(r, item.remote, linked, subject->choices, lookups);
}

ArgumentPlan parse_argument(const Reader& arguments, const std::string& name, const model::Verb& verb,
                            const LinkedTypes& linked, StreamPlan& stream) {
  const auto known = std::find_if(verb.arguments.begin(), verb.arguments.end(),
                                  [&](const model::Argument& a) { return a.name == name; });
  const Reader r = arguments.at(name);
  if (known == verb.arguments.end()) r.fail("'" + std::string(verb.name) + "' has no such argument");
  ArgumentPlan item;
  item.name = name;
  item.field.name = known->name;
  item.field.type = known->type;
  item.field.target = known->target;
  item.field.choices = known->choices;
  if (r.has("remote")) {
    r.object({"remote", "transform"});
    parse_source(r, item.field, stream, item.remote, item.transform);
    if (item.transform.lookups) settle_argument(r, arguments, verb, linked, item);
  } else {
    r.object({"constant"});
    item.constant = r.at("constant").json();
  }
  return item;
}

}  // namespace

VerbPlan parse_verb(const Reader& r, const EntityInfo& entity, StreamPlan& stream, const LinkedTypes& linked,
                    const model::Catalogue& catalogue) {
  r.object({"when", "verb", "args", "create", "by", "once"});
  VerbPlan plan;
  plan.verb = r.text("verb");
  const model::Verb* verb = nullptr;
  try {
    verb = &catalogue.verb(plan.verb);
  } catch (const Error& e) {
    r.at("verb").fail(e.message(), e.advice());
  }
  if (verb->entity != entity.name())
    r.at("verb").fail("'" + plan.verb + "' is not a verb of " + std::string(entity.name()));
  const Reader when = r.at("when");
  if (when.has("remote")) {
    when.object({"remote", "equals"});
    plan.when.kind = Condition::Kind::equals;
    plan.when.remote = stream.field(when.text("remote"));
    plan.when.values.push_back(when.text("equals"));
  } else {
    plan.when = parse_condition(when, stream);
  }
  plan.creates = r.flag("create", false);
  if (plan.creates && !verb->creates) r.at("create").fail("'" + plan.verb + "' does not make a record");
  if (r.has("by")) plan.by = stream.field(r.at("by").object({"remote"}).text("remote"));
  for (const model::Move& move : entity.descriptor().moves) {
    if (move.verb != plan.verb) continue;
    plan.becomes = std::string(move.to);
    plan.from.emplace_back(move.from);
  }
  plan.once = r.flag("once", false);
  if (!r.has("args")) return plan;
  const Reader arguments = r.at("args");
  if (!arguments.json().is_object()) arguments.fail("must be an object");
  for (const auto& [name, value] : arguments.json().items()) {
    plan.arguments.push_back(parse_argument(arguments, name, *verb, linked, stream));
  }
  return plan;
}

}  // namespace tandem::sync
