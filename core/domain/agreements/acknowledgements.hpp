// SPDX-License-Identifier: Apache-2.0
// That a reader has read or learned a version, perhaps with a quiz.
#pragma once

#include "domain/guards.hpp"

namespace tandem::domain {

inline constexpr Argument kAcknowledgeArguments[] = {
    {.name = "quiz_score", .type = Type::integer, .doc = "0-100, where there was a quiz"},
};

/// What is acknowledged: an entity of versions, with its verb, event and state field.
struct Readable {
  std::string_view entity, verb, event;
  std::size_t state;
};
/// Records that whoever acts has read the version; a repeat replaces the score. Only what is signed or was
/// in force can be learned.
Json acknowledge_version(Change& change, const VerbCall& call, const Row& version, const Readable& readable);

}  // namespace tandem::domain
