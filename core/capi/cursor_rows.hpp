// SPDX-License-Identifier: Apache-2.0
// Rows of a cursor as documents, and answers of the floors below as rows of a cursor.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/catalogue.hpp"
#include "store/journal.hpp"

namespace tandem::capi {

/// The row as a JSON object, values as in documents.
std::string row_document(const std::vector<model::Column>& columns, std::span<const model::Value> row);
/// Columns as query.h states them for the journal.
model::Table journal_table(const std::vector<store::JournalEntry>& entries);

}  // namespace tandem::capi
