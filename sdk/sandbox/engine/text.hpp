// SPDX-License-Identifier: Apache-2.0
// Percent encoding, forms, base64 and JSON text.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::sandbox {

char lower(char letter);
std::string lower(std::string_view text);
bool same_ignoring_case(std::string_view a, std::string_view b);
bool starts_with(std::string_view text, std::string_view start);
std::string_view trimmed(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);

// Joins the parts: std::string + std::string chains give false warnings in g++ 12.
std::string concat(std::initializer_list<std::string_view> parts);

std::string percent_decode(std::string_view text, bool plus_is_space);
std::string percent_encode(std::string_view text);
std::vector<std::pair<std::string, std::string>> parse_form(std::string_view text);

std::string base64_encode(std::string_view bytes, bool url);
// Accepts both alphabets, with and without padding.
std::optional<std::string> base64_decode(std::string_view text);

// Appends the text in quotes, escaped.
void append_json(std::string& out, std::string_view text);

}  // namespace tandem::sandbox
