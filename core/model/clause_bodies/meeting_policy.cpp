// SPDX-License-Identifier: Apache-2.0
#include "model/clause_bodies/meeting_policy.hpp"

#include "model/clause_bodies/checks.hpp"

namespace tandem::model {

void check_meeting_policy(const Catalogue&, const Json& body) {
  constexpr std::string_view kKind = "meeting_policy";
  check_between(kKind, body, "every_days", 1, 366);
  check_between(kKind, body, "least_a_side", 1, 100);
  check_between(kKind, body, "answer_within_s", 60, 366 * 86'400);
}

}  // namespace tandem::model
