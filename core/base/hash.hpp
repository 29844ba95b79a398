// SPDX-License-Identifier: Apache-2.0
// Hashes that are signed or compared across machines.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

/// Lower-case hex SHA-256 of the bytes (FIPS 180-4, by OpenSSL).
std::string sha256_hex(std::string_view bytes);

}  // namespace tandem
