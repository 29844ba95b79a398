// SPDX-License-Identifier: Apache-2.0
// What one side asks of the other.
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Names kRequestKinds[] = {"value_proposition", "collateral", "nurture_campaign", "research", "creative", "microsite", "lead_program", "data_fix", "field_input", "reference", "deal_help", "other"};
inline constexpr Names kPriorities[] = {"low", "normal", "high"};
inline constexpr Names kRequestStates[] = {"open", "acknowledged", "accepted", "in_progress", "delivered", "confirmed", "reopened", "declined", "cancelled"};
inline constexpr Field kRequestFields[] = {
    {.name = "from_person_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .target = "person", .verb = "request.open"},
    {.name = "from_side", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kSides, .verb = "request.open", .doc = "the asking side: it alone confirms, reopens and cancels"},
    {.name = "to_side", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kSides, .verb = "request.open", .doc = "the asked side"},
    {.name = "kind", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kRequestKinds, .verb = "request.open"},
    {.name = "title", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "request.open"},
    {.name = "why", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "request.open", .doc = "what it is good for"},
    {.name = "named_accounts", .type = Type::set, .flags = kImmutable, .set_by = SetBy::verb, .verb = "request.open", .doc = "ids of the accounts it is for"},
    {.name = "use_case", .type = Type::text, .flags = kPersonal, .set_by = SetBy::verb, .verb = "request.open", .doc = "the buyer's situation, in words that may quote the buyer"},
    {.name = "opened_at", .type = Type::instant, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .verb = "request.open"},
    {.name = "acknowledge_by", .type = Type::instant, .flags = kImmutable, .set_by = SetBy::verb, .verb = "request.open", .doc = "end of the policy's time to acknowledge"},
    {.name = "needed_by", .type = Type::instant, .flags = kImmutable, .set_by = SetBy::verb, .verb = "request.open", .doc = "delivered later than this is not in time"},
    {.name = "opportunity_id", .type = Type::ref, .flags = kImmutable | kIndexed, .set_by = SetBy::verb, .target = "opportunity", .verb = "request.open"},
    {.name = "priority", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kPriorities, .verb = "request.open", .fallback = "\"normal\""},
    {.name = "state", .type = Type::choice, .flags = kRequired | kIndexed, .set_by = SetBy::verb, .choices = kRequestStates, .verb = "request.acknowledge, request.accept or request.deliver", .fallback = "\"open\""},
    {.name = "acknowledged_at", .type = Type::instant, .set_by = SetBy::verb, .verb = "request.acknowledge"},
    {.name = "worker_person_id", .type = Type::ref, .flags = kIndexed, .set_by = SetBy::verb, .target = "person", .verb = "request.accept", .doc = "who works on it"},
    {.name = "decline_reason", .type = Type::text, .set_by = SetBy::verb, .verb = "request.decline", .doc = "code from the policy's list"},
    {.name = "alternative", .type = Type::text, .set_by = SetBy::verb, .verb = "request.decline", .doc = "what the asked side offers instead"},
    {.name = "delivered_at", .type = Type::instant, .set_by = SetBy::verb, .verb = "request.deliver", .doc = "last delivery; empty while it is awaited, again after a reopening"},
    {.name = "delivery", .type = Type::text, .set_by = SetBy::verb, .verb = "request.deliver", .doc = "what was delivered, or a link to it"},
    {.name = "effort_h", .type = Type::integer, .set_by = SetBy::verb, .verb = "request.deliver", .doc = "whole hours, all deliveries together"},
    {.name = "rating", .type = Type::integer, .set_by = SetBy::verb, .verb = "request.confirm", .doc = "1 to 5, by the asking side"},
    {.name = "reopen_count", .type = Type::integer, .flags = kRequired, .set_by = SetBy::verb, .verb = "request.reopen", .fallback = "0"},
    {.name = "reopen_reason", .type = Type::text, .set_by = SetBy::verb, .verb = "request.reopen", .doc = "what was missing, the last time"},
    {.name = "overdue_at", .type = Type::instant, .set_by = SetBy::derived, .doc = "when it was found undelivered after needed_by; set once"},
    {.name = "closed_at", .type = Type::instant, .set_by = SetBy::verb, .verb = "request.confirm, request.decline or request.cancel"},
};
inline constexpr Move kRequestMoves[] = {
    {"open", "acknowledged", "request.acknowledge"}, {"acknowledged", "accepted", "request.accept"},
    {"acknowledged", "declined", "request.decline"}, {"accepted", "in_progress", "request.start"},
    {"in_progress", "delivered", "request.deliver"}, {"delivered", "confirmed", "request.confirm"},
    {"delivered", "reopened", "request.reopen"},     {"reopened", "in_progress", "request.start"},
    {"open", "cancelled", "request.cancel"},         {"acknowledged", "cancelled", "request.cancel"},
    {"accepted", "cancelled", "request.cancel"},     {"in_progress", "cancelled", "request.cancel"},
    {"reopened", "cancelled", "request.cancel"},
};
/// Not delivered, not ended, not yet found late: what the time rule looks at.
inline constexpr Index kRequestIndexes[] = {
    {"awaited", "needed_by", false, "delivered_at IS NULL AND closed_at IS NULL AND overdue_at IS NULL AND needed_by IS NOT NULL"},
    {"open", "to_side", false, "closed_at IS NULL AND archived_at IS NULL"},
};
inline constexpr Entity kRequest = {.name = "request", .number = 51, .fields = kRequestFields, .label = "title", .state_field = "state", .moves = kRequestMoves, .indexes = kRequestIndexes, .checks = "from_side <> to_side AND (state <> 'declined' OR (decline_reason IS NOT NULL AND alternative IS NOT NULL)) AND ((state = 'confirmed' OR state = 'declined' OR state = 'cancelled') = (closed_at IS NOT NULL)) AND ((state <> 'delivered' AND state <> 'confirmed') OR (delivered_at IS NOT NULL AND delivery IS NOT NULL)) AND (rating IS NULL OR rating BETWEEN 1 AND 5) AND (effort_h IS NULL OR effort_h >= 0) AND reopen_count >= 0", .doc = "something one side asks of the other"};

}  // namespace tandem::model
// clang-format on
