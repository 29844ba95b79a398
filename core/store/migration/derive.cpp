// SPDX-License-Identifier: Apache-2.0
#include "store/migration/derive.hpp"

#include <deque>
#include <map>
#include <optional>
#include <set>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "model/document.hpp"
#include "store/connection.hpp"
#include "store/database.hpp"
#include "store/schema.hpp"

namespace tandem::store {
namespace {

std::int64_t rows_of(sqlite3* db, const std::string& table) {
  return ask_number(db, "SELECT count(*) FROM " + quoted_name(table));
}

std::set<std::string> rebuilt_tables(const Derivation& derivation) {
  std::set<std::string> tables;
  for (const Difference& difference : derivation.differences) {
    if (difference.work == Work::rebuild_table) tables.insert(difference.table);
  }
  return tables;
}

/// Makes the indexes and triggers of a table that has none.
void make_attached(sqlite3* db, const Derivation& derivation, const std::string& table) {
  for (const auto& [name, one] : derivation.wanted.attached) {
    if (one.table == table) run_script(db, one.sql, "making an index");
  }
}

void drop_attached(sqlite3* db, const Derivation& derivation, const std::string& name) {
  const auto mine = derivation.file.attached.find(name);
  if (mine == derivation.file.attached.end()) return;
  const bool trigger = mine->second.sql.rfind("CREATE TRIGGER", 0) == 0;
  run_script(db, (trigger ? "DROP TRIGGER " : "DROP INDEX ") + quoted_name(name), "dropping an index");
}

/// Copies one table into its new form: the way that SQLite's manual calls the twelve steps.
class Rebuild {
 public:
  Rebuild(sqlite3* db, const Derivation& derivation, std::string table)
      : db_(db),
        derivation_(derivation),
        table_(std::move(table)),
        draft_("rebuilt_" + table_),
        old_(split_table(derivation.file.tables.at(table_))),
        now_(split_table(derivation.wanted.tables.at(table_))) {}

  void run() {
    run_script(db_, new_table_sql(), "rebuilding a table");
    const std::int64_t before = rows_of(db_, table_);
    copy_rows();
    if (rows_of(db_, draft_) != before) {
      throw Error(TANDEM_INTERNAL, "rows of " + table_ + " were lost on the way; nothing was kept",
                  "report this with the store's age");
    }
    run_script(db_, "DROP TABLE " + quoted_name(table_), "rebuilding a table");
    run_script(db_, "ALTER TABLE " + quoted_name(draft_) + " RENAME TO " + quoted_name(table_),
               "rebuilding a table");
    make_attached(db_, derivation_, table_);
  }

 private:
  std::string new_table_sql() const {
    std::string items;
    const auto add = [&](const std::string& item) { items += (items.empty() ? "" : ", ") + item; };
    for (const ColumnText& column : now_.columns) add(quoted_name(column.name) + " " + column.text);
    for (const ColumnText& column : old_.columns) {
      if (is_extension_name(column.name)) add(quoted_name(column.name) + " " + column.text);
    }
    for (const std::string& rule : now_.rules) add(rule);
    return "CREATE TABLE " + quoted_name(draft_) + " (" + items + ") STRICT, WITHOUT ROWID";
  }

  /// The default of a field, where empty rows must get it.
  std::optional<Value> needed_default(const ColumnText& column) {
    const model::EntityInfo& entity = derivation_.catalogue.entity(table_);
    const model::Field& field = entity.field(entity.position(column.name));
    if (!field.is(model::kRequired) || field.fallback.empty()) return std::nullopt;
    const Json& written = defaults_.emplace_back(parse_json(field.fallback, field.name));
    return model::from_json(field, written, arena_);
  }

  void note_column(const ColumnText& column) {
    const bool is_old = old_.find(column.name) != nullptr;
    const auto value = is_extension_name(column.name) ? std::nullopt : needed_default(column);
    if (!is_old && !value) return;  // it begins empty
    const std::string name = quoted_name(column.name);
    std::string source = is_old ? name : std::string();
    if (value) {
      values_.push_back(*value);
      const std::string mark = "?" + std::to_string(values_.size());
      source = is_old ? "coalesce(" + name + ", " + mark + ")" : mark;
    }
    targets_ += (targets_.empty() ? "" : ", ") + name;
    sources_ += (sources_.empty() ? "" : ", ") + source;
  }

  void copy_rows() {
    for (const ColumnText& column : now_.columns) note_column(column);
    for (const ColumnText& column : old_.columns) {
      if (is_extension_name(column.name)) note_column(column);
    }
    sqlite3_stmt* raw = nullptr;
    const std::string sql = "INSERT INTO " + quoted_name(draft_) + " (" + targets_ + ") SELECT " + sources_ +
                            " FROM " + quoted_name(table_);
    const int code = sqlite3_prepare_v2(db_, sql.c_str(), -1, &raw, nullptr);
    if (code != SQLITE_OK) throw_sqlite(db_, code, "copying a table");
    Statement copy(raw, nullptr);
    for (std::size_t i = 0; i < values_.size(); ++i) copy.bind(static_cast<int>(i + 1), values_[i]);
    copy.run();
  }

