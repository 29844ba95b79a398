// SPDX-License-Identifier: Apache-2.0
// The stretch of time that a query or a verb looks at: its arguments and their reading.
#pragma once

#include "base/services.hpp"
#include "domain/arguments.hpp"

namespace tandem::domain {

inline constexpr Argument kWindowArguments[] = {
    {.name = "from", .type = Type::instant, .doc = "first instant; absent: from the beginning"},
    {.name = "until", .type = Type::instant, .doc = "end, exclusive; absent: to the end"},
};

struct Window {
  Instant from = INT64_MIN, until = INT64_MAX;  ///< end exclusive
  bool is_all_time() const { return from == INT64_MIN && until == INT64_MAX; }
};

inline Window window_of(const Json& args) {
  return {number_of(args, "from").value_or(INT64_MIN), number_of(args, "until").value_or(INT64_MAX)};
}

}  // namespace tandem::domain
