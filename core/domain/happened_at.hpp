// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "store/change.hpp"

namespace tandem::domain {

/// While it lives, the journal says that what is done happened at this instant.
class HappenedAt {
 public:
  HappenedAt(store::Change& change, Instant at)
      : change_(&change), outside_(std::exchange(change.happened_at, at)) {}
  ~HappenedAt() { change_->happened_at = outside_; }
  HappenedAt(const HappenedAt&) = delete;

 private:
  store::Change* change_;
  std::optional<Instant> outside_;
};

}  // namespace tandem::domain
