// SPDX-License-Identifier: Apache-2.0
// From the JSON a client sends to the text that is kept, with the checks of the field; and back.
#pragma once
#include <string>
#include <string_view>

#include "errors.hpp"
#include "metadata.hpp"

namespace tandem::sandbox::salesforce {

// The text to keep; empty for null. Throws what Salesforce says of a bad value. References are checked for
// their form only.
std::string kept_text(const Object& object, const Field& field, const Json& value);

// Appends the kept text as the JSON a client reads.
void append_value(std::string& out, const Field& field, std::string_view kept);

// 100 with scale 2 becomes "100.0", as Salesforce writes a double.
std::string number_text(double value, int scale);

bool looks_like_email(std::string_view text);

}  // namespace tandem::sandbox::salesforce
