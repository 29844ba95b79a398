// SPDX-License-Identifier: Apache-2.0
#include "sync/inbound/apply.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "domain/domain.hpp"
#include "domain/leads/lead_merges.hpp"
#include "domain/remote_persons.hpp"

namespace tandem::sync {
namespace {

Id fresh_id(const Row& mapped) {
  return model::has(mapped[model::kId]) ? model::to_id(mapped[model::kId]) : Id{};
}

/// Whether the field says something else here than what was agreed on.
bool differs(const FieldPlan& plan, const Row& current, const Base& base) {
  return plan.position != model::kId && !plan.only_create && model::given(base.local[plan.position]) &&
         !equal_values(current[plan.position], base.local[plan.position]);
}

/// What a create left out for want of a counterpart there is no edit.
bool edited_here(const RulePlan& rule, const Row& current, const Base& base) {
  return std::any_of(rule.fields.begin(), rule.fields.end(), [&](const FieldPlan& plan) {
    const bool left_out = plan.transform.reference() != nullptr && !model::has(base.local[plan.position]) &&
                          base.differs_there(rule.entity->field(plan.position).name);
    return !left_out && differs(plan, current, base);
  });
}

}  // namespace

bool agrees(const RulePlan& rule, const Row& current, const Base& base) {
  return !base.differs_there() && base.refusal.empty() &&
         std::none_of(rule.fields.begin(), rule.fields.end(),
                      [&](const FieldPlan& plan) { return differs(plan, current, base); });
}

void Applier::begin(store::Change& change, const StreamPlan& stream) {
  change_ = &change;
  references_.use(&change);
  users_.clear();  // the rows before may have brought some
  change.live_from = session_.conn.live_from.value_or(INT64_MIN);
  change.begin_page("sync.pulled", {{"connection", session_.conn.name}, {"stream", stream.name}});
}

void Applier::rolled_back() {
  references_.forget();
  users_.clear();
}

Applied Applier::row(const StreamPlan& stream, const PulledRow& row, const Value* values) {
  Applied outcome = Applied::same;
  act_for(row);
  for (const std::size_t index : stream.rules) {
    const RulePlan& plan = session_.mapping->rules[index];
    change_->came_by = plan.into_type ? *plan.into_type : plan.remote_type;
    Applied one = Applied::same;
    if (row.kind == TANDEM_ROW_DELETED || row.kind == TANDEM_ROW_PURGED) {
      one = deleted(plan, row);
    } else if (row.kind == TANDEM_ROW_CONVERTED) {
      one = converted(plan, row, values);
    } else if (row.kind != TANDEM_ROW_LIVE) {
      one = moved(plan, row);
    } else if (!plan.when || plan.when->holds(values)) {
      one = rule(plan, row, values);
    }
    outcome = std::max(outcome, one);
  }
  return outcome;
}

/// The remote's user behind a row, where one is linked: the actor is the connection, for that person.
void Applier::act_for(const PulledRow& row) {
  if (row.modified_by.empty()) {
    if (!change_->actor().on_behalf_of.empty()) change_->act_for(Id{}, session_.conn.side);
    return;
  }
  auto known = users_.find(row.modified_by);
  if (known == users_.end()) {
    if (users_.size() > 10'000) users_.clear();
    known = users_.emplace(std::string(row.modified_by), remote_user(row.modified_by)).first;
  }
  change_->act_for(known->second.first, known->second.second);
}

/// Nobody, and the connection's side, for a user who is not linked.
std::pair<Id, model::Side> Applier::remote_user(std::string_view remote_id) {
  const std::int64_t number = session_.db.catalogue().entity("person").descriptor().number;
  for (const std::string& type : session_.mapping->person_types) {
    const auto link = session_.ledger.links.by_remote(type, remote_id, number);
    if (!link) continue;
    if (const auto side = domain::side_of_person(session_.db, link->local)) return {link->local, *side};
  }
  return {Id{}, session_.conn.side};
}

Applied Applier::rule(const RulePlan& plan, const PulledRow& row, const Value* values) {
  std::string key;
  const std::string& type = plan.into_type ? *plan.into_type : plan.remote_type;
  std::string_view remote_id = row.id;
  if (plan.into_type) {
    key = std::string(trim(plain_text(values[plan.into_remote])));
    if (key.empty()) return Applied::same;
    remote_id = key;
  }
  auto link = session_.ledger.links.by_remote(type, remote_id, plan.entity_number);
  if (plan.into_type && !link) throw Waiting(type, key);
  map_in(plan, values, references_, session_.mapping->default_currency, mapped_);
  bool matched = false;
  if (!link) {
    const auto found = identify(plan, mapped_);
    if (!found) return create(plan, row, values, mapped_);
    link.emplace();
    link->entity = plan.entity_number;
    link->remote_type = plan.remote_type;
    link->remote_id = row.id;
    link->local = *found;
    matched = true;
    // A create of ours whose answer was lost has come back by itself, or the row was made anew.
    if (auto earlier = session_.ledger.links.by_local(*found, plan.entity_number, plan.remote_type)) {
      if (earlier->live()) {
        throw Ambiguous(
            TANDEM_CONFLICT,
            "two " + plan.remote_type + " rows carry the id of one " + std::string(plan.entity->name()),
            "clear the Tandem id of the copy at the remote, then replay the row");
      }
      session_.ledger.links.remove(*earlier);
    }
  }
  Target target{plan, row, values, *link, {}, {}, {}, false, false, false, matched};
  if (!session_.db.read(*plan.entity, link->local, target.current)) {
    if (link->state != LinkState::gone_local) {
      link->state = LinkState::gone_local;
      link->hash = row.hash;
      session_.ledger.links.put(*link);
    }
    return Applied::same;
  }
  return merge(target, mapped_);
}

/// The record here that a new remote row stands for: by its Tandem id, else by the match rules.
std::optional<Id> Applier::identify(const RulePlan& plan, const Row& mapped) {
  if (const Id id = fresh_id(mapped); !id.empty()) {
    Row row;
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

Applied Applier::create(const RulePlan& plan, const PulledRow& row, const Value* values, Row& mapped) {
  if (plan.own && !plan.create_in) return create_by_verb(plan, row, values);
  if (!plan.create_in) return Applied::same;
  if (session_.db.safe_mode() && !session_.dry) {
    throw Error(TANDEM_INVALID_STATE, "this store is a copy: sync makes no records here",
                "run `tandem adopt` when this file is meant to be the store");
  }
  const CanonicalValues mark(*change_);
  const Id id = change_->create(*plan.entity, mapped, model::SetBy::sync);
  Link link;
  link.entity = plan.entity_number;
  link.remote_type = plan.remote_type;
  link.remote_id = row.id;
  link.local = id;
  link.hash = row.hash;
  link.version = row.version;
  session_.ledger.links.put(link);
  ++session_.counters.created;
  if (session_.recorder != nullptr) {
    session_.recorder->in("create", plan.entity->name(), plan.remote_type, row.id);
  }
  return Applied::created;
}

std::optional<domain::RemotePerson> Applier::named_person(const VerbPlan& verb, const Value* values) {
  const std::string address = verb.by ? ascii_lower(trim(plain_text(values[*verb.by]))) : std::string();
  if (address.empty()) return std::nullopt;
  return domain::active_person_at(session_.db, address);
}

/// Does a bound verb in the name of the person whose address the row gives, else of the remote's user.
Json Applier::do_verb(const VerbPlan& verb, const PulledRow& row, const Value* values, const Id& record) {
  const Json arguments = map_arguments(verb, values, references_);
  if (const auto person = named_person(verb, values)) change_->act_for(person->id, person->side);
  Json answer = domain::act(*change_, verb.verb, record, arguments, change_->now());
  act_for(row);
  return answer;
}

Applied Applier::create_by_verb(const RulePlan& plan, const PulledRow& row, const Value* values) {
  for (const VerbPlan& verb : plan.verbs) {
    if (!verb.creates || !verb.when.holds(values)) continue;
    const Json answer = do_verb(verb, row, values, Id{});
    const auto id = answer.contains("id") && answer["id"].is_string()
                        ? Id::parse(answer["id"].get<std::string>())
                        : std::nullopt;
    if (!id) throw Error(TANDEM_INTERNAL, "'" + verb.verb + "' did not say which record it made");
    Link link;
    link.entity = plan.entity_number;
    link.remote_type = plan.remote_type;
    link.remote_id = row.id;
    link.local = *id;
    link.hash = row.hash;
    link.version = row.version;
    session_.ledger.links.put(link);
    owe_receipt(plan, link, values);
    ++session_.counters.created;
    if (session_.recorder != nullptr) {
      session_.recorder->in("create", plan.entity->name(), plan.remote_type, row.id);
    }
    return Applied::created;
  }
  return Applied::same;
}

/// What the row left open and the record now says goes back to it: whoever wrote it sees that it arrived.
void Applier::owe_receipt(const RulePlan& plan, const Link& link, const Value* values) {
  Base base;
  base.local.reset(plan.entity->size());
  Row current;
  if (!session_.db.read(*plan.entity, link.local, current)) return;
  for (const FieldPlan& field : plan.fields) {
    if (!field.out || field.remote.empty() || field.position == model::kId) continue;
    const bool said = std::any_of(field.remote.begin(), field.remote.end(), [&](std::size_t position) {
      return model::has(values[position]) && !trim(plain_text(values[position])).empty();
    });
    base.local.set(field.position, said ? current[field.position] : model::null());
  }
  if (agrees(plan, current, base)) return;
  session_.ledger.bases.put(*plan.entity, link, base);
  session_.ledger.outbox.owe(plan.entity_number, link.local);
}

Applied Applier::deleted(const RulePlan& plan, const PulledRow& row) {
  if (plan.into_type) return Applied::same;
  auto link = session_.ledger.links.by_remote(plan.remote_type, row.id, plan.entity_number);
  if (!link || link->state == LinkState::gone_remote || link->state == LinkState::gone_local)
    return Applied::same;
  Row current;
  if (!session_.db.read(*plan.entity, link->local, current)) return Applied::same;
  if (link->state == LinkState::converted || lives_on(*link)) {  // under another link: only this row has gone
    const bool shown = link->state != LinkState::converted;
    link->state = LinkState::gone_remote;
    link->hash = row.hash;
    session_.ledger.links.put(*link);
    session_.ledger.bases.drop(*link);
    if (shown) point_at_other_row(*link);
    return Applied::changed;
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
    session_.ledger.conflicts.edit_wins(plan.entity->name(), link->local, plan.remote_type, change_->now());
    ++session_.counters.conflicts;
    session_.ledger.outbox.drop(plan.entity_number, link->local, session_.ledger.outbox.newest_seq());
    return Applied::changed;
  }
  session_.ledger.bases.drop(*link);
  session_.ledger.outbox.drop(plan.entity_number, link->local, session_.ledger.outbox.newest_seq());
  if (decision == DeleteMerge::archive) {
    change_->archive(*plan.entity, link->local);
    ++session_.counters.archived;
    if (session_.recorder != nullptr) {
      session_.recorder->in("archive", plan.entity->name(), plan.remote_type, row.id);
    }
  }
  return Applied::changed;
}

bool Applier::lives_on(const Link& link) {
  const auto links = session_.ledger.links.of_local(link.local, link.entity);
  return std::any_of(links.begin(), links.end(), [&](const Link& other) {
    return other.remote_type != link.remote_type && other.live();
  });
}

/// The record lives on under another type: that link is made, and the old one takes no more writes.
Applied Applier::converted(const RulePlan& plan, const PulledRow& row, const Value* values) {
  if (plan.into_type) return Applied::same;
  const std::size_t count = session_.mapping->stream_of(plan).fields.size();
  const bool told = std::any_of(values, values + count, [](const Value& v) { return model::given(v); });
  Applied outcome = Applied::same;
  auto link = session_.ledger.links.by_remote(plan.remote_type, row.id, plan.entity_number);
  if (link && link->state == LinkState::converted) {  // the new row speaks for the record now
    link->hash = row.hash;
    session_.ledger.links.put(*link);
    return outcome;
  }
  if (told && (!plan.when || plan.when->holds(values))) outcome = rule(plan, row, values);
  link = session_.ledger.links.by_remote(plan.remote_type, row.id, plan.entity_number);
  if (!link || link->state == LinkState::gone_local) return outcome;
  if (!told) link->hash = row.hash;
  if (plan.converts_to && !row.extra.empty()) follow(plan, *link, row.extra);
  link->state = LinkState::converted;
  session_.ledger.links.put(*link);
  point_at_other_row(*link);
  return Applied::changed;
}

void Applier::follow(const RulePlan& plan, const Link& old, std::string_view new_id) {
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
    change_->archive(*plan.entity, known->local);
    ++session_.counters.archived;
    session_.ledger.links.remove(*known);
    references_.forget();
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
bool Applier::untouched(const RulePlan& plan, const Link& link) {
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
void Applier::read_again(const std::string& remote_type, std::string_view id) {
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
void Applier::give_way(const EntityInfo& entity, const Id& merged, const Id& survivor) {
  if (entity.name() == "lead") {
    domain::merge_lead(*change_, merged, survivor, change_->now());
  } else {
    change_->archive(entity, merged);
  }
}

/// Merged and hidden rows: the link learns of it, the record stays.
Applied Applier::moved(const RulePlan& plan, const PulledRow& row) {
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

}  // namespace tandem::sync
