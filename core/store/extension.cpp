// SPDX-License-Identifier: Apache-2.0
#include "store/extension.hpp"

#include "base/error.hpp"
#include "model/entities/people.hpp"
#include "store/connection.hpp"
#include "store/schema.hpp"

namespace tandem::store {
namespace {

using model::at;
using model::kExtensionField;

Row declaration(const EntityInfo& entity, const ExtensionField& field) {
  Row row = entity.new_row();
  row.set_text(at(kExtensionField, "entity"), field.entity);
  row.set_text(at(kExtensionField, "name"), field.name);
  row.set(at(kExtensionField, "type"), model::bytes(TANDEM_VALUE_ENUM, model::type_name(field.type)));
  row.set(at(kExtensionField, "personal"), model::boolean(field.personal));
  return row;
}

}  // namespace

model::Type extension_type(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(model::Type::json); ++i) {
    const auto type = static_cast<model::Type>(i);
    if (model::type_name(type) == name) return type;
  }
  throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_argument", "there is no such field type",
                "use text, integer, decimal, boolean, date, instant or json");
}

Id declare_extension(Change& change, const ExtensionField& field) {
  if (change.database().is_widened()) {
    // This library would make the view without the fields that it does not know.
    throw Error(TANDEM_NEEDS_UPGRADE,
                "a newer Tandem has added to this store; only that one may declare fields",
                "install the newer Tandem");
  }
  // A copy of the catalogue checks name and type; the real one follows after the commit.
  model::Catalogue trial(change.catalogue());
  trial.add_extension(field.entity, field.name, field.type, field.personal);
  const EntityInfo& widened = trial.entity(field.entity);

  const EntityInfo& declarations = change.entity(kExtensionField);
  Row row = declaration(declarations, field);
  const Id id = change.create(declarations, row, model::SetBy::verb);
  sqlite3* db = change.database().raw();
  run_script(db,
             "ALTER TABLE " + quoted_name(widened.name()) + " ADD COLUMN " +
                 column_sql(widened.name(), widened.field(widened.position(field.name))),
             "adding a field");
  rebuild_view(db, widened);
  run_script(db, "UPDATE store_meta SET value = value + 1 WHERE key = 'generation'", "adding a field");
  change.declares_fields();
  return id;
}

void add_declared_fields(sqlite3* db, model::Catalogue& catalogue) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(
      db, "SELECT entity, name, type, personal FROM extension_field ORDER BY id", -1, &raw, nullptr);
  if (code != SQLITE_OK) throw_sqlite(db, code, "reading the extension fields");
  Statement declared(raw, nullptr);
  while (declared.step()) {
    const EntityInfo* entity = catalogue.find_entity(declared.text(0));
    if (entity == nullptr || entity->find(declared.text(1))) continue;
    catalogue.add_extension(declared.text(0), declared.text(1), extension_type(declared.text(2)),
                            declared.integer(3) != 0);
  }
}

}  // namespace tandem::store
