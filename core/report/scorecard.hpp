// SPDX-License-Identifier: Apache-2.0
// The joint scorecard: the one page that both sides read, with the same numbers for each.
#pragma once

#include <optional>
#include <string>

#include "base/json.hpp"
#include "store/database.hpp"

namespace tandem::report {

struct ScorecardOptions {
  Id period;                     ///< goals of this period only; empty: of all
  std::optional<Instant> as_of;  ///< the instant goals are judged at; absent: now
  std::size_t origins = 8;       ///< so many rows of the funnel, then the rest as one
};

/// {"as_of", "goals": […], "funnel": {"origins": […], "total": {…}}, "handoffs": {…, "reasons": […]},
/// "promises": [{policy, responsible_side, …}], "feedback": {…}, "requests": {…}, "irregularities": {…},
/// "rules": {"signed": [kind…], "unsigned": [kind…]}}
Json scorecard(store::Database& database, const ScorecardOptions& options = {});

/// The scorecard as a page of plain text, at most 100 columns wide.
std::string render_text(const Json& scorecard);

}  // namespace tandem::report
