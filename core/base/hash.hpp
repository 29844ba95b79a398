// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tandem {

/// Lower-case hex SHA-256 of the bytes (FIPS 180-4, by OpenSSL).
std::string sha256_hex(std::string_view bytes);

/// 128-bit keyed hash of a row's values: tells changed from unchanged, not a signature.
using RowHash = std::array<std::uint64_t, 2>;

}  // namespace tandem
