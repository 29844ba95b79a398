// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::adapters {

/// Counters of one instance, taken and reset by the engine at the end of a run.
class Metrics {
 public:
  /// Malformed names and more than 200 different ones are dropped: an adapter must not grow us.
  void count(std::string_view name, std::int64_t delta);
  std::vector<std::pair<std::string, std::int64_t>> take();

 private:
  std::map<std::string, std::int64_t, std::less<>> counters_;
};

}  // namespace tandem::adapters
