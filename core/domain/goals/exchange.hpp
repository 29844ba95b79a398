// SPDX-License-Identifier: Apache-2.0
// Amounts in another currency, by the dated rates that the store has. Nothing is guessed: no row, no answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"

namespace tandem::domain {

/// `minor` units of one currency in minor units of the other, rounded half away from zero. `rate` is an exact
/// decimal: units of `to` for one unit of `from`. Nothing where it does not fit or a code is unknown.
std::optional<std::int64_t> convert(std::int64_t minor, std::string_view from, std::string_view to,
                                    std::string_view rate);

/// By the newest rate from `from` to `to` that holds on this day; nothing without one.
std::optional<std::int64_t> convert_on(store::Database& database, std::int64_t minor, std::string_view from,
                                       std::string_view to, Days day);

/// The shares of one amount, converted as a whole and shared again in proportion: they add up to what the
/// amount converts to. Refuses without a rate.
std::vector<std::int64_t> convert_shares_on(store::Database& database,
                                            const std::vector<std::int64_t>& shares, std::string_view from,
                                            std::string_view to, Days day);

/// What a query says that cannot add up: which rate is missing.
[[noreturn]] void refuse_mixed_currencies(std::string_view to);

}  // namespace tandem::domain
