// SPDX-License-Identifier: Apache-2.0
#include "model/clause_bodies/event_policy.hpp"

#include "model/clause_bodies/checks.hpp"

namespace tandem::model {

void check_event_policy(const Catalogue&, const Json& body) {
  constexpr std::string_view kKind = "event_policy";
  constexpr std::int64_t kYear = 366 * 86'400;
  check_between(kKind, body, "sales_staff_min_ppm", 0, 1'000'000);
  check_between(kKind, body, "followup_window_s", 1, kYear);
  check_between(kKind, body, "message_before_s", 0, kYear);
}

}  // namespace tandem::model
