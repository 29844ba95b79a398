// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Names kVerdicts[] = {"worked", "did_not", "mixed"};
inline constexpr Names kFeedbackStates[] = {"submitted", "acknowledged", "reviewing", "acted", "no_action", "closed", "merged"};
inline constexpr Field kFeedbackFields[] = {
    {.name = "from_person_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .target = "person", .verb = "feedback.submit"},
    {.name = "about_entity", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kSubjects, .verb = "feedback.submit"},
    {.name = "about_id", .type = Type::id, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .verb = "feedback.submit"},
    {.name = "from_side", .type = Type::choice, .flags = kImmutable, .set_by = SetBy::verb, .choices = kSides, .verb = "feedback.submit", .doc = "the author's side when it was submitted"},
    {.name = "to_side", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kSides, .verb = "feedback.submit", .doc = "the side that owes the reply"},
    {.name = "verdict", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kVerdicts, .verb = "feedback.submit"},
    {.name = "why", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "feedback.submit"},
    {.name = "evidence", .type = Type::set, .flags = kImmutable, .set_by = SetBy::verb, .verb = "feedback.submit"},
    {.name = "submitted_at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "feedback.submit"},
    {.name = "state", .type = Type::choice, .flags = kRequired | kIndexed, .set_by = SetBy::verb, .choices = kFeedbackStates, .verb = "feedback.acknowledge or feedback.close", .fallback = "\"submitted\""},
    {.name = "acknowledged_at", .type = Type::instant, .set_by = SetBy::verb, .verb = "feedback.acknowledge"},
    {.name = "merged_into_id", .type = Type::ref, .flags = kIndexed, .set_by = SetBy::verb, .target = "feedback", .verb = "feedback.merge", .doc = "the feedback whose reply answers this one too"},
    {.name = "reply", .type = Type::text, .set_by = SetBy::verb, .verb = "feedback.close"},
    {.name = "replied_by", .type = Type::ref, .set_by = SetBy::verb, .target = "person", .verb = "feedback.close"},
    {.name = "closed_at", .type = Type::instant, .set_by = SetBy::verb, .verb = "feedback.close"},
};
inline constexpr Move kFeedbackMoves[] = {
    {"submitted", "acknowledged", "feedback.acknowledge"},
    {"submitted", "closed", "feedback.close"},
    {"acknowledged", "reviewing", "feedback.review"},
    {"acknowledged", "closed", "feedback.close"},
    {"reviewing", "acted", "feedback.act"},
    {"reviewing", "no_action", "feedback.decline"},
    {"reviewing", "closed", "feedback.close"},
    {"acted", "closed", "feedback.close"},
    {"no_action", "closed", "feedback.close"},
    {"submitted", "merged", "feedback.merge"},
    {"acknowledged", "merged", "feedback.merge"},
    {"reviewing", "merged", "feedback.merge"},
};
inline constexpr Index kFeedbackIndexes[] = {{"open", "to_side", false, "state <> 'closed' AND state <> 'merged' AND archived_at IS NULL"}};
inline constexpr Entity kFeedback = {.name = "feedback", .number = 50, .fields = kFeedbackFields, .label = "verdict", .state_field = "state", .moves = kFeedbackMoves, .indexes = kFeedbackIndexes, .checks = "(state <> 'closed' OR reply IS NOT NULL) AND (state = 'merged') = (merged_into_id IS NOT NULL)", .doc = "a verdict on something, with a why and a reply"};

}  // namespace tandem::model
// clang-format on
