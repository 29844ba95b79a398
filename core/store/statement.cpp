// SPDX-License-Identifier: Apache-2.0
#include "store/database.hpp"

namespace tandem::store {
namespace {

void check(sqlite3_stmt* statement, int code) {
  if (code != SQLITE_OK) throw_sqlite(sqlite3_db_handle(statement), code, "reading or writing");
}

/// Null and 0 is the empty string, not null.
const char* address(std::string_view bytes) { return bytes.data() != nullptr ? bytes.data() : ""; }

std::string_view column_bytes(sqlite3_stmt* statement, int column) {
  const void* bytes = sqlite3_column_blob(statement, column);
  const int size = sqlite3_column_bytes(statement, column);
  return {bytes != nullptr ? static_cast<const char*>(bytes) : "", static_cast<std::size_t>(size)};
}

}  // namespace

Statement::Statement(Statement&& other) noexcept : statement_(other.statement_), busy_(other.busy_) {
  other.statement_ = nullptr;
  other.busy_ = nullptr;
}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  if (busy_ == nullptr) {  // the cached one was on loan: this is an extra
    sqlite3_finalize(statement_);
    return;
  }
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  *busy_ = false;
}

Statement& Statement::bind(int index, std::int64_t value) {
  check(statement_, sqlite3_bind_int64(statement_, index, value));
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  check(statement_,
        sqlite3_bind_text64(statement_, index, address(text), text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(int index, const Id& id) {
  // Copied: ids are often temporaries.
  check(statement_, sqlite3_bind_blob(statement_, index, id.bytes.data(), 16, SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind_id_or_null(int index, const Id& id) {
  return id.empty() ? bind_null(index) : bind(index, id);
}

Statement& Statement::bind_null(int index) {
  check(statement_, sqlite3_bind_null(statement_, index));
  return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
  check(statement_, sqlite3_bind_blob64(statement_, index, address(bytes), bytes.size(), SQLITE_STATIC));
  return *this;
}

Statement& Statement::bind(int index, const Value& value) {
  switch (value.kind) {
    case TANDEM_VALUE_ABSENT:
    case TANDEM_VALUE_NULL:
      return bind_null(index);
    case TANDEM_VALUE_BOOL:
    case TANDEM_VALUE_INT:
    case TANDEM_VALUE_DATE:
    case TANDEM_VALUE_INSTANT:
      return bind(index, value.as.i);
    case TANDEM_VALUE_DOUBLE:
      check(statement_, sqlite3_bind_double(statement_, index, value.as.d));
      return *this;
    case TANDEM_VALUE_ID:
    case TANDEM_VALUE_BYTES:
      return bind_blob(index, model::view(value));
    default:
      return bind(index, model::view(value));
  }
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  throw_sqlite(sqlite3_db_handle(statement_), code, "reading or writing");
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() { sqlite3_reset(statement_); }

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string_view Statement::text(int column) const { return column_bytes(statement_, column); }

Id Statement::id(int column) const {
  const std::string_view bytes = text(column);
  return bytes.size() == 16 ? Id::from_view(bytes) : Id{};
}

Value Statement::value(int column, model::Type type) const {
  return value_of_kind(column, model::value_kind(type));
}

Value Statement::value_of_kind(int column, std::uint16_t kind) const {
  return column_value(statement_, column, kind);
}

Value column_value(sqlite3_stmt* statement, int column, std::uint16_t kind) {
  if (sqlite3_column_type(statement, column) == SQLITE_NULL) return model::null();
  Value value{kind, 0, 0, {0}};
  if (model::is_bytes(value)) return model::bytes(kind, column_bytes(statement, column));
  if (kind == TANDEM_VALUE_DOUBLE) {
    value.as.d = sqlite3_column_double(statement, column);
  } else {
    value.as.i = sqlite3_column_int64(statement, column);
  }
  return value;
}

}  // namespace tandem::store
