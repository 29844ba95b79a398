// SPDX-License-Identifier: Apache-2.0
// How a success is shared among sides and persons. Pure: values in, values out; exact.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"

namespace tandem::domain {

struct SideShare {
  std::string side;
  std::int64_t ppm = 0;
};

/// Who takes part in the share of a side: a person, or the side as a whole.
struct Earner {
  std::string side;
  Id person;  ///< empty: the side
  std::string role;
  std::int64_t weight = 1;  ///< within the side
  bool operator==(const Earner&) const = default;
};

struct Share {
  Earner earner;
  std::int64_t ppm = 0;
  std::optional<std::int64_t> amount_minor;
  bool operator==(const Share&) const = default;
};

/// Parts of `total` by weight that add up to it, largest remainder, ties to the earlier; of an amount below
/// zero too.
std::vector<std::int64_t> parts_of(std::int64_t total, const std::vector<std::int64_t>& weights);

/// 1,000,000 ppm and, where there is one, the amount: first by side, then inside each side by the weights of
/// its earners, each time to the last unit. A side without an earner
/// keeps its share as a side; a side without a share gives its earners nothing and no line.
std::vector<Share> share_out(const std::vector<SideShare>& sides, const std::vector<Earner>& earners,
                             std::optional<std::int64_t> amount_minor);

}  // namespace tandem::domain
