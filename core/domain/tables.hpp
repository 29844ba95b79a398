// SPDX-License-Identifier: Apache-2.0
// Building the answer of a named query.
#pragma once

#include <initializer_list>
#include <string_view>

#include "domain/rows.hpp"

namespace tandem::domain {

/// Fills a table row by row, cell by cell.
class TableBuilder {
 public:
  explicit TableBuilder(std::initializer_list<Column> columns) { table_.columns = columns; }
  TableBuilder& row();
  TableBuilder& text(std::string_view value) { return cell(model::text(value)); }  ///< empty: null
  TableBuilder& id(const Id& value);
  TableBuilder& number(std::optional<std::int64_t> value);
  TableBuilder& flag(bool value) { return cell(model::boolean(value)); }
  /// The next cells from a statement's columns, `count` of them from `first`.
  TableBuilder& columns(const store::Statement& statement, int first, int count);
  Table take() { return std::move(table_); }

 private:
  TableBuilder& cell(Value value);
  Table table_;
  std::size_t next_ = 0;
};

/// The answer of one statement whose columns are the table's.
Table table_of(store::Statement statement, std::initializer_list<Column> columns);

/// The rows as documents, [{column: value}, …].
Json documents_of(const Table& table);

}  // namespace tandem::domain
