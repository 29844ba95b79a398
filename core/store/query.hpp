// SPDX-License-Identifier: Apache-2.0
// Questions in SQL over the documented views, and one cursor for all answers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "store/database.hpp"

namespace tandem::store {

/// Rows one after another. Views live until the next `next`.
class RowCursor {
 public:
  virtual ~RowCursor() = default;
  virtual const std::vector<model::Column>& columns() const = 0;
  virtual bool next() = 0;
  virtual std::span<const Value> row() const = 0;
};

struct QueryLimits {
  std::int64_t greatest_age_ms = 60'000;  ///< an open cursor pins the log; afterwards: timeout
  std::function<bool()> cancelled;
};

/// Runs one SELECT on a read-only connection of its own. Only views v_* and harmless functions are
/// there; the error text is SQLite's own, since the statement is the caller's. `parameters`: null, an
/// array by position or an object by name; values are null, booleans, integers, numbers and text.
std::unique_ptr<RowCursor> query_sql(const Database& database, std::string_view sql,
                                     const Json& parameters = nullptr, const QueryLimits& limits = {});

/// The same face over rows in memory: the answer of a named query.
std::unique_ptr<RowCursor> query_table(model::Table table);

}  // namespace tandem::store
