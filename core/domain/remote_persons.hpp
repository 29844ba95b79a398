// SPDX-License-Identifier: Apache-2.0
// Persons as a remote speaks of them: by link or by address, never refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/database.hpp"

namespace tandem::domain {

struct RemotePerson {
  Id id;
  model::Side side = model::Side::none;
};

/// Nothing for an id that is no person's.
std::optional<model::Side> side_of_person(store::Database& database, const Id& person);
/// The active person with this address (trimmed, lower case); an address of two persons names nobody.
std::optional<RemotePerson> active_person_at(store::Database& database, std::string_view address);
/// Whom the address stands for where somebody must be named: a confirmed person first.
std::optional<Id> likeliest_person_at(store::Database& database, std::string_view address);
std::optional<std::string> address_of(store::Database& database, const Id& person);
/// The side of whoever changed the field of a record last: of the person who did it, else of the one on
/// whose behalf a connection did, else of that connection. None where nobody has.
model::Side side_of_last_edit(store::Database& database, const Id& record, std::string_view field);

}  // namespace tandem::domain
