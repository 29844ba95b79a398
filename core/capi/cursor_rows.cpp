// SPDX-License-Identifier: Apache-2.0
#include "capi/cursor_rows.hpp"

#include "base/text.hpp"
#include "model/document.hpp"

namespace tandem::capi {
namespace {

using model::Type;

/// Views show ids as sixteen bytes; documents write them as text.
Json bytes_document(std::string_view bytes) {
  return bytes.size() == sizeof(Id::bytes) ? Id::from_view(bytes).text() : hex(bytes);
}

Json value_document(const model::Column& column, const model::Value& value) {
  switch (value.kind) {
    case TANDEM_VALUE_BYTES:
    case TANDEM_VALUE_ID:
      return bytes_document(model::view(value));
    case TANDEM_VALUE_TEXT:
    case TANDEM_VALUE_ENUM:
    case TANDEM_VALUE_DECIMAL:
      return model::view(value);
    default:
      return model::to_json(model::Field{.name = column.name, .type = column.type}, value);
  }
}

std::vector<model::Column> journal_columns() {
  return {{"seq", Type::integer},     {"at", Type::instant},  {"recorded_at", Type::instant},
          {"actor_kind", Type::text}, {"actor_id", Type::id}, {"on_behalf_of", Type::id},
          {"kind", Type::text},       {"entity", Type::text}, {"record_id", Type::id},
          {"version_id", Type::id},   {"payload", Type::json}};
}

void set_id_or_null(model::Row& row, std::size_t column, const Id& id) {
  row.set(column, id.empty() ? model::null() : model::id(id));
}

model::Row journal_row(const store::JournalEntry& entry) {
  model::Row row(11);
  row.set(0, model::integer(entry.seq));
  row.set(1, model::instant(entry.at));
  row.set(2, model::instant(entry.recorded_at));
  row.set_text(3, entry.actor_kind);
  set_id_or_null(row, 4, entry.actor);
  set_id_or_null(row, 5, entry.on_behalf_of);
  row.set_text(6, entry.kind);
  row.set_text(7, entry.entity);
  set_id_or_null(row, 8, entry.record);
  set_id_or_null(row, 9, entry.version);
  row.set(10, model::bytes(TANDEM_VALUE_JSON, entry.payload));
  return row;
}

}  // namespace

std::string row_document(const std::vector<model::Column>& columns, std::span<const model::Value> row) {
  Json document = Json::object();
  for (std::size_t i = 0; i < row.size(); ++i) document[columns[i].name] = value_document(columns[i], row[i]);
  return document.dump();
}

model::Table journal_table(const std::vector<store::JournalEntry>& entries) {
  model::Table table{journal_columns(), {}};
  table.rows.reserve(entries.size());
  for (const auto& entry : entries) table.rows.push_back(journal_row(entry));
  return table;
}

}  // namespace tandem::capi
