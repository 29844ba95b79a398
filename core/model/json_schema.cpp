// SPDX-License-Identifier: Apache-2.0
#include "model/canonical.hpp"
#include "model/catalogue.hpp"

namespace tandem::model {
namespace {

Json whole_number() { return {{"type", "integer"}, {"minimum", -kMaxInteger}, {"maximum", kMaxInteger}}; }

/// What a value of the type looks like in a document, null left out.
Json shape(const Field& field) {
  switch (field.type) {
    case Type::id:
    case Type::ref:
      return {{"type", "string"}, {"format", "uuid"}};
    case Type::email:
      return {{"type", "string"}, {"format", "email"}};
    case Type::currency:
      return {{"type", "string"}, {"pattern", "^[A-Z]{3}$"}};
    case Type::integer:
    case Type::minor:
    case Type::ppm:
    case Type::duration:
      return whole_number();
    case Type::decimal:
      return {{"type", "string"}, {"pattern", "^-?[0-9]+(\\.[0-9]+)?$"}};
    case Type::boolean:
      return {{"type", "boolean"}};
    case Type::date:
      return {{"type", "string"}, {"format", "date"}};
    case Type::instant:
      return {{"anyOf", Json::array({whole_number(), {{"type", "string"}, {"format", "date-time"}}})}};
    case Type::choice: {
      Json choices = Json::array();
      for (const std::string_view choice : field.choices) choices.push_back(choice);
      return {{"enum", std::move(choices)}};
    }
    case Type::set:
      return {{"type", "array"}, {"items", {{"type", "string"}}}, {"uniqueItems", true}};
    case Type::json:
      return Json::object();
    default:
      return {{"type", "string"}};
  }
}

Json property(const Field& field, bool read_only) {
  Json out = shape(field);
  if (!field.is(kRequired) && !out.empty())
    out = {{"anyOf", Json::array({std::move(out), {{"type", "null"}}})}};
  if (!field.doc.empty()) out["description"] = field.doc;
  if (!field.fallback.empty()) out["default"] = parse_json(field.fallback, "a default");
  if (read_only) out["readOnly"] = true;
  out["x-tandem-type"] = type_name(field.type);
  if (field.is(kPersonal)) out["x-tandem-personal"] = true;
  if (!field.verb.empty()) out["x-tandem-verb"] = field.verb;
  return out;
}

}  // namespace

Json json_schema(const EntityInfo& entity) {
  Json properties = Json::object();
  Json needed = Json::array();  // not "required": a change names only what it changes
  for (std::size_t i = 0; i < entity.size(); ++i) {
    const Field& field = entity.field(i);
    const bool writable = i == kId || field.set_by == SetBy::host || field.is(kOnCreate);
    properties[std::string(field.name)] = property(field, !writable);
    if (i >= kCommonFields && writable && field.is(kRequired) && field.fallback.empty()) {
      needed.push_back(field.name);
    }
  }
  Json out = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"$id", "urn:tandem:entity:" + std::string(entity.name()) + ":" + std::string(kCatalogueVersion)},
      {"title", entity.name()}};
  if (!entity.descriptor().doc.empty()) out["description"] = entity.descriptor().doc;
  out["type"] = "object";
  out["properties"] = std::move(properties);
  out["additionalProperties"] = false;
  out["x-tandem-needed-on-create"] = std::move(needed);
  return out;
}

}  // namespace tandem::model
