// SPDX-License-Identifier: Apache-2.0
// Who worked on a deal, and how a success, or the responsibility for a miss, is shared.
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Field kDealMemberFields[] = {
    {.name = "opportunity_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .target = "opportunity"},
    {.name = "person_id", .type = Type::ref, .flags = kRequired | kImmutable | kIndexed, .target = "person", .activity = "deal", .side = Side::sales, .doc = "earns out of the share of the own side"},
    {.name = "role", .type = Type::text, .flags = kRequired, .activity = "deal", .side = Side::sales, .doc = "a role that the credit policy may weigh", .fallback = "\"member\""},
    {.name = "weight", .type = Type::integer, .activity = "deal", .side = Side::sales, .doc = "within the side; absent: the policy's weight of the role, else 1"},
};
inline constexpr Index kDealMemberIndexes[] = {{"once", "opportunity_id,person_id", true, "archived_at IS NULL"}};
inline constexpr Entity kDealMember = {.name = "deal_member", .number = 25, .kind = Kind::fact, .fields = kDealMemberFields, .label = "role", .indexes = kDealMemberIndexes, .checks = "weight IS NULL OR weight BETWEEN 1 AND 1000000", .doc = "a person who worked on a deal, of whichever side"};

inline constexpr Field kCreditSplitFields[] = {
    {.name = "opportunity_id", .type = Type::ref, .flags = kImmutable, .set_by = SetBy::derived, .target = "opportunity", .doc = "the won deal"},
    {.name = "outcome_id", .type = Type::ref, .flags = kImmutable, .set_by = SetBy::derived, .target = "outcome", .doc = "the missed goal's outcome: what is shared is the responsibility, among the sides alone"},
    {.name = "number", .type = Type::integer, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .doc = "1 for the first split of the subject, one more for each correction"},
    {.name = "position", .type = Type::integer, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .doc = "order of the shares; a left-over unit goes to the earlier"},
    {.name = "side", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .choices = kSides},
    {.name = "person_id", .type = Type::ref, .flags = kImmutable, .set_by = SetBy::derived, .target = "person", .doc = "none: the side as a whole"},
    {.name = "role", .type = Type::text, .flags = kImmutable, .set_by = SetBy::derived},
    {.name = "weight", .type = Type::integer, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .doc = "within the side"},
    {.name = "share_ppm", .type = Type::ppm, .flags = kRequired | kImmutable, .set_by = SetBy::derived},
    {.name = "amount_minor", .type = Type::minor, .flags = kImmutable, .set_by = SetBy::derived, .doc = "none where the subject has no amount"},
    {.name = "currency", .type = Type::currency, .flags = kImmutable, .set_by = SetBy::derived},
    {.name = "clause_id", .type = Type::ref, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .target = "clause", .doc = "the credit_policy that shared it"},
    {.name = "version_id", .type = Type::ref, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .target = "guideline_version", .doc = "the guideline version in force when the subject was decided"},
    {.name = "split_at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::derived, .doc = "when this split was worked out"},
    {.name = "replaced_at", .type = Type::instant, .set_by = SetBy::derived, .doc = "when a correction took its place, or the deal was won no longer; none: it stands"},
};
inline constexpr Index kCreditSplitIndexes[] = {
    {"of_opportunity", "opportunity_id,number,position", true, "opportunity_id IS NOT NULL"},
    {"of_outcome", "outcome_id,number,position", true, "outcome_id IS NOT NULL"},
    {"of_person", "person_id", false, "person_id IS NOT NULL AND replaced_at IS NULL"},
};
inline constexpr Entity kCreditSplit = {.name = "credit_split", .number = 26, .fields = kCreditSplitFields, .label = "share_ppm", .indexes = kCreditSplitIndexes, .checks = "(opportunity_id IS NULL) <> (outcome_id IS NULL) AND (outcome_id IS NULL OR person_id IS NULL) AND (amount_minor IS NULL) = (currency IS NULL) AND share_ppm BETWEEN 0 AND 1000000 AND weight > 0", .doc = "one share of a won deal, or of the responsibility for a missed goal", .journaled = false};

}  // namespace tandem::model
// clang-format on
