// SPDX-License-Identifier: Apache-2.0
// What both sides want to reach: metrics, periods and goals.
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Names kUnits[] = {"money", "count", "ratio", "duration", "score"};
inline constexpr Names kMetricKinds[] = {"revenue", "profit", "pipeline", "funnel", "activity", "other"};
inline constexpr Names kMetricDirections[] = {"higher", "lower", "maintain"};
inline constexpr Names kHorizons[] = {"leading", "lagging"};
inline constexpr Names kReaches[] = {"short", "long"};
inline constexpr Field kMetricFields[] = {
    {.name = "key", .type = Type::text, .flags = kRequired | kUnique | kImmutable},
    {.name = "name", .type = Type::text, .flags = kRequired},
    {.name = "unit", .type = Type::choice, .flags = kRequired | kImmutable | kSigned, .choices = kUnits},
    {.name = "kind", .type = Type::choice, .flags = kRequired | kSigned, .choices = kMetricKinds, .fallback = "\"other\""},
    {.name = "direction", .type = Type::choice, .flags = kRequired | kSigned, .choices = kMetricDirections, .fallback = "\"higher\""},
    {.name = "horizon", .type = Type::choice, .flags = kRequired, .choices = kHorizons, .fallback = "\"lagging\""},
    {.name = "source", .type = Type::json, .flags = kSigned, .doc = "{entity, measure: count | sum:<field>, date_field, where: predicate}; null: manual readings"},
    {.name = "owner_person_id", .type = Type::ref, .target = "person"},
    {.name = "path_to_revenue_id", .type = Type::ref, .flags = kSigned, .target = "metric", .doc = "the measure this one moves"},
    {.name = "reach", .type = Type::choice, .flags = kRequired, .choices = kReaches, .doc = "whether it moves the money of this year or of later ones", .fallback = "\"short\""},
};
inline constexpr Entity kMetric = {.name = "metric", .number = 30, .fields = kMetricFields, .label = "name", .doc = "a measure with a source both sides read alike"};

inline constexpr Names kBases[] = {"calendar_days", "working_time"};
inline constexpr Field kPeriodFields[] = {
    {.name = "name", .type = Type::text, .flags = kRequired},
    {.name = "starts_on", .type = Type::date, .flags = kRequired | kSigned},
    {.name = "ends_on", .type = Type::date, .flags = kRequired | kSigned, .doc = "exclusive"},
    {.name = "time_zone", .type = Type::zone, .flags = kRequired | kSigned, .fallback = "\"UTC\""},
    {.name = "basis", .type = Type::choice, .flags = kRequired | kSigned, .choices = kBases, .doc = "what a pace is counted in: days as they pass, or the open hours of the calendar", .fallback = "\"calendar_days\""},
    {.name = "calendar_id", .type = Type::ref, .flags = kSigned, .target = "calendar", .doc = "whose working time counts; with basis working_time alone"},
    {.name = "season", .type = Type::json, .flags = kSigned, .doc = "slice weights in ppm, together 1,000,000; null: straight"},
};
inline constexpr Entity kPeriod = {.name = "period", .number = 31, .fields = kPeriodFields, .label = "name", .checks = "starts_on < ends_on AND (basis = 'working_time') = (calendar_id IS NOT NULL)", .doc = "a stretch of time that goals are set for"};

inline constexpr Names kGoalStates[] = {"draft", "agreed", "active", "won", "missed", "retired", "withdrawn"};
inline constexpr Names kLinkKinds[] = {"sum", "weight", "funnel", "contributes"};
inline constexpr Field kGoalFields[] = {
    {.name = "title", .type = Type::text, .flags = kRequired | kSigned},
    {.name = "metric_id", .type = Type::ref, .flags = kRequired | kSigned, .target = "metric"},
    {.name = "period_id", .type = Type::ref, .flags = kRequired | kSigned | kIndexed, .target = "period"},
    {.name = "baseline", .type = Type::integer, .flags = kRequired | kSigned, .doc = "in the metric's unit: minor units, count, ppm, seconds", .fallback = "0"},
    {.name = "target", .type = Type::integer, .flags = kRequired | kSigned},
    {.name = "stretch", .type = Type::integer, .flags = kSigned},
    {.name = "tolerance", .type = Type::integer, .flags = kSigned},
    {.name = "currency", .type = Type::currency, .flags = kSigned},
    {.name = "side", .type = Type::choice, .flags = kRequired | kSigned, .choices = kSides, .doc = "the side that owns it"},
    {.name = "owner_person_id", .type = Type::ref, .flags = kSigned, .target = "person"},
    {.name = "segment_id", .type = Type::ref, .flags = kSigned, .target = "segment"},
    {.name = "parent_goal_id", .type = Type::ref, .flags = kSigned | kIndexed, .target = "goal"},
    {.name = "link_kind", .type = Type::choice, .flags = kSigned, .choices = kLinkKinds},
    {.name = "weight", .type = Type::integer, .flags = kSigned},
    {.name = "state", .type = Type::choice, .flags = kRequired | kIndexed, .set_by = SetBy::verb, .choices = kGoalStates, .verb = "goal.agree, goal.activate, goal.amend, goal.close or goal.withdraw", .fallback = "\"draft\""},
    {.name = "amends_goal_id", .type = Type::ref, .flags = kImmutable | kIndexed, .set_by = SetBy::verb, .target = "goal", .verb = "goal.amend", .doc = "the goal whose place this one takes when both sides have signed"},
    {.name = "content_hash", .type = Type::text, .set_by = SetBy::derived, .doc = "SHA-256 of the signed content when it was agreed"},
    {.name = "funnel_model_id", .type = Type::ref, .flags = kSigned, .set_by = SetBy::verb, .target = "funnel_model", .verb = "goal.plan_cascade", .doc = "the signed model that the target was cascaded with"},
};
inline constexpr Move kGoalMoves[] = {
    {"draft", "agreed", "goal.agree"},       {"agreed", "active", "goal.activate"},
    {"draft", "withdrawn", "goal.withdraw"}, {"agreed", "retired", "goal.amend"},
    {"active", "retired", "goal.amend"},     {"draft", "active", "goal.agree"},
    {"active", "won", "goal.close"},         {"active", "missed", "goal.close"},
    {"active", "retired", "goal.close"},     {"agreed", "retired", "goal.close"},
};
inline constexpr Entity kGoal = { .name = "goal", .number = 32, .fields = kGoalFields, .label = "title", .state_field = "state", .moves = kGoalMoves, .checks = "baseline <> target AND (parent_goal_id IS NULL) = (link_kind IS NULL)", .doc = "a measured target in a period, agreed by both sides"};

inline constexpr Field kGoalActualFields[] = {
    {.name = "goal_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .target = "goal"},
    {.name = "at", .type = Type::instant, .flags = kRequired},
    {.name = "value", .type = Type::integer, .flags = kRequired},
    {.name = "note", .type = Type::text},
};
inline constexpr Entity kGoalActual = { .name = "goal_actual", .number = 33, .fields = kGoalActualFields, .label = "value", .doc = "a manual reading; what a metric derives is computed, not stored"};

}  // namespace tandem::model
// clang-format on
