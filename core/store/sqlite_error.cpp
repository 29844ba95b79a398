// SPDX-License-Identifier: Apache-2.0
// SQLite's results in Tandem's words. Constraint names in the schema are sentences (schema.cpp), so
// that a refused row says which rule of which field it broke.
#include <string>

#include "base/error.hpp"
#include "store/database.hpp"

namespace tandem::store {
namespace {

Error make(tandem_status status, std::string message, std::string advice, int code) {
  return Error(status, std::move(message), std::move(advice)).native("sqlite", code);
}

std::string_view after_colon(std::string_view message) {
  const auto at = message.find(": ");
  return at == std::string_view::npos ? std::string_view{} : message.substr(at + 2);
}

std::string last_word(std::string_view message) {
  const auto at = message.rfind(' ');
  return std::string(at == std::string_view::npos ? message : message.substr(at + 1));
}

/// "guideline_version.guideline_id, guideline_version.number" → entity and field names.
std::pair<std::string, std::string> split_columns(std::string_view columns) {
  std::string entity;
  std::string fields;
  while (!columns.empty()) {
    const auto comma = columns.find(", ");
    const std::string_view column = columns.substr(0, comma);
    const auto dot = column.find('.');
    if (dot != std::string_view::npos) entity = std::string(column.substr(0, dot));
    if (!fields.empty()) fields += " and ";
    fields += dot == std::string_view::npos ? column : column.substr(dot + 1);
    columns = comma == std::string_view::npos ? std::string_view{} : columns.substr(comma + 2);
  }
  return {entity, fields};
}

Error unique_error(std::string_view message, int code) {
  const auto [entity, fields] = split_columns(after_colon(message));
  if (fields == "id") {
    return Refusal(TANDEM_ALREADY_EXISTS, "not_unique", "a " + entity + " with this id is there already",
                   "leave the id out, or change the record that has it")
        .native("sqlite", code);
  }
  return Refusal(TANDEM_ALREADY_EXISTS, "not_unique", "another " + entity + " has the same " + fields,
                 "look for the record that is there and change that one")
      .native("sqlite", code);
}

Error constraint_error(std::string_view message, int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return unique_error(message, code);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return make(TANDEM_INVALID_ARGUMENT, "refers to a record that is not there",
                  "create the record it refers to first", code);
    case SQLITE_CONSTRAINT_NOTNULL:
      return make(TANDEM_INVALID_ARGUMENT, std::string(after_colon(message)) + " is required",
                  "give the field a value", code);
    case SQLITE_CONSTRAINT_CHECK:
      return make(TANDEM_INVALID_ARGUMENT, std::string(after_colon(message)), "mend the field and try again",
                  code);
    case SQLITE_CONSTRAINT_DATATYPE:
      return make(TANDEM_INVALID_ARGUMENT, last_word(message) + " takes another kind of value",
                  "see the field's type in the catalogue", code);
    case SQLITE_CONSTRAINT_TRIGGER:
      return make(TANDEM_INVALID_STATE, std::string(message), "write a new entry instead", code);
    default:
      return make(TANDEM_INVALID_ARGUMENT, "a rule of the store refuses this change", {}, code);
  }
}

}  // namespace

void throw_sqlite(sqlite3* db, int code, std::string_view doing) {
  const int extended =
      db != nullptr && sqlite3_errcode(db) == (code & 0xff) ? sqlite3_extended_errcode(db) : code;
  const std::string message = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  const std::string what = std::string(doing);
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      throw constraint_error(message, extended);
    case SQLITE_FULL:
      throw make(TANDEM_OUT_OF_MEMORY, "the disk is full; " + what + " was not done",
                 "free disk space and try again; nothing of this change was kept", extended);
    case SQLITE_NOMEM:
      throw make(TANDEM_OUT_OF_MEMORY, "memory ran out; " + what + " was not done",
                 "free memory and try again", extended);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: {
      Error busy = make(TANDEM_BUSY, "another program holds the store; " + what + " was not done",
                        "close tools that write to the file and try again", extended);
      busy.retryable = true;
      throw busy;
    }
    case SQLITE_CORRUPT:
      throw make(TANDEM_CORRUPT, "the store is damaged; " + what + " was not done",
                 "run `tandem verify`, then `tandem restore` with the last good backup", extended);
    case SQLITE_NOTADB:
      throw make(TANDEM_CORRUPT, "the file is not a Tandem store",
                 "check the path; a store is made with `tandem init`", extended);
    case SQLITE_READONLY:
      throw make(TANDEM_FORBIDDEN, "the store may only be read here; " + what + " was not done",
                 "give this user write access to the file and its folder, or open it read-only", extended);
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      throw make(TANDEM_UNAVAILABLE, "the store cannot be opened",
                 "check that this user may read the file and write in its folder", extended);
    case SQLITE_IOERR:
      throw make(TANDEM_UNAVAILABLE, "the disk failed; " + what + " was not done",
                 "check the disk, open the store again and run `tandem verify`", extended);
    case SQLITE_INTERRUPT:
      throw make(TANDEM_CANCELLED, what + " was stopped", {}, extended);
    case SQLITE_TOOBIG:
      throw make(TANDEM_INVALID_ARGUMENT, "a value is too large for the store",
                 "store less than 16 MiB in one value", extended);
    case SQLITE_AUTH:
      throw make(TANDEM_FORBIDDEN, what + " may only read the documented views",
                 "use the views named v_<entity> and v_journal", extended);
    default:
      throw make(TANDEM_INTERNAL, "the store refused " + what, "report this with the steps that led to it",
                 extended);
  }
}

}  // namespace tandem::store
