// SPDX-License-Identifier: Apache-2.0
// What customers say, what is drawn from it, why deals were decided, and what staff see coming.
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Names kVoiceKinds[] = {"story", "pain", "quote", "use_case", "objection"};
inline constexpr Field kCustomerVoiceFields[] = {
    {.name = "account_id", .type = Type::ref, .flags = kImmutable | kIndexed, .set_by = SetBy::verb, .target = "account", .verb = "voice.capture"},
    {.name = "told_by", .type = Type::text, .flags = kPersonal, .set_by = SetBy::verb, .verb = "voice.capture", .doc = "role of the contact who said it"},
    {.name = "captured_by", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .target = "person", .verb = "voice.capture"},
    {.name = "captured_at", .type = Type::instant, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .verb = "voice.capture"},
    {.name = "kind", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kVoiceKinds, .verb = "voice.capture"},
    {.name = "text", .type = Type::text, .flags = kPersonal, .set_by = SetBy::verb, .verb = "voice.capture", .doc = "the customer's words; gone after an erasure"},
    {.name = "consent_to_publish", .type = Type::boolean, .flags = kRequired, .set_by = SetBy::verb, .verb = "voice.capture or voice.consent", .doc = "the customer lets us show it to others", .fallback = "false"},
    {.name = "journey_stage", .type = Type::text, .flags = kImmutable, .set_by = SetBy::verb, .verb = "voice.capture", .doc = "where on the buyer's path it was said"},
};
inline constexpr Entity kCustomerVoice = {.name = "customer_voice", .number = 52, .fields = kCustomerVoiceFields, .label = "kind", .doc = "what a customer said"};

