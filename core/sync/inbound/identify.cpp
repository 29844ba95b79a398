// SPDX-License-Identifier: Apache-2.0
#include "sync/inbound/identify.hpp"

#include <algorithm>

namespace tandem::sync {

Link link_of(const RulePlan& plan, const PulledRow& row, const Id& local) {
  Link link;
  link.entity = plan.entity_number;
  link.remote_type = plan.remote_type;
  link.remote_id = row.id;
  link.local = local;
  link.hash = row.hash;
  link.version = row.version;
  return link;
}

std::optional<Link> Identifier::match(const RulePlan& plan, const PulledRow& row, const Row& mapped) {
  const auto found = find(plan, mapped);
  if (!found) return std::nullopt;
  // A create of ours whose answer was lost has come back by itself, or the row was made anew.
  if (const auto earlier = session_.ledger.links.by_local(*found, plan.entity_number, plan.remote_type)) {
    if (earlier->live()) {
      throw Ambiguous(
          TANDEM_CONFLICT,
          "two " + plan.remote_type + " rows carry the id of one " + std::string(plan.entity->name()),
          "clear the Tandem id of the copy at the remote, then replay the row");
    }
    session_.ledger.links.remove(*earlier);
  }
  Link link;
  link.entity = plan.entity_number;
  link.remote_type = plan.remote_type;
  link.remote_id = row.id;
  link.local = *found;
  return link;
}

std::optional<Id> Identifier::find(const RulePlan& plan, const Row& mapped) {
  if (model::has(mapped[model::kId])) {
    Row row;
    const Id id = model::to_id(mapped[model::kId]);
    if (session_.db.read(*plan.entity, id, row)) return id;
    return std::nullopt;
  }
  for (const auto& positions : plan.match) {
    const bool whole = std::all_of(positions.begin(), positions.end(),
                                   [&](std::size_t position) { return model::has(mapped[position]); });
    if (!whole) continue;  // an empty key never matches
    const auto found = session_.ledger.links.unlinked_like(*plan.entity, positions, mapped, plan.remote_type);
    if (found.empty()) continue;
    if (found.size() > 1) {
      throw Ambiguous(TANDEM_CONFLICT,
                      "more than one " + std::string(plan.entity->name()) + " matches this row",
                      "merge the records here or link the right one, then replay the row");
    }
    return found.front();
  }
  return std::nullopt;
}

Applied Identifier::create(const RulePlan& plan, const PulledRow& row, Row& mapped) {
  if (!plan.create_in) return Applied::same;
  if (session_.db.safe_mode() && !session_.dry) {
    throw Error(TANDEM_INVALID_STATE, "this store is a copy: sync makes no records here",
                "run `tandem adopt` when this file is meant to be the store");
  }
  const CanonicalValues mark(context_.change());
  const Id id = context_.change().create(*plan.entity, mapped, model::SetBy::sync);
  session_.ledger.links.put(link_of(plan, row, id));
  ++session_.counters.created;
  session_.told_in("create", plan.entity->name(), plan.remote_type, row.id);
  return Applied::created;
}

}  // namespace tandem::sync
