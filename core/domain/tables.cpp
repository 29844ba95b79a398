// SPDX-License-Identifier: Apache-2.0
#include "domain/tables.hpp"

#include "model/document.hpp"

namespace tandem::domain {

TableBuilder& TableBuilder::row() {
  table_.rows.emplace_back(table_.columns.size());
  for (std::size_t i = 0; i < table_.columns.size(); ++i) table_.rows.back().set(i, model::null());
  next_ = 0;
  return *this;
}

/// Gives the value the kind of its column, so that readers see one kind a column.
TableBuilder& TableBuilder::cell(Value value) {
  const std::size_t column = next_++;
  const bool empty_text = model::is_bytes(value) && value.size == 0;
  if (!model::has(value) || empty_text) return *this;
  value.kind = model::value_kind(table_.columns.at(column).type);
  table_.rows.back().set(column, value);
  return *this;
}

TableBuilder& TableBuilder::id(const Id& value) {
  return value.empty() ? cell(model::null()) : cell(model::id(value));
}

TableBuilder& TableBuilder::number(std::optional<std::int64_t> value) {
  return cell(value ? model::integer(*value) : model::null());
}

TableBuilder& TableBuilder::columns(const store::Statement& statement, int first, int count) {
  for (int i = 0; i < count; ++i) cell(statement.value(first + i, table_.columns.at(next_).type));
  return *this;
}

Table table_of(store::Statement statement, std::initializer_list<Column> columns) {
  TableBuilder table(columns);
  while (statement.step()) table.row().columns(statement, 0, static_cast<int>(columns.size()));
  return table.take();
}

Json documents_of(const Table& table) {
  Json rows = Json::array();
  for (const Row& row : table.rows) {
    Json document = Json::object();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Field field{.name = table.columns[i].name, .type = table.columns[i].type};
      document[table.columns[i].name] = model::to_json(field, row[i]);
    }
    rows.push_back(std::move(document));
  }
  return rows;
}

}  // namespace tandem::domain
