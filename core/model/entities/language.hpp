// SPDX-License-Identifier: Apache-2.0
// The words both sides use, and what they mean by them.
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Field kTermFields[] = {
    {.name = "key", .type = Type::text, .flags = kRequired | kUnique | kImmutable, .set_by = SetBy::verb, .verb = "term.define", .doc = "lower case, as the glossary sorts it: lead, qualified lead"},
};
inline constexpr Entity kTerm = {.name = "term", .number = 46, .fields = kTermFields, .label = "key", .doc = "a thing for which both sides use one word"};

inline constexpr Names kTermStates[] = {"draft", "proposed", "signed", "active", "superseded"};
inline constexpr Field kTermVersionFields[] = {
    {.name = "term_id", .type = Type::ref, .flags = kRequired | kImmutable | kSigned, .set_by = SetBy::verb, .target = "term", .verb = "term.define"},
    {.name = "number", .type = Type::integer, .flags = kRequired | kImmutable | kSigned, .set_by = SetBy::verb, .verb = "term.define"},
    {.name = "name", .type = Type::text, .flags = kRequired | kImmutable | kSigned, .set_by = SetBy::verb, .verb = "term.define", .doc = "the one word to use, as it is written"},
    {.name = "text", .type = Type::text, .flags = kRequired | kImmutable | kSigned, .set_by = SetBy::verb, .verb = "term.define", .doc = "what it means"},
    {.name = "aliases", .type = Type::set, .flags = kRequired | kImmutable | kSigned, .set_by = SetBy::verb, .verb = "term.define", .doc = "words not to use for it", .fallback = "[]"},
    {.name = "state", .type = Type::choice, .flags = kRequired, .set_by = SetBy::verb, .choices = kTermStates, .verb = "term.sign or term.activate", .fallback = "\"draft\""},
    {.name = "effective_from", .type = Type::instant, .set_by = SetBy::verb, .verb = "term.activate"},
    {.name = "effective_to", .type = Type::instant, .set_by = SetBy::verb, .verb = "term.activate"},
    {.name = "content_hash", .type = Type::text, .set_by = SetBy::derived, .doc = "SHA-256 of the signed content"},
};
inline constexpr Move kTermMoves[] = {
    {"draft", "proposed", "term.sign"},
    {"proposed", "signed", "term.sign"},
    {"signed", "active", "term.activate"},
    {"active", "superseded", "term.activate"},
};
inline constexpr Index kTermVersionIndexes[] = {
    {"number", "term_id,number", true},
    {"one_active", "term_id", true, "state = 'active'"},
    {"pending", "effective_from", false, "state = 'signed' AND effective_from IS NOT NULL"},
};
inline constexpr Entity kTermVersion = {.name = "term_version", .number = 47, .fields = kTermVersionFields, .label = "name", .state_field = "state", .moves = kTermMoves, .indexes = kTermVersionIndexes, .doc = "one numbered meaning of a term"};

}  // namespace tandem::model
// clang-format on
