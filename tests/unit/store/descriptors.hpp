// SPDX-License-Identifier: Apache-2.0
// Descriptors that one may change: the Tandem of another day.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "model/entities/all.hpp"

namespace tandem::store {

class Descriptors {
 public:
  Descriptors() {
    for (const model::Entity* entity : model::kEntities) add(*entity);
  }
  Descriptors(const Descriptors&) = delete;

  /// Keeps those and what they refer to: a small store is soon made.
  void keep_only(std::vector<std::string> names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      for (const model::Field& field : owned(names[i]).fields) {
        const std::string target(field.target);
        if (!target.empty() && std::find(names.begin(), names.end(), target) == names.end())
          names.push_back(target);
      }
    }
    std::erase_if(all_, [&](const Owned& one) {
      return std::find(names.begin(), names.end(), one.entity.name) == names.end();
    });
  }
  void add(const model::Entity& entity) {
    all_.push_back({entity,
                    {entity.fields.begin(), entity.fields.end()},
                    {entity.indexes.begin(), entity.indexes.end()}});
  }
  void remove(std::string_view entity) {
    std::erase_if(all_, [&](const Owned& owned) { return owned.entity.name == entity; });
  }
  model::Entity& entity(std::string_view name) { return owned(name).entity; }
  void add_field(std::string_view entity, const model::Field& field) {
    owned(entity).fields.push_back(field);
  }
  void remove_field(std::string_view entity, std::string_view name) {
    std::erase_if(owned(entity).fields, [&](const model::Field& field) { return field.name == name; });
  }
  model::Field& field(std::string_view entity, std::string_view name) {
    auto& fields = owned(entity).fields;
    return *std::find_if(fields.begin(), fields.end(), [&](const model::Field& f) { return f.name == name; });
  }
  void add_index(std::string_view entity, const model::Index& index) {
    owned(entity).indexes.push_back(index);
  }
  void add_choice(std::string_view entity, std::string_view name, std::string_view choice) {
    model::Field& changed = field(entity, name);
    auto& choices = choices_.emplace_back(changed.choices.begin(), changed.choices.end());
    choices.push_back(choice);
    changed.choices = choices;
  }

  model::Catalogue catalogue(std::string_view version = model::kCatalogueVersion) {
    std::vector<const model::Entity*> entities;
    for (Owned& owned : all_) {
      owned.entity.fields = owned.fields;
      owned.entity.indexes = owned.indexes;
      entities.push_back(&owned.entity);
    }
    return model::Catalogue(entities, version);
  }

 private:
  struct Owned {
    model::Entity entity;
    std::vector<model::Field> fields;
    std::vector<model::Index> indexes;
  };
  Owned& owned(std::string_view name) {
    return *std::find_if(all_.begin(), all_.end(), [&](const Owned& o) { return o.entity.name == name; });
  }
  std::deque<Owned> all_;
  std::deque<std::vector<std::string_view>> choices_;
};

}  // namespace tandem::store
