// SPDX-License-Identifier: Apache-2.0
#include "domain/goals/realism.hpp"

#include <algorithm>

#include "domain/exact.hpp"

namespace tandem::domain {

std::optional<std::int64_t> best_over(std::span<const Dated> records, std::int64_t length) {
  if (records.empty()) return std::nullopt;
  Wide sum = 0, best = 0;
  std::size_t first = 0;
  for (const Dated& last : records) {
    sum += last.value;
    while (records[first].at <= last.at - length) sum -= records[first++].value;
    best = std::max(best, sum);
  }
  return narrow(best);
}

Realism realism(std::int64_t required, std::optional<std::int64_t> best) {
  Realism out;
  if (best && *best > 0) out.ppm = divide(Wide{required} * kMillion, *best);
  out.unproven = required > std::max<std::int64_t>(best.value_or(0), 0);
  return out;
}

std::int64_t scale_score(const ScaleMarks& marks, std::int64_t value) {
  const Wide sign = marks.target > marks.floor ? 1 : -1;
  const Wide gone = sign * (Wide{value} - marks.floor), way = sign * (Wide{marks.target} - marks.floor);
  if (gone <= 0) return 0;
  if (gone <= way) return divide(gone * 100, way).value_or(0);
  if (!marks.stretch) return 100;
  const Wide beyond = sign * (Wide{*marks.stretch} - marks.target);
  if (gone - way >= beyond) return marks.cap;
  return 100 + divide((gone - way) * (Wide{marks.cap} - 100), beyond).value_or(0);
}

}  // namespace tandem::domain
