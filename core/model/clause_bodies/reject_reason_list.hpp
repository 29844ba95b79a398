// SPDX-License-Identifier: Apache-2.0
// The reasons for which a lead may be returned, and when they speak against the lead definition.
#pragma once

#include "model/catalogue.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Field kRejectReasonBody[] = {
    {.name = "reasons", .type = Type::json, .flags = kRequired, .doc = "[{code, label}]; a return names one of the codes"},
    {.name = "review_share_ppm", .type = Type::ppm, .doc = "share of all returns from which one reason may open a change of the lead definition", .fallback = "300000"},
    {.name = "review_min_returns", .type = Type::integer, .doc = "fewer returns than this prove nothing", .fallback = "10"},
};
void check_reject_reason_list(const Catalogue& catalogue, const Json& body);

}  // namespace tandem::model
// clang-format on
