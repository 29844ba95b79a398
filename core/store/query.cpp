// SPDX-License-Identifier: Apache-2.0
#include "store/query.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/query_guard.hpp"

namespace tandem::store {
namespace {

constexpr int kStepsBetweenLooks = 10'000;  // virtual machine steps between two looks at the clock

/// Stops a statement when its time is over or the caller asks.
struct Deadline {
  Clock* clock;
  std::int64_t until;
  std::function<bool()> cancelled;
  bool was_cancelled = false;

  bool over() {
    if (cancelled && cancelled()) was_cancelled = true;
    return was_cancelled || clock->monotonic() > until;
  }
  [[noreturn]] void refuse() const {
    if (was_cancelled) throw Error(TANDEM_CANCELLED, "the query was stopped");
    throw Error(TANDEM_TIMEOUT, "the query took too long", "ask for fewer rows, or allow more time");
  }
};

std::uint16_t kind_of(int sqlite_type) {
  switch (sqlite_type) {
    case SQLITE_INTEGER:
      return TANDEM_VALUE_INT;
    case SQLITE_FLOAT:
      return TANDEM_VALUE_DOUBLE;
    case SQLITE_TEXT:
      return TANDEM_VALUE_TEXT;
    default:
      return TANDEM_VALUE_BYTES;
  }
}

[[noreturn]] void refuse_statement(sqlite3* db, int code) {
  if ((code & 0xff) == SQLITE_ERROR) {
    // The statement is the caller's own, so SQLite's words about it are the best there are.
    throw Error(TANDEM_INVALID_ARGUMENT, "the SQL cannot be run: " + escape_controls(sqlite3_errmsg(db)),
                "see the views with their columns in the catalogue")
        .native("sqlite", code);
  }
  throw_sqlite(db, code, "the query");
}

class SqlCursor final : public RowCursor {
 public:
  SqlCursor(std::unique_ptr<Database> database, std::string_view sql, const Json& parameters,
            const QueryLimits& limits)
      : database_(std::move(database)),
        deadline_{&database_->clock(), database_->clock().monotonic() + limits.greatest_age_ms * 1000,
                  limits.cancelled} {
    guard(database_->raw(), database_->catalogue());
    sqlite3_progress_handler(
        database_->raw(), kStepsBetweenLooks,
        [](void* deadline) { return static_cast<Deadline*>(deadline)->over() ? 1 : 0; }, &deadline_);
    prepare(sql);
    try {
      bind_all(parameters);
    } catch (...) {
      sqlite3_finalize(statement_);
      throw;
    }
  }
  ~SqlCursor() override { sqlite3_finalize(statement_); }

  const std::vector<model::Column>& columns() const override { return columns_; }
  std::span<const Value> row() const override { return values_; }

  bool next() override {
    if (deadline_.over()) {
      sqlite3_reset(statement_);  // lets go of the log
      deadline_.refuse();
    }
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_DONE) return false;
    if (code == SQLITE_INTERRUPT) deadline_.refuse();
    if (code != SQLITE_ROW) refuse_statement(database_->raw(), code);
    read_row();
    return true;
  }

 private:
  void prepare(std::string_view sql) {
    const char* rest = nullptr;
    const int code =
        sqlite3_prepare_v3(database_->raw(), sql.data(), static_cast<int>(sql.size()), 0, &statement_, &rest);
    if (code != SQLITE_OK) refuse_statement(database_->raw(), code);
    const std::string_view tail =
        rest != nullptr ? sql.substr(static_cast<std::size_t>(rest - sql.data())) : "";
    const bool one = statement_ != nullptr && tail.find_first_not_of(" \t\r\n;") == std::string_view::npos;
    if (!one || sqlite3_stmt_readonly(statement_) == 0 || sqlite3_column_count(statement_) == 0) {
      sqlite3_finalize(statement_);
      throw Error(TANDEM_INVALID_ARGUMENT, "the SQL must be one SELECT statement",
                  "ask one question at a time");
    }
    describe_columns();
  }

  void describe_columns() {
    const int count = sqlite3_column_count(statement_);
    for (int i = 0; i < count; ++i)
      columns_.push_back({sqlite3_column_name(statement_, i), model::Type::text});
    values_.resize(columns_.size(), model::null());
  }

  void read_row() {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const int column = static_cast<int>(i);
      values_[i] = column_value(statement_, column, kind_of(sqlite3_column_type(statement_, column)));
    }
  }

  void bind_all(const Json& parameters);
  void bind_one(int index, const Json& value);

  std::unique_ptr<Database> database_;
  Deadline deadline_;
  sqlite3_stmt* statement_ = nullptr;
  std::vector<model::Column> columns_;
  std::vector<Value> values_;
};

void SqlCursor::bind_all(const Json& parameters) {
  const int wanted = sqlite3_bind_parameter_count(statement_);
  if (!parameters.is_null() && !parameters.is_structured()) {
    throw Error(TANDEM_INVALID_ARGUMENT, "parameters must be a list or an object");
  }
  if (static_cast<std::size_t>(wanted) != parameters.size()) {
    throw Error(TANDEM_INVALID_ARGUMENT, "the SQL takes " + std::to_string(wanted) + " parameters and got " +
                                             std::to_string(parameters.size()));
  }
  if (parameters.is_array()) {
    for (int i = 0; i < wanted; ++i) bind_one(i + 1, parameters[static_cast<std::size_t>(i)]);
    return;
  }
  for (int i = 1; i <= wanted; ++i) {
    const char* name = sqlite3_bind_parameter_name(statement_, i);
    const auto value = name != nullptr ? parameters.find(name + 1) : parameters.end();
    if (value == parameters.end()) {
      throw Error(TANDEM_INVALID_ARGUMENT, "parameter " + std::to_string(i) + " of the SQL was not given",
                  "name it :name in the SQL and \"name\" in the parameters");
    }
    bind_one(i, *value);
  }
}

void SqlCursor::bind_one(int index, const Json& value) {
  int code = SQLITE_OK;
  if (value.is_null()) {
    code = sqlite3_bind_null(statement_, index);
  } else if (value.is_boolean()) {
    code = sqlite3_bind_int64(statement_, index, value.get<bool>() ? 1 : 0);
  } else if (value.is_number_integer()) {
    code = sqlite3_bind_int64(statement_, index, value.get<std::int64_t>());
  } else if (value.is_number()) {
    code = sqlite3_bind_double(statement_, index, value.get<double>());
  } else if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    code = sqlite3_bind_text64(statement_, index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } else {
    throw Error(TANDEM_INVALID_ARGUMENT, "a parameter must be null, a boolean, a number or text");
  }
  if (code != SQLITE_OK) throw_sqlite(database_->raw(), code, "the query");
}

class TableCursor final : public RowCursor {
 public:
  explicit TableCursor(model::Table table) : table_(std::move(table)) {}
  const std::vector<model::Column>& columns() const override { return table_.columns; }
  bool next() override {
    if (at_ >= table_.rows.size()) return false;
    ++at_;
    return true;
  }
  std::span<const Value> row() const override {
    if (at_ == 0) return {};
    return {table_.rows[at_ - 1].data(), table_.rows[at_ - 1].size()};
  }

 private:
  model::Table table_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<RowCursor> query_sql(const Database& database, std::string_view sql, const Json& parameters,
                                     const QueryLimits& limits) {
  return std::make_unique<SqlCursor>(database.reopen(true), sql, parameters, limits);
}

std::unique_ptr<RowCursor> query_table(model::Table table) {
  return std::make_unique<TableCursor>(std::move(table));
}

}  // namespace tandem::store
