// SPDX-License-Identifier: Apache-2.0
#include "sync/mapping/mapping.hpp"

#include <algorithm>

namespace tandem::sync {

bool Condition::holds(const Value* row) const {
  const auto any = [&](bool wanted) {
    return std::any_of(children.begin(), children.end(),
                       [&](const Condition& c) { return c.holds(row) == wanted; });
  };
  switch (kind) {
    case Kind::all:
      return !any(false);
    case Kind::any:
      return any(true);
    case Kind::negation:
      return !children.front().holds(row);
    case Kind::is_null:
      return !model::has(row[remote]) || plain_text(row[remote]).empty();
    case Kind::not_null:
      return model::has(row[remote]) && !plain_text(row[remote]).empty();
    default:
      break;
  }
  std::string scratch;
  const std::string_view text = plain_view(row[remote], scratch);
  if (kind == Kind::starts_with) return text.substr(0, values.front().size()) == values.front();
  const bool found = std::find(values.begin(), values.end(), text) != values.end();
  return kind == Kind::differs ? !found : found;
}

bool RulePlan::writes_out() const {
  return !into_type && (create_out || archive_out ||
                        std::any_of(fields.begin(), fields.end(), [](const FieldPlan& f) { return f.out; }));
}

std::size_t StreamPlan::field(const std::string& wanted) {
  const auto found = std::find(fields.begin(), fields.end(), wanted);
  if (found != fields.end()) return static_cast<std::size_t>(found - fields.begin());
  fields.push_back(wanted);
  return fields.size() - 1;
}

StreamPlan& Mapping::stream_of(const RulePlan& rule) {
  for (StreamPlan& stream : streams) {
    if (std::find(stream.rules.begin(), stream.rules.end(), rule.index) != stream.rules.end()) return stream;
  }
  throw Error(TANDEM_INTERNAL, "a mapping rule without a stream");
}

const StreamPlan& Mapping::stream_of(const RulePlan& rule) const {
  return const_cast<Mapping*>(this)->stream_of(rule);
}

const RulePlan* Mapping::out_rule(std::int64_t entity_number, std::string_view remote_type) const {
  for (const RulePlan& rule : rules) {
    if (rule.entity_number == entity_number && !rule.into_type &&
        (remote_type.empty() ? rule.create_out : rule.remote_type == remote_type)) {
      return &rule;
    }
  }
  return nullptr;
}

void Mapping::bind(const model::Catalogue& catalogue) {
  for (RulePlan& rule : rules) {
    for (const EntityInfo& entity : catalogue.entities()) {
      if (entity.descriptor().number == rule.entity_number) rule.entity = &entity;
    }
  }
}

std::vector<const RulePlan*> Mapping::push_order() const {
  std::vector<const RulePlan*> order;
  for (const StreamPlan& stream : streams) {
    for (const std::size_t index : stream.rules) {
      if (rules[index].writes_out()) order.push_back(&rules[index]);
    }
  }
  return order;
}

}  // namespace tandem::sync
