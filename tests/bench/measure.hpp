// SPDX-License-Identifier: Apache-2.0
// What every benchmark shares: measuring a stretch of work, and failing loudly.
#pragma once

#include <sqlite3.h>
#include <sys/resource.h>
#include <tandem/tandem.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

inline std::int64_t cpu_us() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000 + usage.ru_utime.tv_usec +
         usage.ru_stime.tv_usec;
}

/// callgrind collects inside this function only (--toggle-collect=bench_measured).
void measured(const std::function<void()>& work);

inline tandem_str str(std::string_view text) { return {text.data(), text.size()}; }

/// The error by reference: it is set while the status is made.
inline void must(tandem_status status, tandem_error* const& error, const char* what) {
  if (status == TANDEM_OK) return;
  const tandem_str message = tandem_error_message(error);
  std::fprintf(stderr, "%s: %.*s\n", what, static_cast<int>(message.size), message.data);
  std::exit(1);
}
inline void must_sqlite(sqlite3* db, int code, const char* what) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  std::fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
  std::exit(1);
}

/// A new store with its first admin's session.
struct Store {
  explicit Store(const std::string& path);
  ~Store();
  tandem_store* store = nullptr;
  tandem_session* session = nullptr;
};

/// The bound's connection: the same file format and pragmas that Tandem uses.
sqlite3* open_bound(const std::string& path);
std::int64_t count_rows(sqlite3* db, const std::string& table);
std::string lead_document(int n);

void print(const char* row, const char* variant, int size, std::int64_t cpu, std::int64_t p50 = 0,
           std::int64_t p99 = 0);

int bulk_insert(const std::string& variant, int size, const std::string& folder);
int single_write(const std::string& variant, int size, const std::string& folder);
int read_by_id(const std::string& variant, int size, const std::string& folder);
int tick(const std::string& variant, int size, const std::string& folder);
int scorecard(const std::string& variant, int size, const std::string& folder);

}  // namespace bench
