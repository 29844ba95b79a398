// SPDX-License-Identifier: Apache-2.0
// The catalogue as data for people and tools.
#include <array>

#include "model/catalogue.hpp"
#include "model/clause_body.hpp"

namespace tandem::model {
namespace {

struct FlagName {
  Flag flag;
  std::string_view name;
};
constexpr std::array<FlagName, 7> kFlagNames = {{{kRequired, "required"},
                                                 {kImmutable, "immutable"},
                                                 {kIndexed, "indexed"},
                                                 {kUnique, "unique"},
                                                 {kPersonal, "personal"},
                                                 {kSigned, "signed"},
                                                 {kOnCreate, "on_create"}}};

std::string_view unit(Type type) {
  switch (type) {
    case Type::minor:
      return "minor units of the row's currency";
    case Type::ppm:
      return "parts per million";
    case Type::duration:
      return "seconds";
    case Type::instant:
      return "microseconds since 1970-01-01 UTC";
    case Type::date:
      return "YYYY-MM-DD";
    default:
      return {};
  }
}

void put(Json& out, const char* key, std::string_view value) {
  if (!value.empty()) out[key] = value;
}

Json names(std::span<const std::string_view> list) {
  Json out = Json::array();
  for (const std::string_view name : list) out.push_back(name);
  return out;
}

Json flags(const Field& field) {
  Json out = Json::array();
  for (const auto& entry : kFlagNames) {
    if (field.is(entry.flag)) out.push_back(entry.name);
  }
  return out;
}

Json describe_field(const Field& field) {
  Json out = {{"name", field.name}, {"type", type_name(field.type)}};
  put(out, "unit", unit(field.type));
  put(out, "target", field.target);
  if (!field.choices.empty()) out["choices"] = names(field.choices);
  out["flags"] = flags(field);
  out["set_by"] = set_by_name(field.set_by);
  put(out, "verb", field.verb);
  put(out, "activity", field.activity);
  if (field.side != Side::none) out["side"] = side_name(field.side);
  if (!field.fallback.empty()) out["default"] = parse_json(field.fallback, "a default");
  put(out, "doc", field.doc);
  out["since"] = field.since;
  return out;
}

Json describe_fields(std::span<const Field> fields) {
  Json out = Json::array();
  for (const Field& field : fields) out.push_back(describe_field(field));
  return out;
}

Json describe_moves(const Entity& entity) {
  Json out = Json::array();
  for (const Move& move : entity.moves) {
    out.push_back({{"from", move.from}, {"to", move.to}, {"verb", move.verb}});
  }
  return out;
}

Json describe_indexes(const Entity& entity) {
  Json out = Json::array();
  for (const Index& index : entity.indexes) {
    Json one = {{"name", index.name}, {"columns", index.columns}, {"unique", index.unique}};
    put(one, "where", index.where);
    out.push_back(std::move(one));
  }
  return out;
}

Json describe_entity(const EntityInfo& info) {
  const Entity& entity = info.descriptor();
  Json out = {{"name", entity.name},
              {"number", entity.number},
              {"kind", entity.kind == Kind::fact ? "fact" : "own"},
              {"label", entity.label}};
  put(out, "doc", entity.doc);
  Json fields = describe_fields(info.fields());
  for (std::size_t i = 0; i < info.size(); ++i) {
    if (info.is_extension(i)) fields[i]["extension"] = true;
  }
  out["fields"] = std::move(fields);
  put(out, "state_field", entity.state_field);
  if (!entity.moves.empty()) out["moves"] = describe_moves(entity);
  if (!entity.indexes.empty()) out["indexes"] = describe_indexes(entity);
  put(out, "checks", entity.checks);
  out["since"] = entity.since;
  return out;
}

Json describe_arguments(std::span<const Argument> arguments) {
  Json out = Json::array();
  for (const Argument& argument : arguments) {
    Json one = {{"name", argument.name}, {"type", type_name(argument.type)}, {"required", argument.required}};
    put(one, "unit", unit(argument.type));
    put(one, "target", argument.target);
    if (!argument.choices.empty()) one["choices"] = names(argument.choices);
    put(one, "doc", argument.doc);
    out.push_back(std::move(one));
  }
  return out;
}

Json describe_verb(const Verb& verb) {
  Json out = {{"name", verb.name}, {"entity", verb.entity}, {"creates", verb.creates}};
  put(out, "doc", verb.doc);
  out["arguments"] = describe_arguments(verb.arguments);
  out["since"] = verb.since;
  return out;
}

Json describe_query(const Query& query) {
  Json out = {{"name", query.name}};
  put(out, "doc", query.doc);
  out["arguments"] = describe_arguments(query.arguments);
  out["since"] = query.since;
  return out;
}

Json describe_clause_kind(const ClauseKind& kind) {
  return {{"name", kind.name}, {"doc", kind.doc}, {"fields", describe_fields(kind.fields)}};
}

}  // namespace

Json describe(const Catalogue& catalogue) {
  Json out = {{"version", kCatalogueVersion}};
  for (const char* key : {"entities", "verbs", "queries", "clause_kinds"}) out[key] = Json::array();
  for (const EntityInfo& entity : catalogue.entities()) out["entities"].push_back(describe_entity(entity));
  for (const auto& entry : catalogue.verbs()) out["verbs"].push_back(describe_verb(*entry.second));
  for (const auto& entry : catalogue.queries()) out["queries"].push_back(describe_query(*entry.second));
  for (const ClauseKind& kind : clause_kinds()) out["clause_kinds"].push_back(describe_clause_kind(kind));
  return out;
}

}  // namespace tandem::model
