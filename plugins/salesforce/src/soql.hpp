// SPDX-License-Identifier: Apache-2.0
// Queries as text, and their place in an address.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::salesforce {

/// Address and headers together may have 16,384 bytes; this leaves room for the headers.
constexpr std::size_t kLongestAddress = 14'000;

/// 'text' with SOQL's own escapes.
std::string soql_text(std::string_view text);
/// "2024-07-24T14:05:58Z", or with milliseconds where there are any: fit for SOQL and for JSON.
std::string soql_instant(std::int64_t microseconds);
/// Everything but letters, digits and -._~ as %XX.
std::string url_encoded(std::string_view text);
/// A field name, or a path of them through references: letters, digits, _ and dots.
bool is_field_path(std::string_view name);
bool is_object_name(std::string_view name);

/// "SELECT a,b FROM Type WHERE … AND … ORDER BY …"; empty conditions and order are left out.
std::string select(const std::vector<std::string>& fields, std::string_view type,
                   const std::vector<std::string>& conditions, std::string_view order);

/// "field IN ('a','b')" parts, each short enough for an address beside `used` other bytes.
std::vector<std::string> in_lists(std::string_view field, const std::vector<std::string>& values,
                                  std::size_t used);

}  // namespace tandem::salesforce
