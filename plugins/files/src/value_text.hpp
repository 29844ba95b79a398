// SPDX-License-Identifier: Apache-2.0
// Values on their way into a file.
#pragma once

#include <string>
#include <string_view>
#include <tandem/cpp/adapter/values.hpp>

namespace tandem::files {

/// A field of an item cannot be written; the item is answered with class invalid.
struct FieldRefused {
  std::string field;
  std::string message;
};

/// As a cell of a CSV file, not yet quoted; null is the empty text. Dates and instants in ISO 8601.
std::string cell_text(std::string_view field, const tandem_value& value);
/// As a JSON value on one line.
std::string json_text(std::string_view field, const tandem_value& value);

}  // namespace tandem::files
