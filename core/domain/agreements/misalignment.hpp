// SPDX-License-Identifier: Apache-2.0
// Early signs that the two sides drift apart, against the thresholds of the judging_policy.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/services.hpp"

namespace tandem::domain {

/// The instant of the policy's week that has come last: midnight UTC of its weekday; nothing without one.
std::optional<Instant> last_warning_day(const Json& policy, Instant now);

struct Measurement {
  std::string_view name;
  std::int64_t value = 0;             ///< ppm, or a count
  std::optional<std::int64_t> limit;  ///< of the policy
  bool at_least = false;              ///< the limit is the least, not the most that is well
  bool fails() const { return limit && (at_least ? value < *limit : value > *limit); }
};

}  // namespace tandem::domain
