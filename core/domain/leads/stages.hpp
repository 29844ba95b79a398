// SPDX-License-Identifier: Apache-2.0
// The trail of stages a lead or an opportunity went through.
#pragma once

#include <string_view>

#include "domain/rows.hpp"

namespace tandem::domain {

struct StageMove {
  std::string_view from;  ///< empty: the first stage
  std::string_view to;
  std::string_view cause;
  Instant at = 0;
  Id person;
};

/// Ends the open stay of a lead and starts the next one.
void enter_lead_stage(Change& change, const Id& lead, const StageMove& move);
void enter_opportunity_stage(Change& change, const Id& opportunity, const StageMove& move);

}  // namespace tandem::domain
