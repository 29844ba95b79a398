// SPDX-License-Identifier: Apache-2.0
#include "domain/rows.hpp"

namespace tandem::domain {

void set_text(const EntityInfo& entity, Row& row, std::size_t field, std::string_view value) {
  row.set(field, model::bytes(model::value_kind(entity.field(field).type), value));
}

void set_id(Row& row, std::size_t field, const Id& value) {
  if (value.empty()) {
    row.set(field, model::null());
  } else {
    row.set_id(field, value);
  }
}

void set_number(const EntityInfo& entity, Row& row, std::size_t field, std::int64_t value) {
  row.set(field, model::scalar(model::value_kind(entity.field(field).type), value));
}

std::vector<Id> due_ids(store::Statement rows, Portion& portion) {
  std::vector<Id> ids;
  while (rows.step() && portion.take()) ids.push_back(rows.id(0));
  return ids;
}

}  // namespace tandem::domain
