// SPDX-License-Identifier: Apache-2.0
// Who saved a record last.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace tandem::tryton {

using Json = nlohmann::json;

/// The user's id; nothing where Tryton does not tell it.
std::optional<std::int64_t> saved_by(const Json& record);
/// What was read of that user; null where nothing was.
Json saving_user(const Json& record);

/// The engine's name for who had the last word: the employee's id, and "user:<id>" for a user who is none.
/// Empty for our own user, for Tryton itself and where it does not tell.
std::string editor(const Json& record, std::int64_t own_user);

}  // namespace tandem::tryton
