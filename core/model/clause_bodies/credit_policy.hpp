// SPDX-License-Identifier: Apache-2.0
// How a success is shared: over touches by a stated model, over the sides and their roles.
#pragma once

#include "model/catalogue.hpp"
#include "model/entities/choices.hpp"
#include "model/entity.hpp"

namespace tandem::model {

inline constexpr Names kCreditModels[] = {"first", "last",      "linear", "time_decay", "u",
                                          "w",     "full_path", "j",      "inverse_j"};

// clang-format off
inline constexpr Field kCreditPolicyBody[] = {
    {.name = "model", .type = Type::choice, .choices = kCreditModels, .doc = "how touches share a won amount", .fallback = "\"linear\""},
    {.name = "half_life_days", .type = Type::integer, .doc = "of time_decay", .fallback = "7"},
    {.name = "lookback_days", .type = Type::integer, .doc = "touches before that earn nothing", .fallback = "90"},
    {.name = "side_shares", .type = Type::json, .flags = kRequired, .doc = "{side: ppm}, together 1,000,000"},
    {.name = "role_weights", .type = Type::json, .doc = "{role: weight}: how a side's share is split inside it; absent: equal", .fallback = "{}"},
};
// clang-format on
void check_credit_policy(const Catalogue& catalogue, const Json& body);

}  // namespace tandem::model
