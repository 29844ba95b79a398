// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::tryton {

/// The buttons of sale.opportunity to press, in order, to come from one state to another; empty when
/// it is there already, nothing when no honest way leads there. A way never passes through lost,
/// cancelled or converted: those leave marks (an end date, a sale).
std::optional<std::vector<std::string>> buttons_between(std::string_view from, std::string_view to);

/// What a state means for the deal: "open", "won" or "lost".
std::string_view outcome_of(std::string_view state);

/// The state to aim for when the outcome shall be this; nothing where only Tryton can bring it about.
std::optional<std::string> state_for(std::string_view outcome, std::string_view current);

}  // namespace tandem::tryton