  sqlite3* db_;
  const Derivation& derivation_;
  std::string table_, draft_;
  TableText old_, now_;
  std::deque<Json> defaults_;  // values_ look into them
  model::Arena arena_;
  std::vector<Value> values_;
  std::string targets_, sources_;
};

/// Looks for rows that the new form would refuse.
class Problems {
 public:
  Problems(sqlite3* db, const Derivation& derivation) : db_(db), derivation_(derivation) {}

  std::vector<std::string> run() {
    for (const Difference& difference : derivation_.differences) {
      if (difference.work == Work::step) {
        found_.push_back(difference.what + ", and this Tandem has no step for that");
      } else if (difference.work == Work::rebuild_table) {
        rebuild(difference);
      }
    }
    return std::move(found_);
  }

 private:
  void rebuild(const Difference& difference) {
    const TableText now = split_table(derivation_.wanted.tables.at(difference.table));
    const TableText old = split_table(derivation_.file.tables.at(difference.table));
    if (difference.name.empty()) {
      for (const std::string& rule : now.rules) broken_rules(difference.table, rule);
      return;
    }
    const ColumnText* column = now.find(difference.name);
    if (column == nullptr) return;
    const bool is_new = old.find(difference.name) == nullptr;
    if (says(column->text, "NOT") && !has_default(difference)) {
      const std::string empty = is_new ? "1" : quoted_name(difference.name) + " IS NULL";
      count(difference.table, empty, difference.table + "." + difference.name + " is required");
    }
    if (is_new) return;
    broken_rules(difference.table, column->text);
    if (says(column->text, "UNIQUE")) doubles(difference);
  }

  bool has_default(const Difference& difference) const {
    const model::EntityInfo& entity = derivation_.catalogue.entity(difference.table);
    return !entity.field(entity.position(difference.name)).fallback.empty();
  }

  void broken_rules(const std::string& table, const std::string& text) {
    for (const CheckText& check : checks_of(text))
      count(table, "NOT (" + check.condition + ")", check.sentence);
  }

  void doubles(const Difference& difference) {
    const std::string name = quoted_name(difference.name);
    count(difference.table,
          name + " IN (SELECT " + name + " FROM " + quoted_name(difference.table) +
              " GROUP BY 1 HAVING count(*) > 1)",
          difference.table + "." + difference.name + " is unique");
  }

  void count(const std::string& table, const std::string& condition, const std::string& rule) {
    std::int64_t rows = 0;
    try {
      rows = ask_number(db_, "SELECT count(*) FROM " + quoted_name(table) + " WHERE " + condition);
    } catch (const Error&) {
      return;  // a condition on fields that are not there yet: the copy itself will tell
    }
    if (rows > 0) found_.push_back(std::to_string(rows) + " of " + table + " break the new rule: " + rule);
  }

  sqlite3* db_;
  const Derivation& derivation_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<PlannedStep> planned_steps(sqlite3* db, const Derivation& derivation) {
  std::vector<PlannedStep> steps;
  std::map<std::string, std::string> rebuilt;
  for (const Difference& difference : derivation.differences) {
    if (difference.work == Work::rebuild_table) {
      std::string& why = rebuilt[difference.table];
      why += (why.empty() ? "" : "; ") + difference.what;
    } else if (difference.work != Work::step) {
      steps.push_back({difference.what});
    }
  }
  for (const auto& [table, why] : rebuilt) {
    steps.push_back({concat({"copy ", table, " into its new form: ", why}), rows_of(db, table)});
  }
  return steps;
}

std::vector<std::string> problems_of(sqlite3* db, const Derivation& derivation) {
  return Problems(db, derivation).run();
}

void derive(sqlite3* db, const Derivation& derivation) {
  const auto rebuilt = rebuilt_tables(derivation);
  for (const Difference& difference : derivation.differences) {
    if (difference.work == Work::make_table) {
      run_script(db, derivation.wanted.tables.at(difference.table), "making a table");
      make_attached(db, derivation, difference.table);
    } else if (difference.work == Work::add_field && rebuilt.count(difference.table) == 0) {
      const TableText now = split_table(derivation.wanted.tables.at(difference.table));
      run_script(db,
                 "ALTER TABLE " + quoted_name(difference.table) + " ADD COLUMN " +
                     quoted_name(difference.name) + " " + now.find(difference.name)->text,
                 "adding a field");
    }
  }
  for (const std::string& table : rebuilt) Rebuild(db, derivation, table).run();
  for (const Difference& difference : derivation.differences) {
    if (rebuilt.count(difference.table) > 0) continue;
    if (difference.work == Work::make_index || difference.work == Work::drop_index) {
      drop_attached(db, derivation, difference.name);
    }
    if (difference.work == Work::make_index) {
      run_script(db, derivation.wanted.attached.at(difference.name).sql, "making an index");
    }
  }
}

}  // namespace tandem::store
