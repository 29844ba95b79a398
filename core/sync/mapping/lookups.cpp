// SPDX-License-Identifier: Apache-2.0
#include "sync/mapping/lookups.hpp"

#include <algorithm>

namespace tandem::sync {
namespace {

using RemoteType = Reference::RemoteType;

std::string text_or_empty(const Json& rule, const char* key) {
  return rule.contains(key) && rule[key].is_string() ? rule[key].get<std::string>() : std::string();
}

[[noreturn]] void refuse_unknown(const Reader& r, const std::string& type, const LinkedTypes& linked) {
  std::vector<std::string> names;
  for (const auto& [name, entities] : linked) names.push_back(name);
  const std::string near = nearest(type, names);
  r.fail("no rule of this mapping links '" + type + "'",
         near.empty() ? "add a rule for it, or take its field out" : "did you mean '" + near + "'?");
}

/// The one entity of the type that may stand in the field which names it.
std::string subject_of(const Reader& r, const std::string& type, const std::set<std::string>& entities,
                       std::span<const std::string_view> subjects) {
  std::vector<std::string> fitting;
  for (const std::string& entity : entities) {
    if (std::find(subjects.begin(), subjects.end(), entity) != subjects.end()) fitting.push_back(entity);
  }
  if (fitting.size() == 1) return fitting.front();
  r.fail("'" + type + "' is " + (fitting.empty() ? "nothing" : "not one thing") +
             " that the field named by 'entity_field' may say",
         "leave this type out");
}

}  // namespace

LinkedTypes linked_types(const Json& rules) {
  LinkedTypes linked;
  for (const Json& rule : rules) {
    if (!rule.is_object() || rule.contains("into")) continue;
    for (const char* key : {"remote_type", "converts_to"}) {
      const std::string type = text_or_empty(rule, key);
      if (!type.empty()) linked[type].insert(text_or_empty(rule, "entity"));
    }
  }
  return linked;
}

void settle_lookups(const Reader& r, const std::vector<std::size_t>& remote, const LinkedTypes& linked,
                    std::span<const std::string_view> subjects, Reference& lookups) {
  std::vector<RemoteType>& types = lookups.remote_types;
  if (remote.size() != types.size()) {
    r.at("remote").fail(std::to_string(remote.size()) + " remote fields for " + std::to_string(types.size()) +
                            " remote types",
                        "name one remote field for each type, in the same order");
  }
  if (std::set<std::size_t>(remote.begin(), remote.end()).size() != remote.size()) {
    r.at("remote").fail("names a field twice", "each type has a remote field of its own");
  }
  const Reader transform = r.at("transform");
  std::set<std::string> seen;
  for (RemoteType& type : types) {
    if (!seen.insert(type.name).second) {
      transform.fail("names '" + type.name + "' twice", "each type has one remote field");
    }
    const auto known = linked.find(type.name);
    if (known == linked.end() && !lookups.create) refuse_unknown(transform, type.name, linked);
    if (!lookups.entity_field.empty()) {
      type.entity = subject_of(transform, type.name, known->second, subjects);
    } else if (known != linked.end() && known->second.count(type.entity) == 0) {
      transform.fail("'" + type.name + "' is no " + type.entity + " in this mapping");
    }
  }
}

}  // namespace tandem::sync
