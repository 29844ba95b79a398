// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tandem::sandbox {

std::string gzip(std::string_view text);
// Empty when the bytes are no gzip.
std::optional<std::string> gunzip(std::string_view bytes);

}  // namespace tandem::sandbox
