// SPDX-License-Identifier: Apache-2.0
// Promises that run against working time, their pauses, and the follow-up that goes on until an outcome.
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Names kClockStates[] = {"running", "paused", "met", "breached", "met_late", "abandoned", "cancelled"};
inline constexpr Field kSlaClockFields[] = {
    {.name = "clause_id", .type = Type::ref, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .target = "clause", .doc = "the sla_policy it runs by"},
    {.name = "version_id", .type = Type::ref, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .target = "guideline_version", .doc = "the guideline version in force when it started"},
    {.name = "subject_entity", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::derived},
    {.name = "subject_id", .type = Type::id, .flags = kRequired | kIndexed, .set_by = SetBy::derived, .doc = "what somebody waits for; a merge of leads may hand it to the survivor"},
    {.name = "responsible_side", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .choices = kSides, .doc = "the side that made the promise"},
    {.name = "calendar_id", .type = Type::ref, .flags = kImmutable, .set_by = SetBy::derived, .target = "calendar", .doc = "whose working time counts; none: round the clock"},
    {.name = "zone_data", .type = Type::text, .flags = kRequired, .set_by = SetBy::derived, .doc = "version of the time zone rules that due_at was worked out with"},
    {.name = "started_at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::derived},
    {.name = "target_s", .type = Type::duration, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .doc = "promised working time"},
    {.name = "due_at", .type = Type::instant, .flags = kRequired, .set_by = SetBy::derived, .doc = "of start, target, calendar and pauses alone"},
    {.name = "state", .type = Type::choice, .flags = kRequired, .set_by = SetBy::derived, .choices = kClockStates, .verb = "clock.pause, clock.resume or clock.cancel", .fallback = "\"running\""},
    {.name = "paused_s", .type = Type::duration, .flags = kRequired, .set_by = SetBy::derived, .doc = "working time inside its pauses", .fallback = "0"},
    {.name = "acted_s", .type = Type::duration, .set_by = SetBy::derived, .doc = "working time up to which it has warned, breached and escalated"},
    {.name = "next_at", .type = Type::instant, .set_by = SetBy::derived, .doc = "when time alone has something to do with it"},
    {.name = "breached_at", .type = Type::instant, .flags = kImmutable, .set_by = SetBy::derived, .doc = "stays for ever, also when a correction shows that the promise was kept"},
    {.name = "corrected", .type = Type::boolean, .flags = kRequired, .set_by = SetBy::derived, .doc = "news that came late changed the verdict", .fallback = "false"},
    {.name = "stopped_at", .type = Type::instant, .set_by = SetBy::derived},
    {.name = "stopped_by", .type = Type::text, .set_by = SetBy::derived, .doc = "the event that kept the promise"},
    {.name = "worked_s", .type = Type::duration, .set_by = SetBy::derived, .doc = "working time from start to stop, pauses left out"},
    {.name = "reason", .type = Type::text, .flags = kPersonal, .set_by = SetBy::derived, .verb = "clock.cancel", .doc = "why it ended without an answer"},
};
inline constexpr Move kSlaClockMoves[] = {
    {"running", "paused", "clock.pause"},
    {"paused", "running", "clock.resume"},
    {"running", "met", ""},
    {"paused", "met", ""},
    {"running", "breached", ""},
    {"breached", "met_late", ""},
    {"breached", "met", ""},
    {"met_late", "met", ""},
    {"breached", "abandoned", ""},
    {"running", "cancelled", "clock.cancel"},
    {"paused", "cancelled", "clock.cancel"},
    {"breached", "cancelled", "clock.cancel"},
    {"met", "running", ""},  // what kept the promise was taken back
    {"met", "breached", ""},
    {"met_late", "breached", ""},
    {"abandoned", "breached", ""},  // news that it was kept before it ended
    {"cancelled", "running", ""},
    {"cancelled", "breached", ""},
};
inline constexpr Index kSlaClockIndexes[] = {
    // All that the service levels count, so that they need not read the clocks.
    {"level", "clause_id,subject_entity,responsible_side,state,worked_s,started_at,archived_at"},
    {"next", "next_at", false, "next_at IS NOT NULL"},
    {"overdue", "due_at", false, "state = 'breached'"},
};
inline constexpr Entity kSlaClock = {.name = "sla_clock", .number = 60, .fields = kSlaClockFields, .label = "state", .state_field = "state", .moves = kSlaClockMoves, .indexes = kSlaClockIndexes, .checks = "(stopped_at IS NULL) = (state = 'running' OR state = 'paused' OR state = 'breached') AND (state <> 'breached' OR breached_at IS NOT NULL) AND (state <> 'cancelled' OR reason IS NOT NULL)", .doc = "one running promise: somebody waits, and time counts in a calendar", .journaled = false};

inline constexpr Field kClockPauseFields[] = {
    {.name = "clock_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .target = "sla_clock", .verb = "clock.pause"},
    {.name = "from_at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "clock.pause"},
    {.name = "to_at", .type = Type::instant, .flags = kImmutable, .set_by = SetBy::verb, .verb = "clock.resume", .doc = "none: it lasts"},
    {.name = "reason", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "clock.pause", .doc = "one of the policy's pause_reasons"},
    {.name = "person_id", .type = Type::ref, .flags = kImmutable, .set_by = SetBy::verb, .target = "person", .verb = "clock.pause"},
};
inline constexpr Index kClockPauseIndexes[] = {{"one_open", "clock_id", true, "to_at IS NULL"}};
inline constexpr Entity kClockPause = {.name = "clock_pause", .number = 61, .fields = kClockPauseFields, .label = "reason", .indexes = kClockPauseIndexes, .checks = "to_at IS NULL OR to_at >= from_at", .doc = "a stretch that does not count against a promise", .journaled = false};

inline constexpr Names kCadenceStates[] = {"active", "tail", "ended"};
inline constexpr Names kCadenceOutcomes[] = {"converted", "disqualified", "opted_out", "archived", "superseded"};
inline constexpr Field kCadenceRunFields[] = {
    {.name = "lead_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::derived, .target = "lead"},
    {.name = "plan_id", .type = Type::ref, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .target = "clause", .doc = "the cadence_plan it follows"},
    {.name = "version_id", .type = Type::ref, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .target = "guideline_version"},
    {.name = "started_at", .type = Type::instant, .flags = kRequired, .set_by = SetBy::derived, .doc = "when the steps began to count; again when a run in its tail is begun anew"},
    {.name = "state", .type = Type::choice, .flags = kRequired, .set_by = SetBy::derived, .choices = kCadenceStates, .verb = "cadence.end", .fallback = "\"active\""},
    {.name = "step", .type = Type::integer, .flags = kRequired, .set_by = SetBy::derived, .doc = "steps that have fallen due", .fallback = "0"},
    {.name = "step_due_at", .type = Type::instant, .set_by = SetBy::derived, .doc = "when the newest step fell due"},
    {.name = "next_due_at", .type = Type::instant, .set_by = SetBy::derived, .doc = "when the next one does"},
    {.name = "missed", .type = Type::integer, .flags = kRequired, .set_by = SetBy::derived, .doc = "steps that nobody did", .fallback = "0"},
    {.name = "tail_interval_s", .type = Type::duration, .flags = kRequired, .set_by = SetBy::derived, .doc = "between two steps after the last"},
    {.name = "outcome", .type = Type::choice, .set_by = SetBy::derived, .choices = kCadenceOutcomes, .verb = "cadence.end"},
    {.name = "ended_at", .type = Type::instant, .set_by = SetBy::derived, .verb = "cadence.end"},
};
inline constexpr Move kCadenceRunMoves[] = {
    {"active", "tail", ""},
    {"tail", "active", ""},
    {"active", "ended", "cadence.end"},
    {"tail", "ended", "cadence.end"},
};
inline constexpr Index kCadenceRunIndexes[] = {{"next", "next_due_at", false, "next_due_at IS NOT NULL"}};
inline constexpr Entity kCadenceRun = {.name = "cadence_run", .number = 62, .fields = kCadenceRunFields, .label = "state", .state_field = "state", .moves = kCadenceRunMoves, .indexes = kCadenceRunIndexes, .checks = "(state = 'ended') = (outcome IS NOT NULL) AND (state = 'ended') = (next_due_at IS NULL)", .doc = "follow-up of one lead by a plan; it ends with an outcome, never because the steps ran out", .journaled = false};

}  // namespace tandem::model
// clang-format on
