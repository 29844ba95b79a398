// SPDX-License-Identifier: Apache-2.0
// Remote changes of Tandem's own records, bound to verbs: done, or refused and put back with a reason.
#pragma once

#include "sync/inbound/target.hpp"

namespace tandem::sync {

class VerbBindings {
 public:
  explicit VerbBindings(Context& context) : context_(context), session_(context.session) {}
  /// A remote change of Tandem's own record goes through its verb; a refusal puts the remote copy back.
  void run(Target& target);
  /// A new remote row makes a record through the verb that the mapping binds to it.
  Applied create(const RulePlan& rule, const PulledRow& row, const Value* values);

 private:
  void owe_receipt(const RulePlan& rule, const Link& link, const Value* values);
  void follow_state(Target& target, const VerbPlan& verb);
  void sign(Target& target, const VerbPlan& verb);
  std::string attempt(Target& target, const VerbPlan& verb);
  Json act(const VerbPlan& verb, const PulledRow& row, const Value* values, const Id& record);
  std::optional<domain::RemotePerson> named_person(const VerbPlan& verb, const Value* values);
  void owe_what_it_changed(Target& target);
  void put_back(Target& target, std::string_view state, const std::string& why);
  void report_refusal(const Target& target);
  void clear_refusal_there(Target& target, const std::string& state);

  Context& context_;
  Session& session_;
};

}  // namespace tandem::sync
