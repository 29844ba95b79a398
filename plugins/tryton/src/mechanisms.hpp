// SPDX-License-Identifier: Apache-2.0
// E-mail address, phone and the like of a party: records of their own in Tryton, fields here.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::tryton {

using Json = nlohmann::json;

/// One record of party.contact_mechanism, as it came with its party.
struct Mechanism {
  std::int64_t id = 0;
  std::string type, value, name;
  std::string timestamp;
  std::int64_t changed_at = 0;
  bool active = true;
};

/// What shall be changed; nothing inside means: clear it.
struct MechanismEdit {
  std::map<std::string, std::optional<std::string>> values;  ///< by type
  std::optional<std::optional<std::string>> contact_name;
  bool empty() const { return values.empty() && !contact_name; }
};

/// The types that are offered as fields of a party.
bool is_mechanism_type(std::string_view name);

/// The party's mechanisms in its own order, from the member "contact_mechanisms.".
std::vector<Mechanism> read_mechanisms(const Json& party);

/// The first active one of a type, or null.
const Mechanism* first_of(const std::vector<Mechanism>& all, std::string_view type);

/// The one whose name is the contact's: the first e-mail address, else mobile, else phone, else any.
const Mechanism* contact_of(const std::vector<Mechanism>& all);

/// Commands of the x2many field; empty when there is nothing to change. Clearing deactivates: nothing is
/// lost, and what refers to the mechanism goes on doing so.
Json commands(const std::vector<Mechanism>& all, const MechanismEdit& edit);

}  // namespace tandem::tryton
