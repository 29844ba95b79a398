// SPDX-License-Identifier: Apache-2.0
// What a question in SQL may touch.
#pragma once

#include <sqlite3.h>

#include "model/catalogue.hpp"

namespace tandem::store {

/// SQLite authorizer; `catalogue` tells which views there are and must outlive the connection's use.
/// It allows SELECT over views v_*, what those read inside, and functions that only compute.
void guard(sqlite3* db, const model::Catalogue& catalogue);

}  // namespace tandem::store
