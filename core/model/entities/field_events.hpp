// SPDX-License-Identifier: Apache-2.0
// Trade shows, seminars and webinars: prepared, staffed and followed up by both sides; and what things cost.
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Names kFieldEventStates[] = {"planned", "message_agreed", "staffed", "ready", "live", "follow_up", "closed", "cancelled"};
inline constexpr Field kFieldEventFields[] = {
    {.name = "campaign_id", .type = Type::ref, .flags = kIndexed, .target = "campaign"},
    {.name = "name", .type = Type::text, .flags = kRequired | kSigned},
    {.name = "place", .type = Type::text},
    {.name = "time_zone", .type = Type::zone, .flags = kRequired, .fallback = "\"UTC\""},
    {.name = "starts_at", .type = Type::instant, .flags = kRequired},
    {.name = "ends_at", .type = Type::instant, .flags = kRequired},
    {.name = "message", .type = Type::text, .flags = kSigned, .doc = "what is said there: both sides sign it"},
    {.name = "followup_window_s", .type = Type::duration, .flags = kSigned, .doc = "working time after the end in which a person contacts every lead; absent: the policy's"},
    {.name = "calendar_id", .type = Type::ref, .target = "calendar", .doc = "whose working time the window counts; none: round the clock"},
    {.name = "state", .type = Type::choice, .flags = kRequired, .set_by = SetBy::verb, .choices = kFieldEventStates, .verb = "field_event.sign, field_event.staff, field_event.prepare, field_event.close or field_event.cancel", .fallback = "\"planned\""},
    {.name = "cancel_reason", .type = Type::text, .set_by = SetBy::verb, .verb = "field_event.cancel"},
    {.name = "content_hash", .type = Type::text, .set_by = SetBy::derived, .doc = "SHA-256 of the signed content"},
    {.name = "message_late_at", .type = Type::instant, .set_by = SetBy::derived, .doc = "when the message was found unsigned after the policy's last instant; set once"},
    {.name = "follow_up_by", .type = Type::instant, .set_by = SetBy::derived, .doc = "end of the follow-up window"},
};
inline constexpr Move kFieldEventMoves[] = {
    {"planned", "message_agreed", "field_event.sign"},
    {"message_agreed", "staffed", "field_event.staff"},
    {"staffed", "ready", "field_event.prepare"},
    {"ready", "live", ""},
    {"live", "follow_up", ""},
    {"follow_up", "closed", "field_event.close"},
    {"planned", "cancelled", "field_event.cancel"},
    {"message_agreed", "cancelled", "field_event.cancel"},
    {"staffed", "cancelled", "field_event.cancel"},
    {"ready", "cancelled", "field_event.cancel"},
    {"live", "cancelled", "field_event.cancel"},
};
/// What the time rules look at, each as small as what is still to happen.
inline constexpr Index kFieldEventIndexes[] = {
    {"unsigned", "starts_at", false, "state = 'planned' AND message_late_at IS NULL"},
    {"to_begin", "starts_at", false, "state = 'ready'"},
    {"to_end", "ends_at", false, "state = 'live'"},
    {"to_follow_up", "follow_up_by", false, "state <> 'closed' AND state <> 'cancelled'"},
};
inline constexpr Entity kFieldEvent = {.name = "field_event", .number = 16, .fields = kFieldEventFields, .label = "name", .state_field = "state", .moves = kFieldEventMoves, .indexes = kFieldEventIndexes, .checks = "starts_at <= ends_at AND (followup_window_s IS NULL OR followup_window_s > 0) AND (state <> 'cancelled' OR cancel_reason IS NOT NULL)", .doc = "a trade show, seminar or webinar"};

inline constexpr Field kFieldEventStaffFields[] = {
    {.name = "field_event_id", .type = Type::ref, .flags = kRequired | kImmutable, .target = "field_event"},
    {.name = "person_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .target = "person"},
    {.name = "role", .type = Type::text},
    {.name = "can_quote", .type = Type::boolean, .flags = kRequired, .doc = "may name a price there", .fallback = "false"},
    {.name = "can_take_order", .type = Type::boolean, .flags = kRequired, .fallback = "false"},
    {.name = "briefed_at", .type = Type::instant, .doc = "when the person learned the message"},
};
inline constexpr Index kFieldEventStaffIndexes[] = {{"once", "field_event_id,person_id", true, "archived_at IS NULL"}};
inline constexpr Entity kFieldEventStaff = {.name = "field_event_staff", .number = 17, .fields = kFieldEventStaffFields, .label = "role", .indexes = kFieldEventStaffIndexes, .doc = "a person who works at a field event"};

inline constexpr Names kCostKinds[] = {"media", "booth", "travel", "material", "people", "agency", "other"};
inline constexpr Field kCostFields[] = {
    {.name = "campaign_id", .type = Type::ref, .flags = kIndexed, .target = "campaign"},
    {.name = "field_event_id", .type = Type::ref, .flags = kIndexed, .target = "field_event"},
    {.name = "side", .type = Type::choice, .flags = kRequired, .choices = kSides, .doc = "the side that spent it", .fallback = "\"marketing\""},
    {.name = "amount_minor", .type = Type::minor, .flags = kRequired, .doc = "below zero: paid back"},
    {.name = "currency", .type = Type::currency, .flags = kRequired},
    {.name = "incurred_on", .type = Type::date, .flags = kRequired | kIndexed},
    {.name = "kind", .type = Type::choice, .flags = kRequired, .choices = kCostKinds, .fallback = "\"other\""},
    {.name = "note", .type = Type::text},
};
inline constexpr Entity kCost = {.name = "cost", .number = 18, .kind = Kind::fact, .fields = kCostFields, .label = "kind", .checks = "campaign_id IS NULL OR field_event_id IS NULL", .doc = "money spent on a campaign or a field event; on neither: on winning customers at large, such as the pay of a sales team"};

}  // namespace tandem::model
// clang-format on
