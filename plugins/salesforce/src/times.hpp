// SPDX-License-Identifier: Apache-2.0
// Dates and times as Salesforce and HTTP write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::salesforce {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

/// "2024-07-24T14:05:58.000+0000", also with a colon in the offset, Z, or no fraction. µs since 1970.
std::optional<std::int64_t> parse_datetime(std::string_view text);
/// "2024-07-24" as days since 1970.
std::optional<std::int64_t> parse_date(std::string_view text);
/// "Sun, 06 Nov 1994 08:49:37 GMT", the form of HTTP headers.
std::optional<std::int64_t> parse_http_date(std::string_view text);

/// "2024-07-24T14:05:58Z", or with milliseconds where there are any: fit for SOQL and for JSON.
std::string format_datetime(std::int64_t microseconds);
std::string format_date(std::int64_t days);

}  // namespace tandem::salesforce
