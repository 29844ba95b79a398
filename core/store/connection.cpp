// SPDX-License-Identifier: Apache-2.0
#include "store/connection.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/json.hpp"
#include "store/database.hpp"
#include "store/private_file.hpp"

namespace tandem::store {
namespace {

constexpr std::pair<int, int> kLimits[] = {
    {SQLITE_LIMIT_LENGTH, 16 << 20},
    {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
    {SQLITE_LIMIT_COLUMN, 400},
    {SQLITE_LIMIT_EXPR_DEPTH, 200},
    {SQLITE_LIMIT_COMPOUND_SELECT, 50},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 1000},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

constexpr std::pair<int, int> kSwitches[] = {
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_DQS_DML, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0},
    {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
};

constexpr const char* kRules = R"sql(
PRAGMA foreign_keys=ON;
PRAGMA trusted_schema=OFF;
PRAGMA cell_size_check=ON;
PRAGMA secure_delete=ON;
PRAGMA mmap_size=0;
PRAGMA cache_size=-16384;
PRAGMA temp_store=MEMORY;
)sql";

int open_flags(Access access) {
  // A connection has one caller at a time (its owner sees to it), so SQLite need not lock on each call.
  constexpr int kAlways = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (access) {
    case Access::read:
      return kAlways | SQLITE_OPEN_READONLY;
    case Access::write:
      return kAlways | SQLITE_OPEN_READWRITE;
    default:
      return kAlways | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
}

/// SQLite before 3.41 does not count json_valid among the functions that an untrusted schema may call,
/// so the CHECKs of the schema get the same function from us. Other tools use their own.
void json_valid(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return sqlite3_result_null(context);
  const auto* text = sqlite3_value_text(arguments[0]);
  const int size = sqlite3_value_bytes(arguments[0]);
  sqlite3_result_int(context, text != nullptr && nlohmann::json::accept(text, text + size) ? 1 : 0);
}

void add_functions(sqlite3* db) {
  const int code =
      sqlite3_create_function_v2(db, "json_valid", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                 nullptr, &json_valid, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_sqlite(db, code, "opening");
}

}  // namespace

Connection connect(const std::filesystem::path& path, Access access, std::int64_t busy_timeout_ms) {
  if (access == Access::create && !make_private(path)) {
    throw Error(TANDEM_UNAVAILABLE, "the new file cannot be made",
                "check free space and that this user may write in the folder")
        .native("errno", errno);
  }
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, open_flags(access), nullptr);
  Connection db(raw);
  if (code != SQLITE_OK) throw_sqlite(raw, code, "opening");
  sqlite3_extended_result_codes(raw, 1);
  for (const auto& [limit, value] : kLimits) sqlite3_limit(raw, limit, value);
  for (const auto& [what, on] : kSwitches) sqlite3_db_config(raw, what, on, nullptr);
  // Before anything that may wait, the change of journal mode above all.
  sqlite3_busy_timeout(raw, static_cast<int>(busy_timeout_ms));
  add_functions(raw);
  run_script(raw, kRules, "opening");
  return db;
}

void use_log(sqlite3* db, bool may_lose_newest_commits) {
  if (sqlite3_db_readonly(db, "main") != 1 && ask(db, "PRAGMA journal_mode") != "wal") {
    run_script(db, "PRAGMA journal_mode=WAL", "opening");
  }
  run_script(db, may_lose_newest_commits ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL",
             "opening");
  run_script(db, "PRAGMA wal_autocheckpoint=0", "opening");
}

void run_script(sqlite3* db, const std::string& sql, const char* doing) {
  const int code = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_sqlite(db, code, doing);
}

std::optional<std::string> ask(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  const int prepared = sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr);
  if (prepared != SQLITE_OK) throw_sqlite(db, prepared, "reading");
  const Statement statement(raw, nullptr);
  const int code = sqlite3_step(raw);
  if (code == SQLITE_DONE) return std::nullopt;
  if (code != SQLITE_ROW) throw_sqlite(db, code, "reading");
  if (statement.is_null(0)) return std::nullopt;
  return std::string(statement.text(0));
}

std::int64_t ask_number(sqlite3* db, const std::string& sql) {
  const auto text = ask(db, sql);
  return text ? std::strtoll(text->c_str(), nullptr, 10) : 0;
}

Transaction::Transaction(sqlite3* db) : db_(db) { run_script(db, "BEGIN IMMEDIATE", "writing"); }

Transaction::~Transaction() {
  // A full disk or a failed flush has rolled back already.
  if (open_ && sqlite3_get_autocommit(db_) == 0) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  run_script(db_, "COMMIT", "committing");
  open_ = false;
}

}  // namespace tandem::store
