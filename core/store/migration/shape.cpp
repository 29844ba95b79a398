// SPDX-License-Identifier: Apache-2.0
#include "store/migration/shape.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "model/shape.hpp"
#include "store/connection.hpp"
#include "store/database.hpp"
#include "store/schema.hpp"
#include "store/sidecar.hpp"

namespace tandem::store {
namespace {

constexpr std::size_t kFingerprintSize = 32;

/// A script's statements, each on one line and without the remarks before it.
std::vector<std::string> statements_of(std::string_view script) {
  std::vector<std::string> out;
  std::string statement;
  while (!script.empty()) {
    const auto end = script.find('\n');
    const std::string_view line = script.substr(0, end);
    script = end == std::string_view::npos ? std::string_view{} : script.substr(end + 1);
    if (trim(line).empty() || trim(line).substr(0, 2) == "--") continue;
    statement += std::string(line) + "\n";
    if (sqlite3_complete(statement.c_str()) == 0) continue;
    out.push_back(one_line(statement));
    statement.clear();
  }
  return out;
}

/// How the generator stores a field of each type: a new form of a rule must change the fingerprint too.
std::string type_lines() {
  static constexpr std::string_view kTwo[] = {"a", "b"};
  std::string out;
  for (int i = 0; i <= static_cast<int>(model::Type::json); ++i) {
    model::Field sample{.name = "sample", .type = static_cast<model::Type>(i)};
    if (sample.type == model::Type::choice) sample.choices = kTwo;
    if (sample.type == model::Type::ref) sample.target = "person";
    out += "type " + std::string(model::type_name(sample.type)) + " " + column_sql("type", sample) + "\n";
  }
  return out;
}

}  // namespace

Shape read_shape(sqlite3* db) {
  sqlite3_stmt* raw = nullptr;
  const int code =
      sqlite3_prepare_v2(db,
                         "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL "
                         "AND type <> 'view' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
                         -1, &raw, nullptr);
  if (code != SQLITE_OK) throw_sqlite(db, code, "reading the store's shape");
  Statement rows(raw, nullptr);
  Shape shape;
  while (rows.step()) {
    if (rows.text(0) == "table") {
      shape.tables.emplace(rows.text(1), one_line(rows.text(3)));
    } else {
      shape.attached.emplace(rows.text(1), Attached{std::string(rows.text(2)), one_line(rows.text(3))});
    }
  }
  return shape;
}

Shape shape_of(const model::Catalogue& catalogue) {
  const Connection empty = connect(":memory:", Access::write, 0);
  run_script(empty.get(), schema_sql(catalogue), "working out the shape");
  return read_shape(empty.get());
}

std::string listing_of(const model::Catalogue& catalogue) {
  std::string out;
  for (const std::string& line : model::shape_lines(catalogue)) out += line + "\n";
  out += type_lines();
  for (const std::string& statement : statements_of(fixed_schema_sql())) out += statement + "\n";
  return out;
}

std::string fingerprint_of(std::string_view listing) {
  return sha256_hex(listing).substr(0, kFingerprintSize);
}

void record_shape(sqlite3* db, const model::Catalogue& catalogue) {
  const std::string listing = listing_of(catalogue);
  put_meta(db, meta::kShape, listing);
  put_meta(db, meta::kFingerprint, fingerprint_of(listing));
  put_meta(db, meta::kCatalogue, std::string(catalogue.version()));
}

bool is_extension_name(std::string_view column) { return column.substr(0, 2) == "x_"; }

}  // namespace tandem::store
