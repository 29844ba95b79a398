// SPDX-License-Identifier: Apache-2.0
// One tick, part by part: however much is due, other writers come in between, and what is done stays done.
#pragma once

#include "domain/domain.hpp"

namespace tandem::domain {

class Tick {
 public:
  /// `most`: of what is due, so much goes into one transaction.
  explicit Tick(Instant now, std::int64_t most = 500) : now_(now), most_(most) {}

  /// One transaction. False when nothing is left for another one. A part that throws leaves the parts before
  /// it done, and another tick with the same `now` does the rest.
  bool run_part(store::Database& database, const store::Actor& actor);
  /// How often what was done by all parts so far, as `tick` answers it.
  Json done() const;

 private:
  bool run_rule(store::Change& change, const TimeRule& rule, Portion& portion);

  Instant now_;
  std::int64_t most_;
  std::size_t next_rule_ = 0;
  Json done_ = Json::object(), failed_ = Json::array();
};

}  // namespace tandem::domain
