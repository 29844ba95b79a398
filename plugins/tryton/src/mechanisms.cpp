// SPDX-License-Identifier: Apache-2.0
#include "mechanisms.hpp"

#include <algorithm>
#include <array>

#include "json_value.hpp"

namespace tandem::tryton {
namespace {

constexpr std::array<std::string_view, 5> kTypes = {"email", "mobile", "phone", "fax", "website"};
constexpr std::array<std::string_view, 3> kNamed = {"email", "mobile", "phone"};

std::string text(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The changes of existing mechanisms and the new ones, before they become commands.
struct Changes {
  std::map<std::int64_t, Json> writes;
  std::vector<Json> creates;
};

void change_value(const std::vector<Mechanism>& all, const std::string& type,
                  const std::optional<std::string>& value, Changes& changes) {
  const Mechanism* known = first_of(all, type);
  if (!value || value->empty()) {
    if (known != nullptr) changes.writes[known->id]["active"] = false;
  } else if (known == nullptr) {
    changes.creates.push_back({{"type", type}, {"value", *value}});
  } else if (known->value != *value) {
    changes.writes[known->id]["value"] = *value;
  }
}

/// The mechanisms as they will be; new ones have id 0, in the order of `creates`.
std::vector<Mechanism> afterwards(std::vector<Mechanism> all, const Changes& changes) {
  for (Mechanism& one : all) {
    const auto change = changes.writes.find(one.id);
    if (change != changes.writes.end() && change->second.contains("active")) one.active = false;
  }
  for (const Json& made : changes.creates) {
    Mechanism one;
    one.type = text(made, "type");
    all.push_back(one);
  }
  return all;
}

void change_name(const std::vector<Mechanism>& before, const std::optional<std::string>& name,
                 Changes& changes) {
  const std::vector<Mechanism> all = afterwards(before, changes);
  const Mechanism* holder = contact_of(all);
  const Json wanted = name && !name->empty() ? Json(*name) : Json();
  if (holder == nullptr) {
    if (!wanted.is_null())
      changes.creates.push_back({{"type", "other"}, {"value", wanted}, {"name", wanted}});
  } else if (holder->id == 0) {
    const auto place = static_cast<std::size_t>(holder - all.data()) - before.size();
    changes.creates[place]["name"] = wanted;
  } else if (holder->name != (name ? *name : std::string())) {
    changes.writes[holder->id]["name"] = wanted;
  }
}

}  // namespace

bool is_mechanism_type(std::string_view name) {
  return std::find(kTypes.begin(), kTypes.end(), name) != kTypes.end();
}

std::vector<Mechanism> read_mechanisms(const Json& party) {
  std::vector<Mechanism> all;
  const auto list = party.find("contact_mechanisms.");
  if (list == party.end() || !list->is_array()) return all;
  for (const Json& row : *list) {
    Mechanism one;
    one.id = row.value("id", std::int64_t{0});
    one.type = text(row, "type");
    one.value = text(row, "value");
    one.name = text(row, "name");
    one.timestamp = text(row, "_timestamp");
    const auto written = read_instant(row.value("write_date", Json()));
    one.changed_at = written ? *written : read_instant(row.value("create_date", Json())).value_or(0);
    one.active = truthy(row.value("active", Json(true)));
    all.push_back(std::move(one));
  }
  return all;
}

const Mechanism* first_of(const std::vector<Mechanism>& all, std::string_view type) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Mechanism& one) { return one.active && one.type == type; });
  return found == all.end() ? nullptr : &*found;
}

const Mechanism* contact_of(const std::vector<Mechanism>& all) {
  for (const std::string_view type : kNamed) {
    if (const Mechanism* found = first_of(all, type)) return found;
  }
  const auto found = std::find_if(all.begin(), all.end(), [](const Mechanism& one) { return one.active; });
  return found == all.end() ? nullptr : &*found;
}

Json commands(const std::vector<Mechanism>& all, const MechanismEdit& edit) {
  Changes changes;
  for (const auto& [type, value] : edit.values) change_value(all, type, value, changes);
  if (edit.contact_name) change_name(all, *edit.contact_name, changes);
  Json list = Json::array();
  for (const auto& [id, values] : changes.writes) {
    list.push_back(Json::array({"write", Json::array({id}), values}));
  }
  if (!changes.creates.empty()) list.push_back(Json::array({"create", changes.creates}));
  return list;
}

}  // namespace tandem::tryton
