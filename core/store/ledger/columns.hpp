// SPDX-License-Identifier: Apache-2.0
// Small helpers for reading and binding the ledger's columns.
#pragma once

#include "store/database.hpp"

namespace tandem::store::ledger {

inline void bind_text_or_null(Statement& s, int index, std::string_view text) {
  if (text.empty()) {
    s.bind_null(index);
  } else {
    s.bind(index, text);
  }
}

inline void bind_or_null(Statement& s, int index, const std::optional<std::int64_t>& number) {
  if (number) {
    s.bind(index, *number);
  } else {
    s.bind_null(index);
  }
}

inline std::optional<std::string> text_if_any(const Statement& s, int column) {
  if (s.is_null(column)) return std::nullopt;
  return std::string(s.text(column));
}

inline std::optional<std::int64_t> number_if_any(const Statement& s, int column) {
  if (s.is_null(column)) return std::nullopt;
  return s.integer(column);
}

}  // namespace tandem::store::ledger
