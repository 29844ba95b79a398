// SPDX-License-Identifier: Apache-2.0
// The signed definition of a stage, executed: a lead that does not fulfil it does not enter.
#pragma once

#include "domain/rows.hpp"

namespace tandem::domain {

/// Refuses (or marks irregular, for a fact) that a lead enters a stage whose signed definition it does not
/// fulfil. Returns the guideline version that decided; empty where nobody signed a definition.
Id require_fulfilled(Change& change, const Row& lead, std::string_view stage, Instant at);

}  // namespace tandem::domain
