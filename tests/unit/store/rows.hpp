// SPDX-License-Identifier: Apache-2.0
// Every row of every table, to compare a store with what it was.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "store/connection.hpp"
#include "store/schema.hpp"

namespace tandem::store {

/// Table → its columns.
using Columns = std::map<std::string, std::vector<std::string>>;
/// Table → its rows, each as one text.
using Rows = std::map<std::string, std::vector<std::string>>;

inline std::vector<std::string> first_column(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr);
  Statement rows(raw, nullptr);
  std::vector<std::string> out;
  while (rows.step()) out.emplace_back(rows.text(0));
  return out;
}

/// All but `store_meta`, which tells of the file itself.
inline Columns columns_of(sqlite3* db) {
  Columns columns;
  for (const auto& table :
       first_column(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'store_meta'")) {
    columns[table] = first_column(db, "SELECT name FROM pragma_table_info('" + table + "')");
  }
  return columns;
}

inline Rows rows_of(sqlite3* db, const Columns& columns) {
  Rows rows;
  for (const auto& [table, names] : columns) {
    std::string all;
    for (const auto& name : names)
      all += (all.empty() ? "" : " || ',' || ") + ("quote(" + quoted_name(name) + ")");
    rows[table] = first_column(db, "SELECT " + all + " FROM " + quoted_name(table) + " ORDER BY 1");
  }
  return rows;
}

inline Rows rows_of_file(const std::filesystem::path& path, const Columns& columns) {
  const Connection db = connect(path, Access::read, 0);
  return rows_of(db.get(), columns);
}

inline Columns columns_of_file(const std::filesystem::path& path) {
  const Connection db = connect(path, Access::read, 0);
  return columns_of(db.get());
}

}  // namespace tandem::store
