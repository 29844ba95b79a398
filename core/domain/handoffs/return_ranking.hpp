// SPDX-License-Identifier: Apache-2.0
// Why hand-offs come back, most frequent reason first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/window.hpp"
#include "store/database.hpp"

namespace tandem::domain {

struct RankedReason {
  std::string code;
  std::int64_t returned = 0, disputes = 0;  ///< all returns, and those after acceptance among them
  std::optional<std::int64_t> share_ppm, cumulative_ppm;
};

/// Of the hand-offs offered in the window; shares are of all returns, disputes included.
std::vector<RankedReason> ranked_returns(store::Database& database, const Window& window);

}  // namespace tandem::domain
