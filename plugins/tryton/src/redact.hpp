// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tandem::tryton {

/// A text of Tryton as one line that may be kept: whatever stands from its first quotation mark to its last
/// is left out, for Tryton quotes the values it refuses, and these may be personal data. (A value may hold
/// quotation marks itself, so pairs of them cannot be told.) So is each word with an @.
/// Where the text is English, the field and the model it names are kept: "… (field Type in Party)".
std::string redacted(std::string_view text);

}  // namespace tandem::tryton
