// SPDX-License-Identifier: Apache-2.0
// Row 5: leads in bulk through the C ABI (JSON lines in, every rule run) against prepared statements that
// insert the very same rows into the same tables. The bound copies Tandem's rows, so both write alike.
#include <map>

#include "measure.hpp"

namespace bench {
namespace {

/// What the rules demand of one captured lead: the record with its owner, its stay in the first stage, its
/// first-contact clock, and the journal entries lead.created, lead.captured and clock.started.
const std::vector<std::pair<std::string, std::size_t>> kTables = {
    {"lead", 1}, {"stage_entry", 1}, {"sla_clock", 1}, {"journal", 3}};

/// Measured where Tandem is what is measured; not where it only makes the rows that the bound repeats.
void insert_many(tandem_session* session, int size, bool is_measured) {
  std::string lines;
  for (int i = 0; i < size; ++i) lines += lead_document(i) + "\n";
  tandem_error* error = nullptr;
  const auto start = cpu_us();
  const std::function<void()> work = [&] {
    must(tandem_record_put_many(session, str("lead"), str(lines), nullptr, nullptr, &error), error,
         "put_many");
  };
  if (!is_measured) return work();
  measured(work);
  print("bulk", "tandem", size, cpu_us() - start);
}

/// All rows of a table added after `base`, held as SQLite values.
struct Copied {
  std::string insert;
  std::vector<std::vector<sqlite3_value*>> rows;
};

Copied copy_rows(sqlite3* db, const std::string& table, std::int64_t skip) {
  Copied copied;
  sqlite3_stmt* statement = nullptr;
  const std::string order = table == "journal" ? "seq" : "id";
  must_sqlite(db,
              sqlite3_prepare_v2(db,
                                 ("SELECT * FROM " + table + " ORDER BY " + order + " LIMIT -1 OFFSET " +
                                  std::to_string(skip))
                                     .c_str(),
                                 -1, &statement, nullptr),
              "select");
  const int columns = sqlite3_column_count(statement);
  std::string names, marks;
  for (int c = 0; c < columns; ++c) {
    names += std::string(c ? "," : "") + sqlite3_column_name(statement, c);
    marks += c ? ",?" : "?";
  }
  copied.insert = "INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")";
  while (sqlite3_step(statement) == SQLITE_ROW) {
    std::vector<sqlite3_value*> row;
    for (int c = 0; c < columns; ++c) row.push_back(sqlite3_value_dup(sqlite3_column_value(statement, c)));
    copied.rows.push_back(std::move(row));
  }
  sqlite3_finalize(statement);
  return copied;
}

void insert_bound(sqlite3* db, const std::vector<Copied>& tables) {
  must_sqlite(db, sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), "begin");
  std::vector<sqlite3_stmt*> statements;
  for (const auto& table : tables) {
    sqlite3_stmt* statement = nullptr;
    must_sqlite(
        db, sqlite3_prepare_v3(db, table.insert.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr),
        "insert");
    statements.push_back(statement);
  }
  for (std::size_t n = 0; n < tables.front().rows.size(); ++n) {
    for (std::size_t t = 0; t < tables.size(); ++t) {
      const std::size_t each = kTables[t].second;
      for (std::size_t i = n * each; i < (n + 1) * each; ++i) {
        const auto& row = tables[t].rows[i];
        for (std::size_t c = 0; c < row.size(); ++c) {
          sqlite3_bind_value(statements[t], static_cast<int>(c) + 1, row[c]);
        }
        must_sqlite(db, sqlite3_step(statements[t]), "step");
        sqlite3_reset(statements[t]);
      }
    }
  }
  must_sqlite(db, sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr), "commit");
  for (auto* statement : statements) sqlite3_finalize(statement);
}

}  // namespace

int bulk_insert(const std::string& variant, int size, const std::string& folder) {
  const std::string path = folder + "/bulk.db";
  if (variant == "tandem") {
    Store store(path);
    insert_many(store.session, size, true);
    return 0;
  }
  // The rows to write come from a store that Tandem has filled; they must be those the rules demand.
  std::vector<Copied> tables;
  {
    const Store filled(folder + "/source.db");
    sqlite3* db = open_bound(folder + "/source.db");
    std::map<std::string, std::int64_t> before;
    for (const auto& [table, rows] : kTables) before[table] = count_rows(db, table);
    insert_many(filled.session, size, false);
    for (const auto& [table, rows] : kTables) {
      tables.push_back(copy_rows(db, table, before[table]));
      if (tables.back().rows.size() != rows * static_cast<std::size_t>(size)) {
        std::fprintf(stderr, "%s: %zu rows for %d leads: the bound no longer writes what Tandem writes\n",
                     table.c_str(), tables.back().rows.size(), size);
        return 1;
      }
    }
    sqlite3_close(db);
  }
  { const Store empty(path); }
  sqlite3* db = open_bound(path);
  // Both stores were founded with persons, teams and a guideline of their own ids: the bound's leads
  // refer to the source's queue, so references are not checked here. That favours the bound.
  sqlite3_exec(db, "PRAGMA foreign_keys=OFF", nullptr, nullptr, nullptr);
  sqlite3_exec(db, "DELETE FROM journal", nullptr, nullptr, nullptr);
  const auto start = cpu_us();
  measured([&] { insert_bound(db, tables); });
  print("bulk", "bound", size, cpu_us() - start);
  sqlite3_close(db);
  return 0;
}

}  // namespace bench
