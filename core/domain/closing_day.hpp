// SPDX-License-Identifier: Apache-2.0
// When a deal closed, as far as it is known.
#pragma once

#include "base/time.hpp"

namespace tandem::domain {

/// The last instant at which a deal of this closed_at may have closed: a CRM that knows the day alone gives
/// midnight UTC, and what happened on that day came before the deal was closed.
constexpr Instant last_of_closing(Instant closed_at) {
  return closed_at % kDay == 0 ? closed_at + kDay - 1 : closed_at;
}

}  // namespace tandem::domain
