// SPDX-License-Identifier: Apache-2.0
// What goals are planned with and how they end: funnel models, scales, rates, check-ins, outcomes.
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Field kCheckInFields[] = {
    {.name = "goal_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .target = "goal", .verb = "goal.check_in"},
    {.name = "person_id", .type = Type::ref, .flags = kImmutable, .set_by = SetBy::verb, .target = "person", .verb = "goal.check_in"},
    {.name = "at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "goal.check_in"},
    {.name = "value", .type = Type::integer, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "goal.check_in", .doc = "in the metric's unit; a reading where the metric has no source"},
    {.name = "confidence", .type = Type::integer, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "goal.check_in", .doc = "0: it will be missed, 10: it will be reached"},
    {.name = "what_worked", .type = Type::text, .flags = kImmutable, .set_by = SetBy::verb, .verb = "goal.check_in"},
    {.name = "what_did_not", .type = Type::text, .flags = kImmutable, .set_by = SetBy::verb, .verb = "goal.check_in"},
    {.name = "why", .type = Type::text, .flags = kImmutable, .set_by = SetBy::verb, .verb = "goal.check_in"},
};
inline constexpr Entity kCheckIn = {.name = "check_in", .number = 34, .fields = kCheckInFields, .label = "value", .checks = "confidence BETWEEN 0 AND 10", .doc = "a dated remark on a goal with value, confidence and reasons"};

inline constexpr Names kGoalResults[] = {"won", "missed", "retired"};
inline constexpr Field kOutcomeFields[] = {
    {.name = "goal_id", .type = Type::ref, .flags = kRequired | kImmutable | kUnique, .set_by = SetBy::verb, .target = "goal", .verb = "goal.close"},
    {.name = "result", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kGoalResults, .verb = "goal.close"},
    {.name = "statement", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "goal.close", .doc = "what happened, as both say it: \"We …\""},
    {.name = "causes", .type = Type::json, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "goal.close", .doc = "[{side, text}]: what each side did to it; never a person", .fallback = "[]"},
    {.name = "actions", .type = Type::json, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "goal.close", .doc = "[{side, text, owner_person_id}]: what each side does next", .fallback = "[]"},
    {.name = "learned", .type = Type::text, .flags = kImmutable, .set_by = SetBy::verb, .verb = "goal.close"},
    {.name = "closed_at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "goal.close"},
    {.name = "closed_by", .type = Type::ref, .flags = kImmutable, .set_by = SetBy::verb, .target = "person", .verb = "goal.close"},
};
inline constexpr Entity kOutcome = {.name = "outcome", .number = 35, .fields = kOutcomeFields, .label = "statement", .doc = "the closing statement of a goal in we form"};

inline constexpr Names kFunnelModelStates[] = {"draft", "signed", "superseded", "withdrawn"};
inline constexpr Field kFunnelModelFields[] = {
    {.name = "name", .type = Type::text, .flags = kRequired | kSigned},
    {.name = "number", .type = Type::integer, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .doc = "version: one more than the model it replaces"},
    {.name = "steps", .type = Type::json, .flags = kRequired | kSigned, .doc = "[{from, to, side, num, den, lag_days}] from the first stage to won deals: from and to are metric keys, side owns from, num of den go on, lag_days is the median"},
    {.name = "average_deal_minor", .type = Type::minor, .flags = kRequired | kSigned},
    {.name = "currency", .type = Type::currency, .flags = kRequired | kSigned},
    {.name = "sample_size", .type = Type::integer, .flags = kRequired | kSigned, .doc = "records that the rates were counted from"},
    {.name = "as_of", .type = Type::date, .flags = kRequired | kSigned, .doc = "day of the count"},
    {.name = "replaces_id", .type = Type::ref, .flags = kImmutable | kSigned, .target = "funnel_model", .doc = "the version whose place this one takes when both sides have signed"},
    {.name = "state", .type = Type::choice, .flags = kRequired, .set_by = SetBy::verb, .choices = kFunnelModelStates, .verb = "funnel_model.sign or funnel_model.withdraw", .fallback = "\"draft\""},
    {.name = "content_hash", .type = Type::text, .set_by = SetBy::derived, .doc = "SHA-256 of the signed content"},
};
inline constexpr Move kFunnelModelMoves[] = {
    {"draft", "signed", "funnel_model.sign"},
    {"signed", "superseded", "funnel_model.sign"},
    {"draft", "withdrawn", "funnel_model.withdraw"},
};
inline constexpr Index kFunnelModelIndexes[] = {{"one_successor", "replaces_id", true, "replaces_id IS NOT NULL AND (state = 'signed' OR state = 'superseded')"}};
inline constexpr Entity kFunnelModel = {.name = "funnel_model", .number = 36, .fields = kFunnelModelFields, .label = "name", .state_field = "state", .moves = kFunnelModelMoves, .indexes = kFunnelModelIndexes, .checks = "average_deal_minor > 0 AND sample_size > 0", .doc = "the agreed rates and lags from lead to deal that a money goal is cascaded through"};

inline constexpr Field kScaleFields[] = {
    {.name = "metric_id", .type = Type::ref, .flags = kRequired | kImmutable | kUnique, .target = "metric"},
    {.name = "floor", .type = Type::integer, .flags = kRequired, .doc = "value that scores 0"},
    {.name = "target", .type = Type::integer, .flags = kRequired, .doc = "value that scores 100"},
    {.name = "stretch", .type = Type::integer, .doc = "value that scores cap; null: nothing scores above 100"},
    {.name = "cap", .type = Type::integer, .flags = kRequired, .doc = "greatest score", .fallback = "100"},
};
inline constexpr Entity kScale = {.name = "scale", .number = 37, .fields = kScaleFields, .label = "target", .checks = "floor <> target AND cap >= 100 AND (stretch IS NULL OR (target > floor AND stretch > target) OR (target < floor AND stretch < target))", .doc = "maps a metric to the common score from 0 to 100 that both sides read alike"};

inline constexpr Field kCurrencyRateFields[] = {
    {.name = "from_currency", .type = Type::currency, .flags = kRequired | kImmutable},
    {.name = "to_currency", .type = Type::currency, .flags = kRequired | kImmutable},
    {.name = "valid_on", .type = Type::date, .flags = kRequired | kImmutable, .doc = "holds from this day until a later row"},
    {.name = "rate", .type = Type::decimal, .flags = kRequired, .doc = "units of to_currency for one unit of from_currency, exact"},
};
inline constexpr Index kCurrencyRateIndexes[] = {{"day", "from_currency,to_currency,valid_on", true}};
inline constexpr Entity kCurrencyRate = {.name = "currency_rate", .number = 38, .fields = kCurrencyRateFields, .label = "rate", .indexes = kCurrencyRateIndexes, .checks = "from_currency <> to_currency AND rate <> '0' AND rate NOT LIKE '-%'", .doc = "a dated rate; without one no sum goes over currencies"};

inline constexpr Names kStatuses[] = {"green", "amber", "red"};
inline constexpr Field kGoalStatusFields[] = {
    {.name = "goal_id", .type = Type::ref, .flags = kRequired | kImmutable | kUnique, .set_by = SetBy::derived, .target = "goal"},
    {.name = "status", .type = Type::choice, .set_by = SetBy::derived, .choices = kStatuses, .doc = "null: nothing is due or known yet"},
    {.name = "since", .type = Type::instant, .set_by = SetBy::derived, .doc = "when tick saw it change"},
    {.name = "due_at", .type = Type::instant, .flags = kIndexed, .set_by = SetBy::derived, .doc = "when tick looks again; null: the goal is over"},
};
inline constexpr Entity kGoalStatus = {.name = "goal_status", .number = 39, .fields = kGoalStatusFields, .label = "status", .doc = "the colour of a running goal as tick last saw it", .journaled = false};

}  // namespace tandem::model
// clang-format on
