// SPDX-License-Identifier: Apache-2.0
// Which record a row that is not linked yet stands for; or a new one.
#pragma once

#include "sync/inbound/context.hpp"

namespace tandem::sync {

class Identifier {
 public:
  explicit Identifier(Context& context) : context_(context), session_(context.session) {}
  /// The link to the record that a new remote row stands for: by its Tandem id, else by the match rules.
  std::optional<Link> match(const RulePlan& rule, const PulledRow& row, const Row& mapped);
  Applied create(const RulePlan& rule, const PulledRow& row, Row& mapped);

 private:
  std::optional<Id> find(const RulePlan& rule, const Row& mapped);

  Context& context_;
  Session& session_;
};

/// A link of the row, as it was just read, to a record.
Link link_of(const RulePlan& rule, const PulledRow& row, const Id& local);

}  // namespace tandem::sync
