// SPDX-License-Identifier: Apache-2.0
// Reading and filling rows in the words of the rules: `text_of(row, kLead["stage"])`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/words.hpp"
#include "store/change.hpp"

namespace tandem::domain {

using store::Change;

inline std::string_view text_of(const Row& row, std::size_t field) { return model::view(row[field]); }
/// `is(row, kLead["stage"]["mql"])`
inline bool is(const Row& row, Choice choice) { return text_of(row, choice.field) == choice.value; }
inline Id id_of(const Row& row, std::size_t field) { return model::to_id(row[field]); }
inline bool has(const Row& row, std::size_t field) { return model::has(row[field]); }
inline bool is_true(const Row& row, std::size_t field) { return has(row, field) && row[field].as.i != 0; }
inline std::int64_t number_of(const Row& row, std::size_t field) {
  return has(row, field) ? row[field].as.i : 0;
}
inline bool changed(const Row* before, const Row& after, std::size_t field) {
  if (!model::given(after[field])) return false;
  if (before == nullptr) return has(after, field);
  if (!has(*before, field) && !has(after, field)) return false;
  return !model::same((*before)[field], after[field]);
}

void set_text(const EntityInfo& entity, Row& row, std::size_t field, std::string_view value);
inline void set_text(const EntityInfo& entity, Row& row, Choice choice) {
  set_text(entity, row, choice.field, choice.value);
}
/// An empty id becomes null.
void set_id(Row& row, std::size_t field, const Id& value);
void set_number(const EntityInfo& entity, Row& row, std::size_t field, std::int64_t value);
inline void set_flag(Row& row, std::size_t field, bool value) { row.set(field, model::boolean(value)); }
inline void clear(Row& row, std::size_t field) { row.set(field, model::null()); }

/// The ids that a statement finds, as many as the portion allows.
std::vector<Id> due_ids(store::Statement rows, Portion& portion);

/// A row under construction: only the fields that somebody sets are given.
class Draft {
 public:
  explicit Draft(const EntityInfo& entity) : entity_(&entity), row_(entity.new_row()) {}
  Draft& text(std::size_t field, std::string_view value) {
    set_text(*entity_, row_, field, value);
    return *this;
  }
  Draft& set(Choice choice) { return text(choice.field, choice.value); }
  Draft& id(std::size_t field, const Id& value) {
    set_id(row_, field, value);
    return *this;
  }
  Draft& number(std::size_t field, std::int64_t value) {
    set_number(*entity_, row_, field, value);
    return *this;
  }
  Draft& flag(std::size_t field, bool value) {
    set_flag(row_, field, value);
    return *this;
  }
  Draft& null(std::size_t field) {
    clear(row_, field);
    return *this;
  }
  Draft& value(std::size_t field, const Value& v) {
    row_.set(field, v);
    return *this;
  }
  Row& row() { return row_; }
  /// Stores it as a new row and returns its id.
  Id create(Change& change, SetBy by = SetBy::verb) { return change.create(*entity_, row_, by); }
  /// Applies the given fields to a row and returns its revision.
  std::int64_t update(Change& change, const Id& record, SetBy by = SetBy::verb) {
    return change.update(*entity_, record, row_, by);
  }

 private:
  const EntityInfo* entity_;
  Row row_;
};

}  // namespace tandem::domain
