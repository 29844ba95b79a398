// SPDX-License-Identifier: Apache-2.0
// The stored shape of the records: what of the catalogue decides how a row stands in a file. One line
// a thing, sorted, so that a change shows as lines that came, went or differ.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.hpp"

namespace tandem::model {

/// "entity lead 12", "field lead.stage choice required of subscriber, …", "index lead …", "check lead …".
/// Extension fields are the store's own and stay out.
std::vector<std::string> shape_lines(const Catalogue& catalogue);

/// What only the lines tell and the tables do not: two types may share a column type, and a record's
/// entity is stored as a number.
struct Meanings {
  std::map<std::string, std::string, std::less<>> field_types;     ///< "lead.stage" → "choice"
  std::map<std::string, std::string, std::less<>> entity_numbers;  ///< "lead" → "12"
};
Meanings meanings_of(std::string_view listing);

}  // namespace tandem::model
