// SPDX-License-Identifier: Apache-2.0
// Checks a JWT signed with RS256.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "errors.hpp"

namespace tandem::sandbox::salesforce {

// The claims; empty when the token is malformed, of another algorithm or not signed with the key's partner.
std::optional<Json> verified_claims(std::string_view token, const std::string& public_key_pem);

}  // namespace tandem::sandbox::salesforce
