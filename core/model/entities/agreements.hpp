// SPDX-License-Identifier: Apache-2.0
// Working rules in numbered versions, what both sides signed, and what broke a rule.
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Field kGuidelineFields[] = {
    {.name = "key", .type = Type::text, .flags = kRequired | kUnique | kImmutable},
    {.name = "title", .type = Type::text, .flags = kRequired},
    {.name = "scope", .type = Type::text},
};
inline constexpr Entity kGuideline = {.name = "guideline", .number = 40, .fields = kGuidelineFields, .label = "title", .doc = "a written working rule that both sides keep"};

inline constexpr Names kVersionStates[] = {"draft", "proposed", "signed", "active", "superseded", "withdrawn"};
inline constexpr Field kGuidelineVersionFields[] = {
    {.name = "guideline_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed | kSigned, .target = "guideline"},
    {.name = "number", .type = Type::integer, .flags = kRequired | kImmutable | kSigned},
    {.name = "state", .type = Type::choice, .flags = kRequired, .set_by = SetBy::verb, .choices = kVersionStates, .verb = "guideline.propose, guideline.sign or guideline.activate", .fallback = "\"draft\""},
    {.name = "effective_from", .type = Type::instant, .set_by = SetBy::verb, .verb = "guideline.activate"},
    {.name = "effective_to", .type = Type::instant, .set_by = SetBy::verb, .verb = "guideline.activate"},
    {.name = "change_note", .type = Type::text, .flags = kSigned},
    {.name = "is_house_default", .type = Type::boolean, .flags = kRequired, .set_by = SetBy::derived, .doc = "written by init; applies, marked unsigned, until the sides sign a version of their own", .fallback = "false"},
    {.name = "content_hash", .type = Type::text, .set_by = SetBy::derived},
};
inline constexpr Move kVersionMoves[] = {
    {"draft", "proposed", "guideline.propose"},      {"proposed", "draft", "guideline.revise"},
    {"proposed", "signed", "guideline.sign"},        {"signed", "active", "guideline.activate"},
    {"active", "superseded", "guideline.activate"},  {"draft", "withdrawn", "guideline.withdraw"},
    {"proposed", "withdrawn", "guideline.withdraw"},
};
inline constexpr Index kVersionIndexes[] = {
    {"number", "guideline_id,number", true},
    {"one_active", "guideline_id", true, "state = 'active'"},
    {"pending", "effective_from", false, "state = 'signed' AND effective_from IS NOT NULL"},
};
inline constexpr Entity kGuidelineVersion = {.name = "guideline_version", .number = 41, .fields = kGuidelineVersionFields, .label = "number", .state_field = "state", .moves = kVersionMoves, .indexes = kVersionIndexes, .doc = "one numbered wording of a guideline"};

inline constexpr Names kClauseKinds[] = { "lead_definition", "stage_definition", "responsibility", "handoff_point", "sla_policy", "cadence_plan", "reject_reason_list", "scoring_model", "credit_policy", "request_policy", "event_policy", "meeting_policy", "judging_policy"};
inline constexpr Names kJustifications[] = {"evidence", "industry_standard", "past_success"};
inline constexpr Field kClauseFields[] = {
    {.name = "version_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .target = "guideline_version"},
    {.name = "kind", .type = Type::choice, .flags = kRequired | kImmutable | kSigned, .choices = kClauseKinds},
    {.name = "key", .type = Type::text, .flags = kRequired | kSigned, .doc = "short name inside the version"},
    {.name = "body", .type = Type::json, .flags = kRequired | kSigned, .doc = "structured by kind"},
    {.name = "justified_by", .type = Type::choice, .flags = kRequired | kSigned, .choices = kJustifications, .fallback = "\"industry_standard\""},
    {.name = "review_on", .type = Type::date, .flags = kSigned, .doc = "needed unless justified by evidence"},
    {.name = "review_told", .type = Type::boolean, .flags = kRequired, .set_by = SetBy::derived, .doc = "that the review is due was told", .fallback = "false"},
};
inline constexpr Index kClauseIndexes[] = {
    {"key", "version_id,kind,key", true},
    {"kind", "kind", false},
    {"review_due", "review_on", false, "review_on IS NOT NULL AND review_told = 0"},
};
inline constexpr Entity kClause = {.name = "clause", .number = 42, .fields = kClauseFields, .label = "key", .indexes = kClauseIndexes, .checks = "justified_by = 'evidence' OR review_on IS NOT NULL", .doc = "one typed part of a guideline that the library executes"};

inline constexpr Field kClauseWordingFields[] = {
    {.name = "clause_id", .type = Type::ref, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .target = "clause"},
    {.name = "body", .type = Type::json, .flags = kRequired | kImmutable, .set_by = SetBy::derived},
    {.name = "until", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .doc = "it read so before this instant"},
};
inline constexpr Index kClauseWordingIndexes[] = {{"as_it_stood", "clause_id,until", false}};
inline constexpr Entity kClauseWording = {.name = "clause_wording", .number = 48, .fields = kClauseWordingFields, .label = "until", .indexes = kClauseWordingIndexes, .doc = "how a clause of the house default read before it was changed; what was promised by then keeps to it"};

inline constexpr Names kDecisions[] = {"yes", "no"};
inline constexpr std::string_view kSigningVerbs = "goal.agree, guideline.sign, term.sign, funnel_model.sign or field_event.sign";
inline constexpr Field kSignoffFields[] = {
    {.name = "subject_entity", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = kSigningVerbs},
    {.name = "subject_id", .type = Type::id, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .verb = kSigningVerbs},
    {.name = "person_id", .type = Type::ref, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .target = "person", .verb = kSigningVerbs},
    {.name = "side", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kSides, .verb = kSigningVerbs},
    {.name = "decision", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kDecisions, .verb = kSigningVerbs},
    {.name = "reason", .type = Type::text, .flags = kImmutable, .set_by = SetBy::verb, .verb = kSigningVerbs},
    {.name = "at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = kSigningVerbs},
    {.name = "content_hash", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = kSigningVerbs},
};
inline constexpr Index kSignoffIndexes[] = {{"once", "subject_id,person_id,content_hash", true}};
inline constexpr Entity kSignoff = {.name = "signoff", .number = 43, .fields = kSignoffFields, .label = "decision", .indexes = kSignoffIndexes, .checks = "decision = 'yes' OR reason IS NOT NULL", .doc = "a signer's yes or no to exact content"};

inline constexpr Names kAcknowledged[] = {"guideline_version", "term_version"};
inline constexpr Field kAcknowledgementFields[] = {
    {.name = "subject_entity", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kAcknowledged, .verb = "guideline.acknowledge or term.acknowledge"},
    {.name = "subject_id", .type = Type::id, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "guideline.acknowledge or term.acknowledge"},
    {.name = "person_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::verb, .target = "person", .verb = "guideline.acknowledge or term.acknowledge"},
    {.name = "at", .type = Type::instant, .flags = kRequired, .set_by = SetBy::verb, .verb = "guideline.acknowledge or term.acknowledge"},
    {.name = "quiz_score", .type = Type::integer, .set_by = SetBy::verb, .verb = "guideline.acknowledge or term.acknowledge", .doc = "0-100, where there was a quiz"},
};
inline constexpr Index kAcknowledgementIndexes[] = {{"once", "subject_id,person_id", true}};
inline constexpr Entity kAcknowledgement = {.name = "acknowledgement", .number = 45, .fields = kAcknowledgementFields, .label = "at", .indexes = kAcknowledgementIndexes, .checks = "quiz_score IS NULL OR quiz_score BETWEEN 0 AND 100", .doc = "a reader has read or learned something"};

inline constexpr Names kIrregularityStates[] = {"open", "explained", "accepted"};
inline constexpr Field kIrregularityFields[] = {
    {.name = "entity", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::derived},
    {.name = "record_id", .type = Type::id, .flags = kRequired | kImmutable | kIndexed, .set_by = SetBy::derived},
    {.name = "clause_id", .type = Type::ref, .flags = kImmutable, .set_by = SetBy::derived, .target = "clause"},
    {.name = "side", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .choices = kSides, .doc = "the side that answers for it"},
    {.name = "code", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .doc = "which rule, by the name that refusals have too: stage_without_handoff, forbidden_move …"},
    {.name = "what", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .doc = "what happened, one line, without personal data"},
    {.name = "at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::derived},
    {.name = "state", .type = Type::choice, .flags = kRequired, .set_by = SetBy::verb, .choices = kIrregularityStates, .verb = "irregularity.explain or irregularity.accept", .fallback = "\"open\""},
    {.name = "explanation", .type = Type::text, .set_by = SetBy::verb, .verb = "irregularity.explain"},
};
inline constexpr Move kIrregularityMoves[] = {
    {"open", "explained", "irregularity.explain"},
    {"open", "accepted", "irregularity.accept"},
    {"explained", "accepted", "irregularity.accept"},
};
inline constexpr Index kIrregularityIndexes[] = {{"open", "side", false, "state <> 'accepted' AND archived_at IS NULL"}};
inline constexpr Entity kIrregularity = {.name = "irregularity", .number = 44, .fields = kIrregularityFields, .label = "what", .state_field = "state", .moves = kIrregularityMoves, .indexes = kIrregularityIndexes, .doc = "a fact that a rule would have forbidden"};

}  // namespace tandem::model
// clang-format on
