// SPDX-License-Identifier: Apache-2.0
// Instants and civil dates as text. Time is an argument everywhere; nothing here reads a clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/services.hpp"

namespace tandem {

using Days = std::int64_t;  ///< civil date: days since 1970-01-01

constexpr std::int64_t kSecond = 1'000'000;  // in microseconds
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

std::optional<Days> parse_date(std::string_view text);  ///< YYYY-MM-DD, a date that exists
std::string format_date(Days days);
std::string format_instant(Instant instant);  ///< 2026-03-04T16:00:00.000000Z
/// ISO 8601 with Z or an offset (+01:00, +0100, +01); seconds may be left out, digits beyond the
/// microsecond are cut off.
std::optional<Instant> parse_instant(std::string_view text);
/// By a strftime-like pattern (%Y %m %d %H %M %S) in an IANA zone; a pattern without a time of day
/// gives local midnight. Throws invalid argument when the zone is unknown.
std::optional<Instant> parse_pattern(std::string_view text, const std::string& pattern,
                                     const std::string& zone);
std::string format_pattern(Instant instant, const std::string& pattern, const std::string& zone);
bool zone_exists(const std::string& zone);
/// The civil date that an instant falls on in a zone.
Days date_in_zone(Instant instant, const std::string& zone);

}  // namespace tandem
