// SPDX-License-Identifier: Apache-2.0
// A signer's yes or no to exact content. Two-sided means a yes of marketing and a yes of sales over
// the same hash, by two persons.
#pragma once

#include <string_view>

#include "domain/guards.hpp"

namespace tandem::domain {

struct Decision {
  std::string_view subject_entity;
  Id subject;
  std::string_view content_hash;
  bool yes = true;
  std::string_view reason{};
  Instant at = 0;
};

/// Records the answer of the person who acts, as their side. One answer a person and content.
void give_signoff(Change& change, const Who& who, const Decision& decision);
/// This person has said yes or no to the subject, whatever it said then.
bool has_answered(store::Database& database, const Id& subject, const Id& person);
bool both_sides_signed(store::Database& database, const Id& subject, std::string_view content_hash);

}  // namespace tandem::domain
