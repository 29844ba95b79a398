// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <array>

namespace tandem {

bool Error::is_refusal() const {
  switch (status_) {
    case TANDEM_INVALID_ARGUMENT:
    case TANDEM_INVALID_STATE:
    case TANDEM_NOT_FOUND:
    case TANDEM_ALREADY_EXISTS:
    case TANDEM_CONFLICT:
    case TANDEM_FORBIDDEN:
      return true;
    default:
      return false;
  }
}

std::string_view Error::code() const {
  for (const auto& [key, value] : details) {
    if (key == "code") return value;
  }
  return {};
}

std::string_view status_name(tandem_status status) {
  static constexpr std::array<std::string_view, 19> names = {
      "ok",        "invalid argument", "invalid state",   "not found",     "already exists",  "conflict",
      "busy",      "unsupported",      "unauthenticated", "forbidden",     "rate limited",    "timeout",
      "cancelled", "unavailable",      "corrupt",         "out of memory", "adapter failure", "needs upgrade",
      "internal"};
  const auto index = static_cast<std::size_t>(status);
  return status >= 0 && index < names.size() ? names[index] : "unknown";
}

}  // namespace tandem
