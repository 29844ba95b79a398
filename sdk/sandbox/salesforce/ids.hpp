// SPDX-License-Identifier: Apache-2.0
// Record ids: 3 characters of the object, 3 of the org, 9 that count in base 62, and the 3 check characters
// that make an id safe against changes of case.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::sandbox::salesforce {

// The 18-character form; `fifteen` must have 15 characters.
std::string with_checksum(std::string_view fifteen);

// The 15 characters in their true case, of a 15- or 18-character id; empty when malformed.
std::optional<std::string> normal_id(std::string_view text);

std::string make_id(std::string_view prefix, std::string_view org_part, std::uint64_t number);
void append_id(std::string& out, std::string_view prefix, std::string_view org_part, std::uint64_t number);

// The counting part of a 15-character id.
std::uint64_t number_of(std::string_view fifteen);

}  // namespace tandem::sandbox::salesforce
