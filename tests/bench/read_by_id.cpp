// SPDX-License-Identifier: Apache-2.0
// Row 7: all fields of a lead by id, as views, through the C ABI against one prepared statement inside one
// read transaction.
#include <cstring>
#include <random>

#include "measure.hpp"

namespace bench {
namespace {

std::vector<tandem_id> all_ids(sqlite3* db) {
  sqlite3_stmt* statement = nullptr;
  must_sqlite(db, sqlite3_prepare_v2(db, "SELECT id FROM lead", -1, &statement, nullptr), "ids");
  std::vector<tandem_id> ids;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    tandem_id id;
    std::memcpy(id.bytes, sqlite3_column_blob(statement, 0), 16);
    ids.push_back(id);
  }
  sqlite3_finalize(statement);
  std::shuffle(ids.begin(), ids.end(), std::mt19937(7));
  return ids;
}

}  // namespace

int read_by_id(const std::string& variant, int size, const std::string& folder) {
  const std::string path = folder + "/read.db";
  Store store(path);
  std::string lines;
  for (int i = 0; i < size; ++i) lines += lead_document(i) + "\n";
  tandem_error* error = nullptr;
  must(tandem_record_put_many(store.session, str("lead"), str(lines), nullptr, nullptr, &error), error,
       "put_many");
  sqlite3* db = open_bound(path);
  const auto ids = all_ids(db);
  std::int64_t bytes = 0;
  if (variant == "tandem") {
    tandem_reader* reader = nullptr;
    must(tandem_reader_open(store.session, str("lead"), &reader, &error), error, "reader");
    const std::size_t fields = tandem_reader_field_count(reader);
    const auto start = cpu_us();
    measured([&] {
      for (const auto& id : ids) {
        const tandem_value* values = nullptr;
        must(tandem_reader_get(reader, &id, &values, &error), error, "get");
        for (std::size_t f = 0; f < fields; ++f) bytes += values[f].size;
      }
    });
    print("read", "tandem", size, cpu_us() - start, bytes);
    tandem_reader_release(reader);
  } else {
    sqlite3_stmt* statement = nullptr;
    must_sqlite(db,
                sqlite3_prepare_v3(db, "SELECT * FROM lead WHERE id = ?1", -1, SQLITE_PREPARE_PERSISTENT,
                                   &statement, nullptr),
                "read");
    const int columns = sqlite3_column_count(statement);
    sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
    const auto start = cpu_us();
    measured([&] {
      for (const auto& id : ids) {
        sqlite3_bind_blob(statement, 1, id.bytes, 16, SQLITE_STATIC);
        must_sqlite(db, sqlite3_step(statement), "step");
        for (int c = 0; c < columns; ++c) {
          switch (sqlite3_column_type(statement, c)) {
            case SQLITE_TEXT:
              bytes += sqlite3_column_text(statement, c) ? sqlite3_column_bytes(statement, c) : 0;
              break;
            case SQLITE_BLOB:
              bytes += sqlite3_column_blob(statement, c) ? sqlite3_column_bytes(statement, c) : 0;
              break;
            case SQLITE_INTEGER:
              bytes += sqlite3_column_int64(statement, c) == INT64_MIN;
              break;
            default:
              break;
          }
        }
        sqlite3_reset(statement);
      }
    });
    print("read", "bound", size, cpu_us() - start, bytes);
    sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
    sqlite3_finalize(statement);
  }
  sqlite3_close(db);
  return 0;
}

}  // namespace bench
