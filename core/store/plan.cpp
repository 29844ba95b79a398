// SPDX-License-Identifier: Apache-2.0
#include "store/plan.hpp"

#include "base/json.hpp"
#include "model/document.hpp"
#include "store/schema.hpp"

namespace tandem::store {
namespace {

using model::EntityInfo;
using model::Field;
using model::SetBy;

bool host_may(const Field& field, bool creating) {
  return field.set_by == SetBy::host || (creating && field.is(model::kOnCreate));
}

void note_field(EntityPlan& plan, const Field& field, std::size_t position) {
  plan.kinds.push_back(model::value_kind(field.type));
  plan.columns.push_back(quoted_name(field.name));
  const bool own = position >= model::kCommonFields;
  plan.host_may_create.push_back(own && host_may(field, true));
  plan.host_may_change.push_back(own && host_may(field, false));
  if (!own) return;
  if (field.is(model::kRequired)) plan.required.push_back(position);
  if (!field.target.empty()) plan.refs.push_back(position);
  if (field.fallback.empty()) return;
  model::Arena arena;
  plan.fallbacks.set(position, model::from_json(field, parse_json(field.fallback, field.name), arena));
  plan.with_fallback.push_back(position);
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace

EntityPlan::EntityPlan(const EntityInfo& entity) : fields(entity.size()), fallbacks(entity.size()) {
  for (std::size_t i = 0; i < fields; ++i) note_field(*this, entity.field(i), i);
  const std::string table = quoted_name(entity.name());
  select = "SELECT " + joined(columns) + " FROM " + table + " WHERE id = ?";
  std::string marks = "?";
  for (std::size_t i = 1; i < fields; ++i) marks += ", ?";
  insert = "INSERT INTO " + table + " (" + joined(columns) + ") VALUES (" + marks + ")";
  update_head_ = "UPDATE " + table + " SET ";
  if (!entity.descriptor().state_field.empty()) state = entity.position(entity.descriptor().state_field);
  const std::string name(entity.name());
  created = name + ".created";
  updated = name + ".updated";
  archived = name + ".archived";
  restored = name + ".restored";
}

std::string EntityPlan::update(const std::vector<std::size_t>& positions) const {
  std::string sql = update_head_;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (i > 0) sql += ", ";
    sql += columns[positions[i]];
    sql += " = ?";
  }
  return sql + " WHERE id = ?";
}

}  // namespace tandem::store
