// SPDX-License-Identifier: Apache-2.0
// The two handles that every file of this folder makes: owned text, and the error object.
#pragma once

#include <tandem/library.h>

#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/json.hpp"
#include "capi/counted.hpp"

struct tandem_text : tandem::capi::Counted {
  explicit tandem_text(std::string bytes) : value(std::move(bytes)) {}
  const std::string value;
};

struct tandem_error : tandem::capi::Counted {
  // NOLINTNEXTLINE(bugprone-throw-keyword-missing): it is held here, not thrown
  explicit tandem_error(tandem::Error from) : value(std::move(from)) {}
  const tandem::Error value;
};

namespace tandem::capi {

inline tandem_str view_of(std::string_view text) { return {text.data(), text.size()}; }

/// Hands text out where the caller wants it; null: not wanted.
inline void give(tandem_text** out, std::string text) {
  if (out != nullptr) *out = new tandem_text(std::move(text));
}
inline void give(tandem_text** out, const Json& document) {
  if (out != nullptr) give(out, document.dump());
}

}  // namespace tandem::capi
