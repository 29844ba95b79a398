// SPDX-License-Identifier: Apache-2.0
// What stands in the body of each kind of clause, as descriptors.
#pragma once

#include <span>
#include <string_view>

#include "model/catalogue.hpp"

namespace tandem::model {

struct ClauseKind {
  std::string_view name;
  std::span<const Field> fields;
  std::string_view doc;
  /// What the fields' descriptors cannot say; throws invalid argument.
  void (*check)(const Catalogue& catalogue, const Json& body) = nullptr;
};

/// Every kind, in the order of the clause's `kind` choices.
std::span<const ClauseKind> clause_kinds();
const ClauseKind& clause_kind(std::string_view name);  ///< or invalid argument

/// Throws invalid argument naming the clause kind and the field unless the body fits its kind: no unknown
/// field, all required ones, and nothing that could not be signed (fractions).
void check_clause_body(const Catalogue& catalogue, std::string_view kind, const Json& body);

}  // namespace tandem::model
