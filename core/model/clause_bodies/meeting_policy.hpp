// SPDX-License-Identifier: Apache-2.0
// How often the sides meet, and who must be there.
#pragma once

#include "model/catalogue.hpp"
#include "model/entities/choices.hpp"

namespace tandem::model {

inline constexpr Names kMeetingKinds[] = {"small_group", "one_to_one", "retro", "review"};

// clang-format off
inline constexpr Field kMeetingPolicyBody[] = {
    {.name = "kind", .type = Type::choice, .flags = kRequired, .choices = kMeetingKinds, .doc = "the kind of meeting it rules"},
    {.name = "every_days", .type = Type::integer, .flags = kRequired, .doc = "at most so many days between two of them"},
    {.name = "least_a_side", .type = Type::integer, .doc = "persons of marketing and of sales that take part, each", .fallback = "1"},
    {.name = "answer_within_s", .type = Type::duration, .doc = "time to answer what was raised there", .fallback = "1209600"},
};
// clang-format on
void check_meeting_policy(const Catalogue& catalogue, const Json& body);

}  // namespace tandem::model
