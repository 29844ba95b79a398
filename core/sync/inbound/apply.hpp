// SPDX-License-Identifier: Apache-2.0
// Applies pulled rows inside a write transaction: identify, merge, write the record, its link and its
// base. A row that cannot be applied now throws; the caller parks it.
#pragma once

#include "sync/inbound/converter.hpp"
#include "sync/inbound/identify.hpp"
#include "sync/inbound/merger.hpp"

namespace tandem::sync {

class Applier {
 public:
  explicit Applier(Session& session)
      : context_(session),
        identifier_(context_),
        verbs_(context_),
        merger_(context_, verbs_),
        converter_(context_) {}
  /// Binds to the transaction that the next rows go into.
  void begin(store::Change& change, const StreamPlan& stream) { context_.begin(change, stream); }
  /// Forgets what a rolled-back group of rows had made.
  void rolled_back() { context_.rolled_back(); }
  Applied row(const StreamPlan& stream, const PulledRow& row, const Value* values);

 private:
  Applied by_rule(const RulePlan& rule, const PulledRow& row, const Value* values);
  Applied live(const RulePlan& rule, const PulledRow& row, const Value* values);
  Applied converted(const RulePlan& rule, const PulledRow& row, const Value* values);
  Applied unlinked(const RulePlan& rule, const PulledRow& row, const Value* values);
  Applied linked(Target target);

  Context context_;
  Identifier identifier_;
  VerbBindings verbs_;
  Merger merger_;
  Converter converter_;
  Row mapped_;
};

}  // namespace tandem::sync
