// SPDX-License-Identifier: Apache-2.0
// The bodies of clauses about time: how fast somebody answers, and how somebody follows up.
#pragma once

#include "model/catalogue.hpp"
#include "model/entities/choices.hpp"
#include "model/entities/clocks.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Names kClockSubjects[] = {"lead", "handoff", "request", "feedback", "signal"};
inline constexpr Names kCalendarSources[] = {"policy", "owner", "subject"};
inline constexpr Names kEscalationActions[] = {"warn", "notify", "mail", "status", "reassign"};
inline constexpr Names kEscalationRoles[] = {"owner", "team_lead", "queue", "leadership"};

inline constexpr Field kSlaPolicyBody[] = {
    {.name = "subject", .type = Type::choice, .flags = kRequired, .choices = kClockSubjects, .doc = "entity that somebody waits for"},
    {.name = "applies_when", .type = Type::json, .doc = "condition over the subject; absent: always"},
    {.name = "starts_on", .type = Type::text, .flags = kRequired, .doc = "event of the subject that starts the clock: lead.captured …"},
    {.name = "stops_on", .type = Type::set, .flags = kRequired, .doc = "events of the subject that keep the promise: lead.first_touched …"},
    {.name = "target_s", .type = Type::duration, .flags = kRequired, .doc = "promised working time in seconds"},
    {.name = "calendar", .type = Type::choice, .choices = kCalendarSources, .doc = "whose working time counts: the calendar_id below, the calendar of who owns the subject, or the subject's own", .fallback = "\"policy\""},
    {.name = "calendar_id", .type = Type::id, .doc = "the policy's calendar, and the one for an owner who has none; absent: round the clock"},
    {.name = "warn_at_ppm", .type = Type::json, .doc = "[500000, 750000]: parts of the target after which to warn"},
    {.name = "escalation", .type = Type::json, .doc = "[{after_s, action: warn, notify, mail, status or reassign, to_role: owner, team_lead, queue or leadership}], after_s in working time from the start"},
    {.name = "pause_reasons", .type = Type::set, .doc = "codes for which the clock may be paused", .fallback = "[]"},
    {.name = "responsible_side", .type = Type::choice, .choices = kSides, .doc = "who promises; absent: the side that the subject names"},
};
inline constexpr Field kCadencePlanBody[] = {
    {.name = "starts_on", .type = Type::text, .flags = kRequired, .doc = "event of the lead that starts the follow-up"},
    {.name = "steps", .type = Type::json, .flags = kRequired, .doc = "[{after_s, channel, note}], after_s from the start"},
    {.name = "tail_interval_s", .type = Type::duration, .flags = kRequired, .doc = "time between two steps after the last, until there is an outcome"},
    {.name = "ends_on", .type = Type::set, .doc = "outcomes that end it: converted, disqualified, opted_out; absent: each of them"},
};

// clang-format on

void check_sla_policy(const Catalogue& catalogue, const Json& body);
void check_cadence_plan(const Catalogue& catalogue, const Json& body);

}  // namespace tandem::model
