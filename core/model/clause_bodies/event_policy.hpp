// SPDX-License-Identifier: Apache-2.0
// What both sides promise around a trade show, a seminar or a webinar.
#pragma once

#include "model/catalogue.hpp"

namespace tandem::model {

// clang-format off
inline constexpr Field kEventPolicyBody[] = {
    {.name = "sales_staff_min_ppm", .type = Type::ppm, .flags = kRequired, .doc = "least share of sales among the staff of an event"},
    {.name = "followup_window_s", .type = Type::duration, .flags = kRequired, .doc = "time after the end in which every lead gets a human touch"},
    {.name = "message_before_s", .type = Type::duration, .doc = "how long before the start the message is signed by both", .fallback = "0"},
};
// clang-format on
void check_event_policy(const Catalogue& catalogue, const Json& body);

}  // namespace tandem::model
