// SPDX-License-Identifier: Apache-2.0
// A bare SQLite connection with the store's safety rules, below Database: opening,
// migrating and copying use it before there is a catalogue.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace tandem::store {

struct CloseConnection {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
using Connection = std::unique_ptr<sqlite3, CloseConnection>;

enum class Access { read, write, create };

/// Opens and applies every rule that does not depend on the journal mode.
Connection connect(const std::filesystem::path& path, Access access, std::int64_t busy_timeout_ms);
/// WAL with no checkpoint but those that Tandem makes under its lock.
void use_log(sqlite3* db, bool may_lose_newest_commits);

void run_script(sqlite3* db, const std::string& sql, const char* doing);
/// First column of the first row as text; nothing where there is no row or null.
std::optional<std::string> ask(sqlite3* db, const std::string& sql);
std::int64_t ask_number(sqlite3* db, const std::string& sql);

/// Begins at once and rolls back unless committed.
class Transaction {
 public:
  explicit Transaction(sqlite3* db);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  void commit();

 private:
  sqlite3* db_;
  bool open_ = true;
};

}  // namespace tandem::store
