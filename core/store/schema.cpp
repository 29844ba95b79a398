// SPDX-License-Identifier: Apache-2.0
#include "store/schema.hpp"

#include "store/connection.hpp"
#include "store/ledger/tables.hpp"

namespace tandem::store {
namespace {

using model::EntityInfo;
using model::Field;
using model::Type;

constexpr const char* kOwnTables = R"sql(
CREATE TABLE store_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  seq INTEGER PRIMARY KEY, txn INTEGER NOT NULL, at INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind = 'person' OR actor_kind = 'connection' OR actor_kind = 'system'),
  actor_id BLOB, on_behalf_of BLOB, kind TEXT NOT NULL, entity TEXT, record_id BLOB, version_id BLOB,
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX journal_record ON journal (record_id) WHERE record_id IS NOT NULL;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is immutable'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is immutable'); END;

-- Old and new values; the only place beside the record where a personal value may stand.
CREATE TABLE change_value (
  seq INTEGER NOT NULL, record_id BLOB NOT NULL, field TEXT NOT NULL, old TEXT, new TEXT,
  PRIMARY KEY (record_id, seq, field)
) STRICT, WITHOUT ROWID;

-- The answer given to a request key, so that a repeat gets the same.
CREATE TABLE kept_answer (
  key TEXT PRIMARY KEY, answer TEXT NOT NULL, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_answer_at ON kept_answer (at);
)sql";

std::string name_text(std::string_view name) { return std::string(name) + "_text"; }

std::string constraint(std::string_view sentence, const std::string& condition) {
  return " CONSTRAINT " + quoted_name(sentence) + " CHECK (" + condition + ")";
}

std::string quoted_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

/// No IN: SQLite would fill a temporary index with a list of three or more at every write.
std::string choice_check(const std::string& where, const Field& field) {
  const std::string column = quoted_name(field.name);
  std::string names;
  std::string condition;
  for (const std::string_view choice : field.choices) {
    if (!names.empty()) names += ", ", condition += " OR ";
    names += choice;
    condition += column + " = " + quoted_text(choice);
  }
  return constraint(where + " must be one of " + names, condition);
}

std::string type_check(const std::string& where, const Field& field) {
  const std::string column = quoted_name(field.name);
  switch (field.type) {
    case Type::id:
    case Type::ref:
      return constraint(where + " must be an id", "length(" + column + ") = 16");
    case Type::choice:
      return choice_check(where, field);
    case Type::boolean:
      return constraint(where + " must be true or false", column + " IN (0, 1)");
    case Type::json:
      return constraint(where + " must be a JSON document",
                        column + " IS NULL OR json_valid(" + column + ")");
    case Type::set:
      return constraint(where + " must be a list", column + " IS NULL OR (json_valid(" + column +
                                                       ") AND substr(" + column + ", 1, 1) = '[')");
    case Type::ppm:
      return constraint(where + " must lie between 0 and 1000000 parts per million",
                        column + " BETWEEN 0 AND 1000000");
    case Type::currency:
      return constraint(where + " must be a code of three letters", "length(" + column + ") = 3");
    default:
      return {};
  }
}

std::string quoted_list(std::string_view columns) {
  std::string out;
  while (!columns.empty()) {
    const auto comma = columns.find(',');
    if (!out.empty()) out += ", ";
    out += quoted_name(columns.substr(0, comma));
    columns = comma == std::string_view::npos ? std::string_view{} : columns.substr(comma + 1);
  }
  return out;
}

std::string index_line(const EntityInfo& entity, std::string_view name, std::string_view columns, bool unique,
                       std::string_view where) {
  std::string sql = unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
  sql += quoted_name(std::string(entity.name()) + "_" + std::string(name)) + " ON " +
         quoted_name(entity.name()) + " (" + quoted_list(columns) + ")";
  if (!where.empty()) sql += " WHERE " + std::string(where);
  return sql + ";\n";
}

std::string id_as_text(const std::string& c) {
  return "CASE WHEN " + c + " IS NOT NULL THEN lower(substr(hex(" + c + "), 1, 8) || '-' || substr(hex(" + c +
         "), 9, 4) || '-' || substr(hex(" + c + "), 13, 4) || '-' || substr(hex(" + c +
         "), 17, 4) || '-' || substr(hex(" + c + "), 21)) END";
}

std::string instant_as_text(const std::string& c) {
  const std::string micros = "((" + c + " % 1000000 + 1000000) % 1000000)";
  return "strftime('%Y-%m-%dT%H:%M:%S', (" + c + " - " + micros +
         ") / 1000000, 'unixepoch') || printf('.%06dZ', " + micros + ")";
}

