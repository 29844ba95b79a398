// SPDX-License-Identifier: Apache-2.0
#include "model/clause_bodies/judging_policy.hpp"

#include "model/clause_bodies/checks.hpp"

namespace tandem::model {

void check_judging_policy(const Catalogue&, const Json& body) {
  constexpr std::string_view kKind = "judging_policy";
  constexpr std::int64_t kMillion = 1'000'000;
  check_between(kKind, body, "min_sample", 1, kMillion);
  check_between(kKind, body, "min_lag_days", 0, 3650);
  check_between(kKind, body, "warn_weekday", 1, 7);
  check_between(kKind, body, "window_days", 1, 366);
  for (const char* share :
       {"acceptance_min_ppm", "disputes_max_ppm", "on_time_min_ppm", "untouched_max_ppm"}) {
    check_between(kKind, body, share, 0, kMillion);
  }
  check_between(kKind, body, "unsigned_terms_max", 0, kMillion);
  check_between(kKind, body, "green_ppm", 1, kMillion);
  const auto green = body.find("green_ppm");
  const bool has_green = green != body.end() && !green->is_null();
  check_between(kKind, body, "amber_ppm", 1, (has_green ? green->get<std::int64_t>() : 900'000) - 1);
}

}  // namespace tandem::model
