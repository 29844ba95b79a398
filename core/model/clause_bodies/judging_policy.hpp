// SPDX-License-Identifier: Apache-2.0
// When a goal is green, amber or red, when something may be judged, and from where on the two
// sides are told that they drift apart.
#pragma once

#include "model/catalogue.hpp"

namespace tandem::model {

// clang-format off
inline constexpr Field kJudgingPolicyBody[] = {
    {.name = "green_ppm", .type = Type::ppm, .doc = "least pace of a green goal; absent: 900000"},
    {.name = "amber_ppm", .type = Type::ppm, .doc = "least pace of an amber goal, below it is red; absent: 750000"},
    {.name = "min_sample", .type = Type::integer, .doc = "cases below which no verdict is given", .fallback = "20"},
    {.name = "min_lag_days", .type = Type::integer, .doc = "patience before a verdict", .fallback = "0"},
    {.name = "safety_triggers", .type = Type::set, .doc = "names of what allows a verdict before the patience gate: money_overrun, legal …", .fallback = "[]"},
    {.name = "warn_weekday", .type = Type::integer, .doc = "1 Monday to 7 Sunday: on this day of each week misalignment is looked for; absent: never"},
    {.name = "window_days", .type = Type::integer, .doc = "how far the look goes back", .fallback = "28"},
    {.name = "acceptance_min_ppm", .type = Type::ppm, .doc = "warns below this share of accepted hand-offs"},
    {.name = "disputes_max_ppm", .type = Type::ppm, .doc = "warns above this share of accepted hand-offs that are returned"},
    {.name = "on_time_min_ppm", .type = Type::ppm, .doc = "warns below this share of promises kept in time, of those that fell due"},
    {.name = "untouched_max_ppm", .type = Type::ppm, .doc = "warns above this share of captured leads that no person contacted"},
    {.name = "unsigned_terms_max", .type = Type::integer, .doc = "warns above so many glossary terms without a signed meaning"},
};
// clang-format on
void check_judging_policy(const Catalogue& catalogue, const Json& body);

}  // namespace tandem::model
