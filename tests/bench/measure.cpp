// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"

extern "C" __attribute__((noinline)) void bench_measured(const std::function<void()>* work) { (*work)(); }

namespace bench {

void measured(const std::function<void()>& work) { bench_measured(&work); }

Store::Store(const std::string& path) {
  tandem_error* error = nullptr;
  must(tandem_store_create(str(path), nullptr, str("{}"), nullptr, &store, &error), error, "create");
  must(tandem_session_open(store, str(""), &session, &error), error, "session");
}

Store::~Store() {
  tandem_session_release(session);
  tandem_store_release(store);
}

// trusted_schema stays on: with it off SQLite refuses its own json_valid in a CHECK, where Tandem has its
// own.
sqlite3* open_bound(const std::string& path) {
  sqlite3* db = nullptr;
  must_sqlite(db, sqlite3_open(path.c_str(), &db), "open");
  const char* pragmas =
      "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
      "PRAGMA cell_size_check=ON; PRAGMA secure_delete=ON; PRAGMA mmap_size=0;"
      "PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-16384;";
  must_sqlite(db, sqlite3_exec(db, pragmas, nullptr, nullptr, nullptr), "pragmas");
  return db;
}

std::int64_t count_rows(sqlite3* db, const std::string& table) {
  sqlite3_stmt* statement = nullptr;
  must_sqlite(db, sqlite3_prepare_v2(db, ("SELECT count(*) FROM " + table).c_str(), -1, &statement, nullptr),
              "count");
  sqlite3_step(statement);
  const std::int64_t count = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return count;
}

std::string lead_document(int n) {
  char text[400];
  std::snprintf(
      text, sizeof text,
      R"({"given_name":"Given%d","family_name":"Family%d","email":"buyer%d@example.test","phone":"+4930%06d",)"
      R"("company_name":"Company %d","title":"Head of Purchasing","country":"DE","origin":"paid_search",)"
      R"("fit_score":%d,"captured_at":%lld})",
      n % 977, n * 7 % 9973, n, n % 1000000, n % 4999, n % 100, 1772640000000000LL + n * 1000LL);
  return text;
}

void print(const char* row, const char* variant, int size, std::int64_t cpu, std::int64_t p50,
           std::int64_t p99) {
  std::printf("%s %s %d %lld %lld %lld\n", row, variant, size, static_cast<long long>(cpu),
              static_cast<long long>(p50), static_cast<long long>(p99));
}

}  // namespace bench
