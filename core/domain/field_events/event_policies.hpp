// SPDX-License-Identifier: Apache-2.0
// What the event policy in force asks of a field event.
#pragma once

#include <optional>

#include "domain/domain.hpp"

namespace tandem::domain {

struct EventPolicy {
  Id version;
  bool is_signed = false;
  std::int64_t sales_staff_min_ppm = 0;
  std::int64_t followup_window_s = 0;
  std::int64_t message_before_s = 0;
};

/// The signed one, else the house default; nothing where neither is there.
std::optional<EventPolicy> event_policy(store::Database& database, Instant at);

/// Who works at a field event.
struct EventStaff {
  std::int64_t all = 0, of_sales = 0, unbriefed = 0;
  /// Sales has at least this share; without staff nobody has.
  bool has_share(std::int64_t min_ppm) const { return all > 0 && of_sales * 1'000'000 >= min_ppm * all; }
};
EventStaff staff_of(store::Database& database, const Id& field_event);

}  // namespace tandem::domain
