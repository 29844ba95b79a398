// SPDX-License-Identifier: Apache-2.0
#include "model/catalogue.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/entities/all.hpp"

namespace tandem::model {
namespace {

constexpr Field kCommon[kCommonFields] = {
    {.name = "id",
     .type = Type::id,
     .flags = kRequired | kImmutable,
     .set_by = SetBy::derived,
     .doc = "identity; may be given when the record is created"},
    {.name = "revision",
     .type = Type::integer,
     .flags = kRequired,
     .set_by = SetBy::derived,
     .doc = "grows by one with every change"},
    {.name = "created_at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::derived},
    {.name = "updated_at", .type = Type::instant, .flags = kRequired, .set_by = SetBy::derived},
    {.name = "archived_at",
     .type = Type::instant,
     .set_by = SetBy::derived,
     .doc = "set when the record was deleted; erase alone removes it"},
};

constexpr std::size_t kMaxExtensionName = 60;

/// "did you mean …", or where the whole list stands.
template <typename Range>
std::string hint(std::string_view wrong, const Range& names, std::string_view otherwise) {
  const std::string near = nearest(wrong, names);
  return near.empty() ? std::string(otherwise) : "did you mean '" + near + "'?";
}

template <typename Map>
std::vector<std::string_view> keys(const Map& map) {
  std::vector<std::string_view> out;
  out.reserve(map.size());
  for (const auto& entry : map) out.push_back(entry.first);
  return out;
}

template <typename Map>
const auto& find_or_throw(const Map& map, std::string_view name, const std::string& what) {
  if (const auto it = map.find(name); it != map.end()) return *it->second;
  throw Refusal(TANDEM_NOT_FOUND, "unknown_name", "no " + what + " " + in_quotes(name),
                hint(cut(name, 100), keys(map), "`tandem catalogue` lists them all"));
}

bool valid_extension_name(std::string_view name) {
  if (name.size() < 3 || name.size() > kMaxExtensionName || name.substr(0, 2) != "x_") return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool valid_extension_type(Type type) {
  const auto name = type_name(type);
  return std::find(std::begin(kExtensionTypes), std::end(kExtensionTypes), name) != std::end(kExtensionTypes);
}

}  // namespace

EntityInfo::EntityInfo(const Entity& entity) : entity_(&entity) {
  fields_.reserve(kCommonFields + entity.fields.size());
  fields_.assign(std::begin(kCommon), std::end(kCommon));
  fields_.insert(fields_.end(), entity.fields.begin(), entity.fields.end());
  for (std::size_t i = 0; i < fields_.size(); ++i) by_name_.emplace(fields_[i].name, i);
}

std::optional<std::size_t> EntityInfo::find(std::string_view field) const {
  const auto it = by_name_.find(field);
  if (it == by_name_.end()) return std::nullopt;
  return it->second;
}

std::size_t EntityInfo::position(std::string_view field) const {
  if (const auto found = find(field)) return *found;
  throw Error(TANDEM_INVALID_ARGUMENT, std::string(name()) + " has no field " + in_quotes(field),
              hint(cut(field, 100), keys(by_name_),
                   "`tandem catalogue " + std::string(name()) + "` lists its fields"));
}

Catalogue::Catalogue() : Catalogue(kEntities) {}

Catalogue::Catalogue(std::span<const Entity* const> entities, std::string_view version) : version_(version) {
  for (const Entity* entity : entities) {
    by_name_.emplace(entity->name, entities_.size());
    entities_.emplace_back(*entity);
  }
}

Catalogue::Catalogue(const Catalogue& other)
    : version_(other.version_),
      entities_(other.entities_),
      by_name_(other.by_name_),
      verbs_(other.verbs_),
      queries_(other.queries_),
      event_rules_(other.event_rules_),
      time_rules_(other.time_rules_),
      default_clauses_(other.default_clauses_) {
  // Names of extension fields live in the catalogue that declared them: take copies of our own.
  for (EntityInfo& info : entities_) {
    for (std::size_t i = kCommonFields + info.entity_->fields.size(); i < info.fields_.size(); ++i) {
      info.by_name_.erase(info.fields_[i].name);
      info.fields_[i].name = names_.emplace_back(info.fields_[i].name);
      info.by_name_.emplace(info.fields_[i].name, i);
    }
  }
}

const EntityInfo* Catalogue::find_entity(std::string_view name) const {
  const auto it = by_name_.find(name);
  return it == by_name_.end() ? nullptr : &entities_[it->second];
}

const EntityInfo& Catalogue::entity(std::string_view name) const {
  if (const EntityInfo* found = find_entity(name)) return *found;
  throw Refusal(TANDEM_NOT_FOUND, "unknown_name", "no entity " + in_quotes(name),
                hint(cut(name, 100), keys(by_name_), "`tandem catalogue` lists them all"));
}

EntityInfo& Catalogue::edit(std::string_view name) { return const_cast<EntityInfo&>(entity(name)); }

void Catalogue::add(std::span<const Verb> verbs) {
  for (const Verb& verb : verbs) {
    if (!verbs_.emplace(verb.name, &verb).second) {
      throw Error(TANDEM_INTERNAL, "the verb " + in_quotes(verb.name) + " is declared twice");
    }
  }
}

void Catalogue::add(std::span<const Query> queries) {
  for (const Query& query : queries) {
    if (!queries_.emplace(query.name, &query).second) {
      throw Error(TANDEM_INTERNAL, "the query " + in_quotes(query.name) + " is declared twice");
    }
  }
}

void Catalogue::add(std::span<const TimeRule> rules) {
  for (const TimeRule& rule : rules) time_rules_.push_back(&rule);
}

void Catalogue::add(std::span<const DefaultClause> clauses) {
  for (const DefaultClause& clause : clauses) default_clauses_.push_back(&clause);
}

const Verb& Catalogue::verb(std::string_view name) const { return find_or_throw(verbs_, name, "verb"); }

const Query& Catalogue::query(std::string_view name) const { return find_or_throw(queries_, name, "query"); }

void Catalogue::add_extension(std::string_view entity_name, std::string_view name, Type type, bool personal) {
  EntityInfo& info = edit(entity_name);
  if (!valid_extension_name(name)) {
    throw Error(TANDEM_INVALID_ARGUMENT, in_quotes(name) + " cannot name an extension field",
                "start with x_ and use a-z, 0-9 and _ only, at most 60 characters: x_region");
  }
  if (!valid_extension_type(type)) {
    throw Error(TANDEM_INVALID_ARGUMENT,
                "an extension field cannot have the type " + std::string(type_name(type)),
                "use text, integer, decimal, boolean, date, instant or json");
  }
  if (info.find(name)) {
    throw Refusal(TANDEM_ALREADY_EXISTS, "not_unique",
                  std::string(info.name()) + " has a field " + in_quotes(name) + " already",
                  "choose another name, or use the field as it is");
  }
  Field field{.name = names_.emplace_back(name), .type = type, .doc = "extension field of this store"};
  if (personal) field.flags |= kPersonal;
  info.by_name_.emplace(field.name, info.fields_.size());
  info.fields_.push_back(field);
}

}  // namespace tandem::model
