// SPDX-License-Identifier: Apache-2.0
#include "store/query_guard.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace tandem::store {
namespace {

// Left out: load_extension, randomness, zeroblob and whatever tells of the connection.
constexpr std::string_view kFunctions[] = {
    "->",
    "->>",
    "abs",
    "acos",
    "asin",
    "atan",
    "atan2",
    "avg",
    "ceil",
    "ceiling",
    "char",
    "coalesce",
    "cos",
    "count",
    "cume_dist",
    "current_date",
    "current_time",
    "current_timestamp",
    "date",
    "datetime",
    "degrees",
    "dense_rank",
    "exp",
    "first_value",
    "floor",
    "format",
    "glob",
    "group_concat",
    "hex",
    "ifnull",
    "iif",
    "instr",
    "json",
    "json_array",
    "json_array_length",
    "json_each",
    "json_extract",
    "json_group_array",
    "json_group_object",
    "json_object",
    "json_quote",
    "json_type",
    "json_valid",
    "julianday",
    "lag",
    "last_value",
    "lead",
    "length",
    "like",
    "ln",
    "log",
    "lower",
    "ltrim",
    "max",
    "min",
    "mod",
    "nth_value",
    "ntile",
    "nullif",
    "percent_rank",
    "pow",
    "printf",
    "quote",
    "rank",
    "replace",
    "round",
    "row_number",
    "rtrim",
    "sign",
    "sqrt",
    "strftime",
    "substr",
    "substring",
    "sum",
    "time",
    "total",
    "trim",
    "typeof",
    "unicode",
    "unixepoch",
    "upper",
};

bool view_exists(const model::Catalogue& catalogue, std::string_view name) {
  if (name.substr(0, 2) != "v_") return false;
  return name == "v_journal" || catalogue.find_entity(name.substr(2)) != nullptr;
}

/// `inside` is the view or the common table expression on whose behalf the table is read. A view
/// reads its own table only, so an expression that borrows a view's name gains nothing.
bool may_read(const model::Catalogue& catalogue, std::string_view table, std::string_view inside) {
  if (table == "json_each" || table == "json_tree" || view_exists(catalogue, table)) return true;
  return view_exists(catalogue, inside) && inside.substr(2) == table;
}

/// Counting rows reads a table without a column, under the name that stands in FROM: a view, its
/// table, or an expression of the caller's. Only Tandem's books stay shut.
bool may_count(std::string_view name) {
  const std::string table = ascii_lower(name);
  return table.rfind("sync_", 0) != 0 && table.rfind("sqlite_", 0) != 0 && table != "store_meta" &&
         table != "kept_answer" && table != "change_value";
}

bool may_call(std::string_view function) {
  return std::find(std::begin(kFunctions), std::end(kFunctions), function) != std::end(kFunctions);
}

std::string_view text(const char* c) { return c != nullptr ? std::string_view(c) : std::string_view{}; }

int decide(void* context, int action, const char* first, const char* second, const char*,
           const char* inside) {
  const auto& catalogue = *static_cast<const model::Catalogue*>(context);
  bool allowed = false;
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
      allowed = true;
      break;
    case SQLITE_READ:
      allowed =
          text(second).empty() ? may_count(text(first)) : may_read(catalogue, text(first), text(inside));
      break;
    case SQLITE_FUNCTION:
      allowed = may_call(text(second));
      break;
    default:
      break;
  }
  return allowed ? SQLITE_OK : SQLITE_DENY;
}

}  // namespace

void guard(sqlite3* db, const model::Catalogue& catalogue) {
  sqlite3_set_authorizer(db, &decide, const_cast<model::Catalogue*>(&catalogue));
}

}  // namespace tandem::store
