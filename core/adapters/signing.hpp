// SPDX-License-Identifier: Apache-2.0
// Signatures and digests, so that adapters bring no cryptography and see no key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/secrets.hpp"

namespace tandem::adapters {

/// header.claims.signature with RS256 (RFC 7515). Throws unauthenticated for a key that is none.
SecretBytes sign_rs256(std::string_view pem_key, std::string_view header_json, std::string_view claims_json);

/// Lower-case hex; algorithm is one of TANDEM_DIGEST_*. Throws invalid argument.
std::string digest_hex(std::int32_t algorithm, std::string_view data);

}  // namespace tandem::adapters
