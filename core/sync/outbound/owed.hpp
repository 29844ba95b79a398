// SPDX-License-Identifier: Apache-2.0
// What is owed to the remote: outbox rows → operations, each built from base and current values now.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sync/run/session.hpp"

namespace tandem::sync {

struct OutOp {
  Op op = Op::update;
  const RulePlan* rule = nullptr;
  Link link;  ///< of an update or a delete
  Id local;
  Row remote;                  ///< by position in the stream's fields; absent: not sent
  Json sent = Json::object();  ///< Tandem's values behind it, by field name
  std::int64_t covers_seq = 0;
};

/// What one outbox row comes to.
struct Owed {
  enum class State { ready, nothing, unsettled, quarantined, conflict, waiting, refused };
  State state = State::nothing;
  std::vector<OutOp> ops;
  std::string message, advice;  ///< of a refusal: the value cannot be mapped
  const RulePlan* rule = nullptr;
  Link link;
};

class Outbound {
 public:
  Outbound(Session& session, References& references) : session_(session), references_(references) {}
  /// `cut`: leave out references that are not linked yet, so that cycles come loose.
  Owed owed(const Pending& pending, bool cut);
  /// True while a mapped field of the record still differs from what a link agreed on.
  bool owes(std::int64_t entity, const Id& local);

 private:
  bool never_comes(const FieldPlan& plan) const;
  bool build(const RulePlan& rule, const Row& row, const std::vector<std::size_t>& fields, bool cut,
             OutOp& op, Owed& owed);
  std::vector<std::size_t> differing(const RulePlan& rule, const Row& row, const Link& link, bool& conflict);
  void tell_refusal(const RulePlan& rule, const Link& link, OutOp& op);
  bool blocked(const RulePlan& rule, const Link& link, const Pending& pending);

  Session& session_;
  References& references_;
};

}  // namespace tandem::sync
