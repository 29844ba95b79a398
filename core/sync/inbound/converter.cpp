// SPDX-License-Identifier: Apache-2.0
#include "sync/inbound/converter.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "domain/leads/lead_merges.hpp"
#include "sync/inbound/agreement.hpp"
#include "sync/inbound/merge.hpp"

namespace tandem::sync {

Applied Converter::deleted(const RulePlan& plan, const PulledRow& row) {
  if (plan.into_type) return Applied::same;
  auto link = session_.ledger.links.by_remote(plan.remote_type, row.id, plan.entity_number);
  if (!link || link->state == LinkState::gone_remote || link->state == LinkState::gone_local)
    return Applied::same;
  Row current;
  if (!session_.db.read(*plan.entity, link->local, current)) return Applied::same;
  if (link->state == LinkState::converted || lives_on(*link)) {  // under another link: only this row has gone
    return only_the_row(std::move(*link), row);
  }
  const auto base = session_.ledger.bases.find(*plan.entity, *link);
  const bool edited = base && edited_here(plan, current, *base);
  const bool archived = model::has(current[model::kArchivedAt]);
  const DeleteMerge decision = merge_delete(edited, archived, plan.archive_in);
  link->state = LinkState::gone_remote;
  link->hash = row.hash;
  link->version = row.version;
  session_.ledger.links.put(*link);
  if (decision == DeleteMerge::conflict) {
    session_.ledger.conflicts.edit_wins(plan.entity->name(), link->local, plan.remote_type,
                                        context_.change().now());
    ++session_.counters.conflicts;
    session_.ledger.outbox.drop(plan.entity_number, link->local, session_.ledger.outbox.newest_seq());
    return Applied::changed;
  }
  session_.ledger.bases.drop(*link);
  session_.ledger.outbox.drop(plan.entity_number, link->local, session_.ledger.outbox.newest_seq());
  if (decision == DeleteMerge::archive) {
    context_.change().archive(*plan.entity, link->local);
    ++session_.counters.archived;
    session_.told_in("archive", plan.entity->name(), plan.remote_type, row.id);
  }
  return Applied::changed;
}

/// The record is there under another link: only this row has gone.
Applied Converter::only_the_row(Link link, const PulledRow& row) {
  const bool shown = link.state != LinkState::converted;
  link.state = LinkState::gone_remote;
  link.hash = row.hash;
  session_.ledger.links.put(link);
  session_.ledger.bases.drop(link);
  if (shown) point_at_other_row(link);
  return Applied::changed;
}

bool Converter::lives_on(const Link& link) {
  const auto links = session_.ledger.links.of_local(link.local, link.entity);
  return std::any_of(links.begin(), links.end(), [&](const Link& other) {
    return other.remote_type != link.remote_type && other.live();
  });
}

Applied Converter::moved(const RulePlan& plan, const PulledRow& row) {
  auto link = session_.ledger.links.by_remote(plan.remote_type, row.id, plan.entity_number);
  if (!link) return Applied::same;
  const LinkState state = row.kind == TANDEM_ROW_HIDDEN ? LinkState::hidden : LinkState::merged;
  if (link->state == state) return Applied::same;
  link->hash = row.hash;
  if (row.kind == TANDEM_ROW_MERGED && !row.extra.empty()) {
    const auto winner = session_.ledger.links.by_remote(plan.remote_type, row.extra, plan.entity_number);
    if (!winner) {  // the same record lives on under its new id
      session_.ledger.links.remove(*link);
      link->remote_id = row.extra;
      link->hash.reset();
      session_.ledger.links.put(*link);
      return Applied::changed;
    }
    if (winner->local != link->local && plan.archive_in) {
      give_way(*plan.entity, link->local, winner->local);
      ++session_.counters.archived;
    }
  }
  link->state = state;
  session_.ledger.links.put(*link);
  return Applied::changed;
}

bool Converter::known(const RulePlan& plan, const PulledRow& row) {
  auto link = session_.ledger.links.by_remote(plan.remote_type, row.id, plan.entity_number);
  if (!link || link->state != LinkState::converted) return false;
  link->hash = row.hash;
  session_.ledger.links.put(*link);
  return true;
}

Applied Converter::converted(const RulePlan& plan, const PulledRow& row, bool told, Applied outcome) {
  auto link = session_.ledger.links.by_remote(plan.remote_type, row.id, plan.entity_number);
  if (!link || link->state == LinkState::gone_local) return outcome;
  if (!told) link->hash = row.hash;
  if (plan.converts_to && !row.extra.empty()) follow(plan, *link, row.extra);
  link->state = LinkState::converted;
  session_.ledger.links.put(*link);
  point_at_other_row(*link);
  return Applied::changed;
}

void Converter::follow(const RulePlan& plan, const Link& old, std::string_view new_id) {
  const std::string& type = *plan.converts_to;
  const auto known = session_.ledger.links.by_remote(type, new_id, plan.entity_number);
  if (known && known->local == old.local) return;
  if (session_.ledger.links.by_local(old.local, plan.entity_number, type) ||
      (known && !untouched(plan, *known))) {
    throw Ambiguous(TANDEM_CONFLICT,
                    "the " + type + " this row became belongs to another " + std::string(plan.entity->name()),
                    "decide which of the two records stands for it, then replay the row");
  }
  if (known) {  // the new row came before the news of the conversion, and made a record of its own
    context_.change().archive(*plan.entity, known->local);
    ++session_.counters.archived;
    session_.ledger.links.remove(*known);
    context_.references.forget();
    read_again(type, new_id);
  }
  Link link;
  link.entity = plan.entity_number;
  link.remote_type = type;
  link.remote_id = new_id;
  link.local = old.local;
  session_.ledger.links.put(link);
  if (const auto base = session_.ledger.bases.find(*plan.entity, old)) {
    session_.ledger.bases.put(*plan.entity, link, *base);  // what is owed is owed to the new row
    session_.ledger.bases.drop(old);
  }
}

/// Nothing but this link knows the record, nothing refers to it but its own first stay in a stage, and
/// nobody has edited it since it came.
bool Converter::untouched(const RulePlan& plan, const Link& link) {
  if (store::ledger::count_links(session_.db, link.local) != 1 ||
      session_.ledger.bases.find(*plan.entity, link))
    return false;
  for (const EntityInfo& entity : session_.db.catalogue().entities()) {
    if (!entity.descriptor().journaled) continue;
    for (const Field& field : entity.descriptor().fields) {
      if (field.type != model::Type::ref || field.target != plan.entity->name()) continue;
      store::Statement refers = session_.db.prepare(
          concat({"SELECT 1 FROM \"", entity.name(), "\" WHERE \"", field.name, "\" = ? LIMIT 1"}));
      if (refers.bind(1, link.local).step()) return false;
    }
  }
  return true;
}

/// What the row said went to a record that has given way: it is read once more at the end of the pull.
void Converter::read_again(const std::string& remote_type, std::string_view id) {
  if (!session_.remote.can(TANDEM_CAP_GET)) return;
  for (const StreamPlan& stream : session_.mapping->streams) {
    if (stream.remote_type != remote_type) continue;
    Parked hint;
    hint.stream = stream.name;
    hint.remote_type = remote_type;
    hint.remote_id = id;
    hint.payload = R"({"kind": 0, "values": {}})";
    hint.state = ParkedState::waiting;
    hint.error_class = "reference";
    hint.message = "read again after a conversion";
    session_.ledger.parked.put(hint);
    return;
  }
}

/// The remote has made one of two: what happened to a lead goes on with the one that stays.
void Converter::give_way(const EntityInfo& entity, const Id& merged, const Id& survivor) {
  if (entity.name() == "lead") {
    domain::merge_lead(context_.change(), merged, survivor, context_.change().now());
  } else {
    context_.change().archive(entity, merged);
  }
}

}  // namespace tandem::sync
