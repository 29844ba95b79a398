// SPDX-License-Identifier: Apache-2.0
// Enumerations that more than one entity uses.
#pragma once

#include <array>
#include <string_view>

namespace tandem::model {

using Names = std::string_view;

inline constexpr Names kSides[] = {"marketing", "sales", "leadership", "shared", "external"};
/// What feedback may be about and an idea may have become.
inline constexpr Names kSubjects[] = {"lead",           "account",   "opportunity", "campaign",
                                      "goal",           "guideline", "handoff",     "request",
                                      "customer_voice", "insight",   "signal",      "idea"};

}  // namespace tandem::model
