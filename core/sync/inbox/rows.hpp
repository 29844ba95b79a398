// SPDX-License-Identifier: Apache-2.0
// Small helpers for the engine's answers.
#pragma once

#include "store/database.hpp"

namespace tandem::sync {

inline Json id_or_null(const Id& id) { return id.empty() ? Json() : Json(id.text()); }
inline Json text_or_null(const store::Statement& s, int column) {
  return s.is_null(column) ? Json() : Json(std::string(s.text(column)));
}
inline Json integer_or_null(const store::Statement& s, int column) {
  return s.is_null(column) ? Json() : Json(s.integer(column));
}

}  // namespace tandem::sync
