// SPDX-License-Identifier: Apache-2.0
// Where responsibility passes from one side to the other, and how long the other side may answer.
#pragma once

#include "model/catalogue.hpp"
#include "model/entities/leads.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Names kOnTimeout[] = {"escalate", "auto_accept", "auto_return"};
inline constexpr Field kHandoffPointBody[] = {
    {.name = "from_stage", .type = Type::choice, .flags = kRequired, .choices = kStages},
    {.name = "to_stage", .type = Type::choice, .flags = kRequired, .choices = kStages},
    {.name = "from_side", .type = Type::choice, .flags = kRequired, .choices = kSides},
    {.name = "to_side", .type = Type::choice, .flags = kRequired, .choices = kSides},
    {.name = "required_fields", .type = Type::set, .doc = "fields of the lead that must be filled before it is offered", .fallback = "[]"},
    {.name = "accept_window_s", .type = Type::duration, .flags = kRequired, .doc = "time to accept or return"},
    {.name = "dispute_window_s", .type = Type::duration, .doc = "time after acceptance in which the lead may still be returned, as a dispute; 0: none", .fallback = "1209600"},
    {.name = "on_timeout", .type = Type::choice, .choices = kOnTimeout, .fallback = "\"escalate\""},
};
void check_handoff_point(const Catalogue& catalogue, const Json& body);

}  // namespace tandem::model
// clang-format on
