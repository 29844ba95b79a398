// SPDX-License-Identifier: Apache-2.0
// Record ids: fifteen characters whose case counts, or eighteen with three check characters.
#pragma once

#include <string>
#include <string_view>

namespace tandem::salesforce {

/// Fifteen or eighteen letters and digits.
bool is_record_id(std::string_view text);

/// The eighteen-character form, with the case that its check characters tell; anything that is no id
/// comes back as it is.
std::string long_id(std::string_view id);

/// The first record id that stands in a message behind "id:", or empty.
std::string id_in_message(std::string_view message);

}  // namespace tandem::salesforce
