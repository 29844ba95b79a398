// SPDX-License-Identifier: Apache-2.0
#include "adapters/metrics.hpp"

#include <algorithm>

namespace tandem::adapters {
namespace {

constexpr std::size_t kMostCounters = 200;

bool well_named(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
  });
}

}  // namespace

void Metrics::count(std::string_view name, std::int64_t delta) {
  const auto found = counters_.find(name);
  if (found != counters_.end()) {
    std::int64_t sum = 0;
    found->second = __builtin_add_overflow(found->second, delta, &sum) ? INT64_MAX : sum;
  } else if (counters_.size() < kMostCounters && well_named(name)) {
    counters_.emplace(name, delta);
  }
}

std::vector<std::pair<std::string, std::int64_t>> Metrics::take() {
  std::vector<std::pair<std::string, std::int64_t>> taken(counters_.begin(), counters_.end());
  counters_.clear();
  return taken;
}

}  // namespace tandem::adapters