inline constexpr Names kEvidenceKinds[] = {"customer_voice", "feedback", "win_loss"};
inline constexpr Names kInsightUses[] = {"campaign", "segment", "request"};
inline constexpr Field kInsightFields[] = {
    {.name = "statement", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "insight.draw"},
    {.name = "owner_person_id", .type = Type::ref, .flags = kRequired | kIndexed, .target = "person", .doc = "who keeps it true"},
    {.name = "drawn_at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "insight.draw"},
    {.name = "evidence", .type = Type::json, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "insight.draw", .doc = "[{entity, id}]: customer voices, feedback, win/loss reviews"},
    {.name = "used_in", .type = Type::json, .flags = kRequired, .set_by = SetBy::verb, .verb = "insight.use", .doc = "[{entity, id, at}]: campaigns, segments, requests", .fallback = "[]"},
};
inline constexpr Entity kInsight = {.name = "insight", .number = 53, .fields = kInsightFields, .label = "statement", .checks = "evidence <> '[]'", .doc = "a statement drawn from evidence and used somewhere"};

inline constexpr Names kAskedOf[] = {"buyer", "seller"};
inline constexpr Names kDecidedResults[] = {"won", "lost"};
inline constexpr Field kWinLossFields[] = {
    {.name = "opportunity_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .target = "opportunity", .verb = "win_loss.record"},
    {.name = "asked_of", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kAskedOf, .verb = "win_loss.record", .doc = "whose reasons these are; the two are never mixed"},
    {.name = "result", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kDecidedResults, .verb = "win_loss.record", .doc = "of the deal when it was asked"},
    {.name = "drivers", .type = Type::json, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "win_loss.record", .doc = "[{driver, weight_ppm}]; the weights sum to 1000000"},
    {.name = "competitor", .type = Type::text, .flags = kImmutable, .set_by = SetBy::verb, .verb = "win_loss.record"},
    {.name = "decision_on", .type = Type::date, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .verb = "win_loss.record"},
    {.name = "recorded_by", .type = Type::ref, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .target = "person", .verb = "win_loss.record"},
};
inline constexpr Entity kWinLoss = {.name = "win_loss", .number = 54, .fields = kWinLossFields, .label = "asked_of", .doc = "reasons of a decided deal, asked of the buyer or of the seller"};

inline constexpr Names kSignalKinds[] = {"market", "competitor", "demand", "streak_at_risk", "other"};
inline constexpr Names kSignalStates[] = {"raised", "acknowledged", "watching", "acted", "dismissed"};
inline constexpr Field kSignalFields[] = {
    {.name = "kind", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kSignalKinds, .verb = "signal.raise"},
    {.name = "strength", .type = Type::integer, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "signal.raise", .doc = "1 (faint) to 5 (strong)"},
    {.name = "text", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "signal.raise", .doc = "what was seen"},
    {.name = "from_person_id", .type = Type::ref, .flags = kImmutable | kIndexed, .set_by = SetBy::verb, .target = "person", .verb = "signal.raise", .doc = "empty: a rule raised it"},
    {.name = "raised_at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "signal.raise"},
    {.name = "needs_leadership", .type = Type::boolean, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "signal.raise", .fallback = "false"},
    {.name = "due_at", .type = Type::instant, .flags = kImmutable, .set_by = SetBy::verb, .verb = "signal.raise", .doc = "leadership owes an acknowledgement until then"},
    {.name = "state", .type = Type::choice, .flags = kRequired | kIndexed, .set_by = SetBy::verb, .choices = kSignalStates, .verb = "signal.acknowledge, signal.act, signal.watch or signal.dismiss", .fallback = "\"raised\""},
    {.name = "acknowledged_at", .type = Type::instant, .set_by = SetBy::verb, .verb = "signal.acknowledge"},
    {.name = "answer", .type = Type::text, .set_by = SetBy::verb, .verb = "signal.act, signal.watch or signal.dismiss", .doc = "what was done, or why nothing is"},
    {.name = "overdue_at", .type = Type::instant, .set_by = SetBy::derived, .doc = "when it was found unacknowledged after due_at; set once"},
};
inline constexpr Move kSignalMoves[] = {
    {"raised", "acknowledged", "signal.acknowledge"}, {"acknowledged", "acted", "signal.act"},
    {"acknowledged", "watching", "signal.watch"},     {"acknowledged", "dismissed", "signal.dismiss"},
    {"watching", "acted", "signal.act"},              {"watching", "dismissed", "signal.dismiss"},
};
inline constexpr Index kSignalIndexes[] = {{"unanswered", "due_at", false, "acknowledged_at IS NULL AND overdue_at IS NULL AND due_at IS NOT NULL"}};
inline constexpr Entity kSignal = {.name = "signal", .number = 55, .fields = kSignalFields, .label = "text", .state_field = "state", .moves = kSignalMoves, .indexes = kSignalIndexes, .checks = "strength BETWEEN 1 AND 5 AND (needs_leadership = 1) = (due_at IS NOT NULL) AND ((state <> 'acted' AND state <> 'dismissed') OR answer IS NOT NULL)", .doc = "an early sign that leaders should see"};

inline constexpr Names kIdeaStates[] = {"submitted", "adopted", "declined"};
inline constexpr Field kIdeaFields[] = {
    {.name = "from_person_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .target = "person", .verb = "idea.submit", .doc = "who is credited"},
    {.name = "text", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "idea.submit"},
    {.name = "submitted_at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "idea.submit"},
    {.name = "state", .type = Type::choice, .flags = kRequired | kIndexed, .set_by = SetBy::verb, .choices = kIdeaStates, .verb = "idea.adopt or idea.decline", .fallback = "\"submitted\""},
    {.name = "adopted_as_entity", .type = Type::choice, .set_by = SetBy::verb, .choices = kSubjects, .verb = "idea.adopt"},
    {.name = "adopted_as_id", .type = Type::id, .flags = kIndexed, .set_by = SetBy::verb, .verb = "idea.adopt", .doc = "what the idea has become"},
    {.name = "reason", .type = Type::text, .set_by = SetBy::verb, .verb = "idea.decline", .doc = "why it is not taken up"},
    {.name = "decided_by", .type = Type::ref, .set_by = SetBy::verb, .target = "person", .verb = "idea.adopt or idea.decline"},
    {.name = "decided_at", .type = Type::instant, .set_by = SetBy::verb, .verb = "idea.adopt or idea.decline"},
};
inline constexpr Move kIdeaMoves[] = {
    {"submitted", "adopted", "idea.adopt"},
    {"submitted", "declined", "idea.decline"},
};
inline constexpr Entity kIdea = {.name = "idea", .number = 56, .fields = kIdeaFields, .label = "text", .state_field = "state", .moves = kIdeaMoves, .checks = "(state <> 'adopted' OR (adopted_as_entity IS NOT NULL AND adopted_as_id IS NOT NULL)) AND (state <> 'declined' OR reason IS NOT NULL)", .doc = "a suggestion that may be adopted and credited"};

}  // namespace tandem::model
// clang-format on
