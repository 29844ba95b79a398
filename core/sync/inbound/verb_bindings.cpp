// SPDX-License-Identifier: Apache-2.0
#include "sync/inbound/verb_bindings.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "domain/agreements/signoffs.hpp"
#include "domain/domain.hpp"
#include "sync/inbound/agreement.hpp"
#include "sync/inbound/identify.hpp"
#include "sync/inbound/merge.hpp"

namespace tandem::sync {
namespace {

/// Whether the record says something here that the remote has not been shown.
bool says_more_here(const Target& t) {
  return t.base && std::any_of(t.rule.fields.begin(), t.rule.fields.end(), [&](const FieldPlan& plan) {
           const bool content = plan.out && !plan.in && plan.position != *t.rule.state_field &&
                                plan.transform.reference() == nullptr;
           return content && model::given(t.base->local[plan.position]) &&
                  !equal_values(t.current[plan.position], t.base->local[plan.position]);
         });
}

std::string stale_mark(const Target& t, const VerbPlan& verb) {
  return concat({verb.verb, " ", std::to_string(&verb - t.rule.verbs.data())});
}

void forget_stale_mark(Target& t, const VerbPlan& verb) {
  if (t.base && t.base->stale_marks.erase(stale_mark(t, verb)) > 0) t.base_changed = true;
}

}  // namespace

void VerbBindings::run(Target& t) {
  if (!t.rule.state_field) return;
  for (const VerbPlan& verb : t.rule.verbs) {
    const bool holds = verb.when.holds(t.values);
    if (verb.once && !holds) forget_stale_mark(t, verb);
    if (!holds) continue;
    if (verb.once) {
      sign(t, verb);
      continue;
    }
    if (!verb.becomes.empty()) return follow_state(t, verb);
  }
}

/// The remote has moved the record to the state that the verb leads to.
void VerbBindings::follow_state(Target& t, const VerbPlan& verb) {
  const std::size_t position = *t.rule.state_field;
  const std::string_view local = model::view(t.current[position]);
  const bool kept = t.base && model::given(t.base->local[position]);
  const std::string_view shown = kept ? model::view(t.base->local[position]) : local;
  if (shown == verb.becomes) return;  // the remote has not moved
  if (local != verb.becomes) {
    if (const std::string why = attempt(t, verb); !why.empty()) return put_back(t, verb.becomes, why);
    owe_what_it_changed(t);
  }
  if (t.base) {
    t.base->local.set_text(position, verb.becomes);
    t.base->refusal.clear();
    t.base_changed = true;
  }
  clear_refusal_there(t, verb.becomes);
}

Applied VerbBindings::create(const RulePlan& plan, const PulledRow& row, const Value* values) {
  for (const VerbPlan& verb : plan.verbs) {
    if (!verb.creates || !verb.when.holds(values)) continue;
    const Json answer = act(verb, row, values, Id{});
    const auto id = answer.contains("id") && answer["id"].is_string()
                        ? Id::parse(answer["id"].get<std::string>())
                        : std::nullopt;
    if (!id) throw Error(TANDEM_INTERNAL, "'" + verb.verb + "' did not say which record it made");
    const Link link = link_of(plan, row, *id);
    session_.ledger.links.put(link);
    owe_receipt(plan, link, values);
    ++session_.counters.created;
    session_.told_in("create", plan.entity->name(), plan.remote_type, row.id);
    return Applied::created;
  }
  return Applied::same;
}

/// What the row left open and the record now says goes back to it: whoever wrote it sees that it arrived.
void VerbBindings::owe_receipt(const RulePlan& plan, const Link& link, const Value* values) {
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

/// The mark of a sign-off stays in the row: it counts once for a person, and never for what the record
/// has come to say since, nor for what the remote had not yet been shown when it was set.
void VerbBindings::sign(Target& t, const VerbPlan& verb) {
  const std::string_view state = model::view(t.current[*t.rule.state_field]);
  if (!verb.from.empty() && std::find(verb.from.begin(), verb.from.end(), state) == verb.from.end()) return;
  const std::string stale = stale_mark(t, verb);
  if (t.base && t.base->stale_marks.count(stale) > 0) return;
  const auto person = named_person(verb, t.values);
  if (!person) {
    return session_.note("'" + verb.verb +
                         "' names nobody known here: its field for the e-mail address is empty or unknown");
  }
  if (domain::has_answered(session_.db, t.link.local, person->id)) return;
  if (says_more_here(t)) {
    session_.note("'" + verb.verb + "' was meant for an older wording: sign the new one in Tandem");
    t.base->stale_marks.insert(stale);
    t.base_changed = true;
    return report_refusal(t);
  }
  if (attempt(t, verb).empty()) return owe_what_it_changed(t);
  report_refusal(t);
}

/// Does the verb; why it was refused, or nothing.
std::string VerbBindings::attempt(Target& t, const VerbPlan& verb) {
  try {
    store::Change::Savepoint undo(context_.change());  // ends before a refusal is dealt with
    act(verb, t.row, t.values, t.link.local);
    undo.keep();
  } catch (const Waiting&) {
    throw;
  } catch (const Error& refused) {
    context_.act_for(t.row);
    context_.rolled_back();
    if (refused.status() == TANDEM_OUT_OF_MEMORY || refused.status() == TANDEM_CORRUPT) throw;
    session_.note("'" + verb.verb + "' was refused: " + refused.message());
    return refused.advice().empty() ? refused.message() : concat({refused.message(), "; ", refused.advice()});
  }
  ++session_.counters.updated;
  session_.told_in(verb.verb, t.rule.entity->name(), t.rule.remote_type, t.row.id);
  return {};
}

/// Does a bound verb in the name of the person whose address the row gives, else of the remote's user.
Json VerbBindings::act(const VerbPlan& verb, const PulledRow& row, const Value* values, const Id& record) {
  const Json arguments = map_arguments(verb, values, context_.references);
  if (const auto person = named_person(verb, values)) context_.change().act_for(person->id, person->side);
  Json answer = domain::act(context_.change(), verb.verb, record, arguments, context_.change().now());
  context_.act_for(row);
  return answer;
}

/// An address of two people names nobody.
std::optional<domain::RemotePerson> VerbBindings::named_person(const VerbPlan& verb, const Value* values) {
  const std::string address = verb.by ? ascii_lower(trim(plain_text(values[*verb.by]))) : std::string();
  if (address.empty()) return std::nullopt;
  return domain::active_person_at(session_.db, address);
}

/// A verb may change more than the remote said: the rest goes out to where it came from.
void VerbBindings::owe_what_it_changed(Target& t) {
  if (!t.base) {
    t.base.emplace();
    t.base->local = t.current;
  }
  t.base_changed = true;
  session_.ledger.outbox.owe(t.rule.entity_number, t.link.local);
}

void VerbBindings::put_back(Target& t, std::string_view state, const std::string& why) {
  owe_what_it_changed(t);
  if (t.rule.refusal) t.base->refusal = why;
  // What the remote shows now is what was agreed; the state here differs from it and goes out.
  t.base->local.set_text(*t.rule.state_field, state);
  report_refusal(t);
}

void VerbBindings::report_refusal(const Target& t) {
  context_.change().irregularity(t.rule.entity->name(), t.link.local, "refused_verb",
                                 "a change made in " + session_.conn.name + " was refused",
                                 session_.conn.side);
  ++session_.counters.irregular;
}

/// The reason that the remote shows is of an earlier step: the state goes out once more, and with it that
/// there is nothing refused.
void VerbBindings::clear_refusal_there(Target& t, const std::string& state) {
  if (!t.rule.refusal || trim(plain_text(t.values[*t.rule.refusal])).empty()) return;
  owe_what_it_changed(t);
  const std::size_t position = *t.rule.state_field;
  t.base->local.set(position, model::null());
  t.base->shown[std::string(t.rule.entity->field(position).name)] = state;
}

}  // namespace tandem::sync
