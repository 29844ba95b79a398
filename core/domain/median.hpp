// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace tandem::domain {

/// The middle value, or the mean of the two middle ones rounded half away from zero; nothing of nothing.
std::optional<std::int64_t> median(std::vector<std::int64_t> values);

}  // namespace tandem::domain
