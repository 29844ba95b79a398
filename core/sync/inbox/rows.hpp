// SPDX-License-Identifier: Apache-2.0
// Small helpers for the engine's answers.
#pragma once

#include <optional>

#include "base/id.hpp"
#include "base/json.hpp"

namespace tandem::sync {

inline Json id_or_null(const Id& id) { return id.empty() ? Json() : Json(id.text()); }
template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

}  // namespace tandem::sync
