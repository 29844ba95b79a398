// SPDX-License-Identifier: Apache-2.0
// A verb's or a query's arguments, checked once against their descriptors, then read by name.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "domain/words.hpp"

namespace tandem::domain {

/// Returns the arguments in canonical form. Unknown names are refused with the nearest one, wrong
/// types, choices and missing ones with the argument's name. Null stays only where null is allowed. A person
/// may be given by e-mail address.
Json check_arguments(store::Database& database, std::string_view what, std::span<const Argument> arguments,
                     const Json& args);

inline bool given(const Json& args, const char* name) {
  const auto it = args.find(name);
  return it != args.end() && !it->is_null();
}
/// Empty when absent.
std::string text_of(const Json& args, const char* name);
Id id_of(const Json& args, const char* name);
bool flag_of(const Json& args, const char* name, bool otherwise = false);
std::optional<std::int64_t> number_of(const Json& args, const char* name);
const Json* json_of(const Json& args, const char* name);

}  // namespace tandem::domain