/// The view's columns for one field.
std::string view_columns(const Field& field) {
  std::string column = quoted_name(field.name);
  switch (field.type) {
    case Type::id:
    case Type::ref:
      return column + ", " + id_as_text(column) + " AS " + quoted_name(name_text(field.name));
    case Type::date:
      return "date(" + column + " * 86400, 'unixepoch') AS " + column;
    case Type::instant:
      return column + ", " + instant_as_text(column) + " AS " + quoted_name(name_text(field.name));
    default:
      return column;
  }
}

std::string journal_view_sql() {
  return "CREATE VIEW v_journal AS SELECT seq, txn, at, " + instant_as_text("at") +
         " AS at_text, recorded_at, " + instant_as_text("recorded_at") +
         " AS recorded_at_text, actor_kind, actor_id, " + id_as_text("actor_id") +
         " AS actor_id_text, on_behalf_of, " + id_as_text("on_behalf_of") +
         " AS on_behalf_of_text, kind, entity, record_id, " + id_as_text("record_id") +
         " AS record_id_text, version_id, " + id_as_text("version_id") +
         " AS version_id_text, payload FROM journal;\n";
}

}  // namespace

std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string column_sql(std::string_view entity, const Field& field) {
  const std::string where = std::string(entity) + "." + std::string(field.name);
  std::string sql = quoted_name(field.name) + " " + std::string(model::sql_type(field.type));
  if (field.is(model::kRequired)) sql += " NOT NULL";
  if (field.is(model::kUnique)) sql += " UNIQUE";
  sql += type_check(where, field);
  // Checked at once, not at commit: only then can the error name the field.
  if (!field.target.empty()) sql += " REFERENCES " + quoted_name(field.target) + "(id)";
  return sql;
}

std::string table_sql(const EntityInfo& entity) {
  const std::string name(entity.name());
  std::string sql = "CREATE TABLE " + quoted_name(name) + " (\n  id BLOB NOT NULL PRIMARY KEY" +
                    constraint(name + ".id must be an id", "length(id) = 16");
  for (std::size_t i = model::kRevision; i < entity.size(); ++i) {
    sql += ",\n  " + column_sql(name, entity.field(i));
  }
  const std::string checks(entity.descriptor().checks);
  if (!checks.empty()) sql += "," + constraint("every " + name + " must keep: " + checks, checks);
  return sql + "\n) STRICT, WITHOUT ROWID;\n";
}

std::string index_sql(const EntityInfo& entity) {
  std::string sql;
  for (const Field& field : entity.fields()) {
    if (!field.is(model::kIndexed)) continue;
    // Nobody looks up a null, and most references of a row are null: they stay out of the index.
    const bool whole = field.is(model::kRequired);
    const std::string present = quoted_name(field.name) + " IS NOT NULL";
    sql += index_line(entity, field.name, field.name, false,
                      whole ? std::string_view() : std::string_view(present));
  }
  for (const model::Index& index : entity.descriptor().indexes) {
    sql += index_line(entity, index.name, index.columns, index.unique, index.where);
  }
  return sql;
}

std::string view_sql(const EntityInfo& entity) {
  std::string columns;
  for (const Field& field : entity.fields()) {
    if (!columns.empty()) columns += ", ";
    columns += view_columns(field);
  }
  return "CREATE VIEW " + quoted_name("v_" + std::string(entity.name())) + " AS SELECT " + columns +
         " FROM " + quoted_name(entity.name()) + ";\n";
}

std::string fixed_schema_sql() { return std::string(kOwnTables) + kLedgerSchema; }

std::string schema_sql(const model::Catalogue& catalogue) {
  std::string sql = fixed_schema_sql();
  for (const EntityInfo& entity : catalogue.entities()) sql += table_sql(entity) + index_sql(entity);
  for (const EntityInfo& entity : catalogue.entities()) sql += view_sql(entity);
  return sql + journal_view_sql();
}

void rebuild_view(sqlite3* db, const EntityInfo& entity) {
  run_script(
      db, "DROP VIEW IF EXISTS " + quoted_name("v_" + std::string(entity.name())) + ";\n" + view_sql(entity),
      "making a view");
}

void rebuild_views(sqlite3* db, const model::Catalogue& catalogue) {
  for (const EntityInfo& entity : catalogue.entities()) rebuild_view(db, entity);
  run_script(db, "DROP VIEW IF EXISTS v_journal;\n" + journal_view_sql(), "making a view");
}

}  // namespace tandem::store
