// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace tandem {

/// Keeps the order in which keys were written, so that documents read as their author meant.
using Json = nlohmann::ordered_json;

/// Parses, or throws invalid argument naming `what` and the byte where it breaks. Refuses invalid
/// UTF-8, NUL bytes, a key that stands twice in one object, numbers beyond a double, and more than 64 levels.
Json parse_json(std::string_view text, std::string_view what);

/// One line without blanks; a text that is not UTF-8 is invalid argument naming `what`.
std::string dump_json(const Json& document, std::string_view what);

/// RFC 8785 (JCS): sorted keys, no blanks, shortest numbers. The form that is hashed and signed.
/// Integers within ±2^53−1 only, no fractions: amounts and ratios in Tandem are never doubles.
std::string canonical_json(const Json& document);

}  // namespace tandem
