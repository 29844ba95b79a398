// SPDX-License-Identifier: Apache-2.0
// Rows that are not simply there any more: deleted, merged, hidden, or living on under another type.
#pragma once

#include "sync/inbound/context.hpp"

namespace tandem::sync {

class Converter {
 public:
  explicit Converter(Context& context) : context_(context), session_(context.session) {}
  Applied deleted(const RulePlan& rule, const PulledRow& row);
  /// Merged and hidden rows: the link learns of it, the record stays.
  Applied moved(const RulePlan& rule, const PulledRow& row);
  /// True where the new row speaks for the record already.
  bool known(const RulePlan& rule, const PulledRow& row);
  /// The record lives on under another type: that link is made, and the old one takes no more writes. `told`:
  /// the row's last values came along, and have been applied.
  Applied converted(const RulePlan& rule, const PulledRow& row, bool told, Applied outcome);

 private:
  void follow(const RulePlan& rule, const Link& old, std::string_view new_id);
  bool untouched(const RulePlan& rule, const Link& link);
  bool lives_on(const Link& link);
  Applied only_the_row(Link link, const PulledRow& row);
  void read_again(const std::string& remote_type, std::string_view id);
  void give_way(const EntityInfo& entity, const Id& merged, const Id& survivor);
  // referrers.cpp
  void point_at_other_row(const Link& old);
  void owe_again(const RulePlan& rule, const FieldPlan& plan, const Id& record);

  Context& context_;
  Session& session_;
};

}  // namespace tandem::sync
