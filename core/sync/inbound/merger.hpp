// SPDX-License-Identifier: Apache-2.0
// The merge of one linked record: field by field by the table, then its verbs, its base, its link.
#pragma once

#include "sync/inbound/target.hpp"
#include "sync/inbound/verb_bindings.hpp"

namespace tandem::sync {

class Merger {
 public:
  Merger(Context& context, VerbBindings& verbs)
      : context_(context), session_(context.session), verbs_(verbs) {}
  Applied merge(Target& target, const Row& mapped);

 private:
  void merge_one(Target& target, const FieldPlan& plan, const Value& remote);
  bool is_first_look(Target& target, const FieldPlan& plan, const Value& remote);
  void settle_conflict(Target& target, const FieldPlan& plan, const Value& remote, const Value& base);
  void record_conflict(const Target& target, const FieldPlan& plan, const Value& base, const Value& remote,
                       std::string_view decision);
  void keep_base(Target& target);
  Applied keep_link(const Target& target, bool changed);
  model::Side accountable(const Field& field);

  Context& context_;
  Session& session_;
  VerbBindings& verbs_;
  std::map<std::string, model::Side, std::less<>> accountable_;
};

}  // namespace tandem::sync
