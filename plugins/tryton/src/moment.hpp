// SPDX-License-Identifier: Apache-2.0
// Times as they stand in forms.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::tryton {

/// "2026-11-22 18:30 UTC" and microseconds since 1970. A day alone lasts until it ends.
std::string moment_text(std::int64_t microseconds);
std::optional<std::int64_t> read_moment(std::string_view text);

}  // namespace tandem::tryton
