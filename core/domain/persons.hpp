// SPDX-License-Identifier: Apache-2.0
// Finding the person a host speaks of, and what they may do.
#pragma once

#include <optional>
#include <string_view>

#include "domain/words.hpp"
#include "store/database.hpp"

namespace tandem::domain {

/// By id, by e-mail address, or the first admin where the text is empty. Not found, or conflict for an
/// address that several people share; forbidden for somebody inactive.
Id find_person(store::Database& database, std::string_view id_or_email);

/// By e-mail address alone. Not found, or conflict where several people share it.
Id person_by_email(store::Database& database, std::string_view email);

/// What a person may do. Every act asks, so it reads these columns alone.
struct Standing {
  Side side = Side::none;
  bool active = false, confirmed = false, signer = false, admin = false;
};
/// Nothing for somebody unknown or archived.
std::optional<Standing> standing_of(store::Database& database, const Id& person);

}  // namespace tandem::domain
