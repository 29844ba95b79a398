// SPDX-License-Identifier: Apache-2.0
#include "sync/inbound/context.hpp"

namespace tandem::sync {

void Context::begin(store::Change& change, const StreamPlan& stream) {
  change_ = &change;
  references.use(&change);
  users_.clear();  // the rows before may have brought some
  change.live_from = session.conn.live_from.value_or(INT64_MIN);
  change.begin_page("sync.pulled", {{"connection", session.conn.name}, {"stream", stream.name}});
}

void Context::rolled_back() {
  references.forget();
  users_.clear();
}

void Context::act_for(const PulledRow& row) {
  if (row.modified_by.empty()) {
    if (!change_->actor().on_behalf_of.empty()) change_->act_for(Id{}, session.conn.side);
    return;
  }
  auto known = users_.find(row.modified_by);
  if (known == users_.end()) {
    if (users_.size() > 10'000) users_.clear();
    known = users_.emplace(std::string(row.modified_by), remote_user(row.modified_by)).first;
  }
  change_->act_for(known->second.id, known->second.side);
}

/// Nobody, and the connection's side, for a user who is not linked.
domain::RemotePerson Context::remote_user(std::string_view remote_id) {
  const std::int64_t number = session.db.catalogue().entity("person").descriptor().number;
  for (const std::string& type : session.mapping->person_types) {
    const auto link = session.ledger.links.by_remote(type, remote_id, number);
    if (!link) continue;
    if (const auto side = domain::side_of_person(session.db, link->local)) return {link->local, *side};
  }
  return {Id{}, session.conn.side};
}

bool Context::by_somebody_else(const PulledRow& row) const {
  return !row.modified_by.empty() && !session.remote_user.empty() && row.modified_by != session.remote_user;
}

}  // namespace tandem::sync
