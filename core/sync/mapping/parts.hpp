// SPDX-License-Identifier: Apache-2.0
// The parts that rules, fields and verbs of a mapping are read from.
#pragma once

#include "sync/mapping/lookups.hpp"

namespace tandem::sync {

Condition parse_condition(const Reader& r, StreamPlan& stream);

/// `remote` and `transform` of a field or an argument; lookups still want settle_lookups.
void parse_source(const Reader& r, const Field& field, StreamPlan& stream, std::vector<std::size_t>& remote,
                  TransformChain& transform);

VerbPlan parse_verb(const Reader& r, const EntityInfo& entity, StreamPlan& stream, const LinkedTypes& linked,
                    const model::Catalogue& catalogue);

}  // namespace tandem::sync
