// SPDX-License-Identifier: Apache-2.0
// How fit and engagement of a lead are counted, and when it counts as qualified.
#pragma once

#include "model/catalogue.hpp"
#include "model/entities/leads.hpp"

namespace tandem::model {

inline constexpr std::int64_t kDefaultHalfLifeDays = 30;

// clang-format off
inline constexpr Field kScoringModelBody[] = {
    {.name = "fit", .type = Type::json, .flags = kRequired, .doc = "[{label, predicate, points}]: points of every condition that the lead fulfils, 0 to 100 together"},
    {.name = "engagement", .type = Type::json, .flags = kRequired, .doc = "[{label, channel?, direction?, is_automated?, points}]: points of a touch by the first line that fits; they fade"},
    {.name = "half_life_days", .type = Type::integer, .doc = "age at which a touch counts half", .fallback = "30"},
    {.name = "f_min", .type = Type::integer, .flags = kRequired, .doc = "fit from which a lead can be qualified, 0-100"},
    {.name = "e_min", .type = Type::integer, .flags = kRequired, .doc = "engagement from which a lead can be qualified, 0-100"},
    {.name = "high_intent_channels", .type = Type::set, .doc = "an inbound touch over one of these qualifies at once", .fallback = "[]"},
};
// clang-format on
void check_scoring_model(const Catalogue& catalogue, const Json& body);

}  // namespace tandem::model
