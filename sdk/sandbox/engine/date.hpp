// SPDX-License-Identifier: Apache-2.0
// Seconds since 1970 (UTC) and their texts, as Salesforce reads and writes them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::sandbox {

constexpr std::int64_t seconds_a_day = 86400;

// "2024-07-24"; empty for anything else, also for the 30th of February.
std::optional<std::int64_t> parse_date(std::string_view text);
// ISO 8601 with T, fraction of a second optional (cut off), zone Z, +hh:mm or +hhmm.
// Without a zone the text counts as UTC when that is allowed.
std::optional<std::int64_t> parse_datetime(std::string_view text, bool zone_needed);
// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<std::int64_t> parse_http_date(std::string_view text);

std::string date_text(std::int64_t seconds);
// "2024-07-24T14:05:58.000+0000"
std::string datetime_text(std::int64_t seconds);
void append_datetime(std::string& out, std::int64_t seconds);
std::string http_date_text(std::int64_t seconds);

}  // namespace tandem::sandbox
