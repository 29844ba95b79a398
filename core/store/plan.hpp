// SPDX-License-Identifier: Apache-2.0
// What the pipeline needs to know of one entity, worked out once a connection: statements and the
// positions of fields that need a look. Columns go by name, so that files of different age fit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/catalogue.hpp"

namespace tandem::store {

struct EntityPlan {
  explicit EntityPlan(const model::EntityInfo& entity);

  std::size_t fields;                ///< how many there were when this was made
  std::vector<std::uint16_t> kinds;  ///< value kind of each field
  std::vector<std::string> columns;  ///< quoted names
  std::string select;                ///< one row by id
  std::string insert;
  std::vector<std::size_t> required, refs;
  std::vector<bool> host_may_create, host_may_change;  ///< by position
  model::Row fallbacks;                                ///< defaults, absent where there is none
  std::vector<std::size_t> with_fallback;
  std::optional<std::size_t> state;
  std::string created, updated, archived, restored;  ///< journal kinds

  /// UPDATE of these positions; parameters in their order, then the id.
  std::string update(const std::vector<std::size_t>& positions) const;

 private:
  std::string update_head_;
};

}  // namespace tandem::store
