// SPDX-License-Identifier: Apache-2.0
// Percentiles in whole numbers, over waits of which some never ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tandem::domain {

/// Percentile num/den of type 7 (Hyndman & Fan; NIST 7.2.6.2): the value at place h = 1 + p(n−1), straight
/// between its neighbours, rounded half away from zero to the unit of the values. `unended` more values count
/// as infinite. Nothing where there is no value or the percentile is not reached.
std::optional<std::int64_t> percentile(std::vector<std::int64_t> values, std::size_t unended,
                                       std::int64_t num, std::int64_t den);

/// part / whole in parts per million, rounded down; nothing where the whole is nothing.
std::optional<std::int64_t> share_ppm(std::int64_t part, std::int64_t whole);

}  // namespace tandem::domain
