// SPDX-License-Identifier: Apache-2.0
// A linked record on its way to be merged with the row that came.
#pragma once

#include "sync/inbound/context.hpp"

namespace tandem::sync {

struct Target {
  const RulePlan& rule;
  const PulledRow& row;
  const Value* values;
  Link link;
  bool fresh_match = false;  ///< found by identifying it: the link is to be made
  Row current;
  std::optional<Base> base{};
  Row update;
  bool update_any = false, base_changed = false, forget_hash = false;
};

}  // namespace tandem::sync
