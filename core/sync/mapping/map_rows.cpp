// SPDX-License-Identifier: Apache-2.0
// Applies a rule's field plans to rows, in both directions.
#include <algorithm>

#include "sync/mapping/mapping.hpp"

namespace tandem::sync {
namespace {

Value gather(const std::vector<std::size_t>& remote, const TransformChain& transform, const Value* row,
             Arena& arena) {
  if (!transform.join) return row[remote.front()];
  std::vector<std::string> parts;
  bool given = false;
  for (const std::size_t position : remote) {
    given = given || model::given(row[position]);
    parts.push_back(std::string(trim(plain_text(row[position]))));
  }
  if (!given) return model::absent();
  const std::string whole = joined(parts, transform.join->by);
  return whole.empty() ? model::null() : model::text(arena.keep(whole));
}

/// The first filled field of several, one a remote type, and with it the type.
std::optional<std::size_t> filled(const std::vector<std::size_t>& remote, const Value* row) {
  for (std::size_t i = 0; i < remote.size(); ++i) {
    if (model::has(row[remote[i]]) && !trim(plain_text(row[remote[i]])).empty()) return i;
  }
  return std::nullopt;
}

Value look_up(const Reference& lookups, const std::vector<std::size_t>& remote, const Value* row,
              const TransformContext& context) {
  const auto type = filled(remote, row);
  if (!type) {
    const bool given = std::all_of(remote.begin(), remote.end(),
                                   [&](std::size_t position) { return model::given(row[position]); });
    return given ? model::null() : model::absent();
  }
  const std::string key = plain_text(row[remote[*type]]);
  const Id id = context.references->local(lookups, lookups.remote_types[*type], trim(key));
  return model::bytes(TANDEM_VALUE_ID, context.arena.keep(id.view()));
}

/// What the remote fields come to here; absent where they say nothing.
Value incoming(const std::vector<std::size_t>& remote, const TransformChain& transform, const Value* row,
               const TransformContext& context) {
  if (transform.lookups) return look_up(*transform.lookups, remote, row, context);
  const Value raw = gather(remote, transform, row, context.arena);
  return model::given(raw) ? transform.in(raw, context) : raw;
}

/// Under which of the types the remote knows the record, and its id there; nothing for no record, and for
/// one of an entity that no type is of.
std::optional<RemoteRecord> pointed_at(const RulePlan& rule, const FieldPlan& plan, const Row& local,
                                       References& references) {
  const Reference& lookups = *plan.transform.lookups;
  if (!model::has(local[plan.position])) return std::nullopt;
  std::string_view entity = lookups.remote_types.front().entity;
  if (!lookups.entity_field.empty()) {
    entity = model::view(local[rule.entity->position(lookups.entity_field)]);
    const bool shown = std::any_of(lookups.remote_types.begin(), lookups.remote_types.end(),
                                   [&](const Reference::RemoteType& type) { return type.entity == entity; });
    if (!shown) return std::nullopt;
  }
  auto there = references.remote(lookups, model::to_id(local[plan.position]));
  if (!there) throw Waiting(std::string(entity), "to be linked");
  return there;
}

/// The field of the record's type gets its id, the others are cleared.
void point(const FieldPlan& plan, const std::optional<RemoteRecord>& there, Row& out) {
  for (std::size_t i = 0; i < plan.remote.size(); ++i) {
    const bool here = there && there->type == i;
    out.set(plan.remote[i], here ? model::text(there->id) : model::null());
  }
}

std::string_view currency_of(const RulePlan& rule, const Row& local, std::string_view fallback) {
  const auto position = rule.entity->find("currency");
  return position && model::has(local[*position]) ? model::view(local[*position]) : fallback;
}

/// The one remote field that several local fields share through 'split'.
Value rejoin(const RulePlan& rule, const FieldPlan& plan, const Row& local, const TransformContext& context) {
  std::vector<std::string> parts(2);
  for (const FieldPlan& other : rule.fields) {
    if (!other.transform.split || other.remote != plan.remote) continue;
    const Value value = other.transform.out(
        local[other.position],
        {rule.entity->field(other.position), context.arena, context.references, context.currency});
    parts[other.transform.split->leads() ? 0 : 1] = plain_text(value);
  }
  const std::string whole = joined(parts, plan.transform.split->by);
  return whole.empty() ? model::null() : model::text(context.arena.keep(whole));
}

void scatter(const FieldPlan& plan, const Value& whole, Row& out) {
  const std::string text = plain_text(whole);
  const std::string& by = plan.transform.join->by;
  std::size_t at = 0;
  for (std::size_t i = 0; i < plan.remote.size(); ++i) {
    const bool last = i + 1 == plan.remote.size();
    const std::size_t end = last ? std::string::npos : text.find(by, at);
    const std::string part =
        text.substr(std::min(at, text.size()), end == std::string::npos ? end : end - at);
    out.set(plan.remote[i], part.empty() ? model::null() : model::text(part));
    at = end == std::string::npos ? text.size() : end + by.size();
  }
}

}  // namespace

void map_in(const RulePlan& rule, const Value* remote, References& references,
            std::string_view default_currency, Row& out) {
  out.reset(rule.entity->size());
  Arena arena;
  for (const FieldPlan& plan : rule.fields) {
    if (!plan.in) continue;
    const Field& field = rule.entity->field(plan.position);
    if (plan.constant) {
      out.set(plan.position, model::from_json(field, *plan.constant, arena));
      continue;
    }
    const std::string_view currency =
        plan.transform.uses_currency ? currency_of(rule, out, default_currency) : std::string_view();
    const TransformContext context{field, arena, &references, currency};
    const Value value = coerce(field, incoming(plan.remote, plan.transform, remote, context), arena);
    if (!model::given(value)) continue;
    // What must not be empty keeps its value, or gets its default, where the remote shows nothing.
    if (value.kind == TANDEM_VALUE_NULL && (field.is(model::kRequired) || plan.position == model::kId))
      continue;
    out.set(plan.position, value);
  }
}

void map_out(const RulePlan& rule, const Row& local, const std::vector<std::size_t>& fields,
             References& references, std::string_view default_currency, Row& out) {
  Arena arena;
  const std::string currency(currency_of(rule, local, default_currency));
  for (const std::size_t index : fields) {
    const FieldPlan& plan = rule.fields[index];
    if (!plan.out || plan.remote.empty()) continue;
    if (plan.transform.lookups) {
      point(plan, pointed_at(rule, plan, local, references), out);
      continue;
    }
    const TransformContext context{rule.entity->field(plan.position), arena, &references, currency};
    if (plan.transform.split) {
      out.set(plan.remote.front(), rejoin(rule, plan, local, context));
      continue;
    }
    const Value& held = local[plan.position];
    Value value = plan.transform.out(model::given(held) ? held : model::null(), context);
    if (value.kind == TANDEM_VALUE_ID)
      value = model::text(arena.keep(Id::from_view(model::view(value)).text()));
    if (plan.transform.join) {
      scatter(plan, value, out);
    } else {
      out.set(plan.remote.front(), value);
    }
  }
}

Json map_arguments(const VerbPlan& verb, const Value* remote, References& references) {
  Json arguments = Json::object();
  Arena arena;
  for (const ArgumentPlan& plan : verb.arguments) {
    if (plan.remote.empty()) {
      arguments[plan.name] = plan.constant;
      continue;
    }
    const TransformContext context{plan.field, arena, &references, {}};
    const Value value = coerce(plan.field, incoming(plan.remote, plan.transform, remote, context), arena);
    if (!model::has(value)) continue;
    arguments[plan.name] = model::to_json(plan.field, value);
    if (const auto& lookups = plan.transform.lookups; lookups && !lookups->entity_field.empty()) {
      arguments[lookups->entity_field] = lookups->remote_types[*filled(plan.remote, remote)].entity;
    }
  }
  return arguments;
}

}  // namespace tandem::sync
