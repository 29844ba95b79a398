// SPDX-License-Identifier: Apache-2.0
// Remote changes of Tandem's own records, bound to verbs: done, or refused and put back with a reason.
#include <algorithm>

#include "base/text.hpp"
#include "domain/agreements/signoffs.hpp"
#include "domain/domain.hpp"
#include "sync/inbound/apply.hpp"

namespace tandem::sync {

/// A remote change of Tandem's own record goes through its verb; a refusal puts the remote copy back.
void Applier::run_verbs(Target& t) {
  if (!t.rule.state_field) return;
  const std::size_t position = *t.rule.state_field;
  for (const VerbPlan& verb : t.rule.verbs) {
    const bool holds = verb.when.holds(t.values);
    if (verb.once && !holds) forget_stale_mark(t, verb);
    if (!holds) continue;
    if (verb.once) {
      sign(t, verb);
      continue;
    }
    if (verb.becomes.empty()) continue;
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
    return;
  }
}

/// The reason that the remote shows is of an earlier step: the state goes out once more, and with it that
/// there is nothing refused.
void Applier::clear_refusal_there(Target& t, const std::string& state) {
  if (!t.rule.refusal || trim(plain_text(t.values[*t.rule.refusal])).empty()) return;
  owe_what_it_changed(t);
  const std::size_t position = *t.rule.state_field;
  t.base->local.set(position, model::null());
  t.base->shown[std::string(t.rule.entity->field(position).name)] = state;
}

/// Whether the record says something here that the remote has not been shown.
bool Applier::says_more_here(const Target& t) const {
  return t.base && std::any_of(t.rule.fields.begin(), t.rule.fields.end(), [&](const FieldPlan& plan) {
           const bool content = plan.out && !plan.in && plan.position != *t.rule.state_field &&
                                plan.transform.reference() == nullptr;
           return content && model::given(t.base->local[plan.position]) &&
                  !equal_values(t.current[plan.position], t.base->local[plan.position]);
         });
}

std::string Applier::stale_mark(const Target& t, const VerbPlan& verb) {
  return concat({verb.verb, " ", std::to_string(&verb - t.rule.verbs.data())});
}

void Applier::forget_stale_mark(Target& t, const VerbPlan& verb) {
  if (t.base && t.base->stale_marks.erase(stale_mark(t, verb)) > 0) t.base_changed = true;
}

/// The mark of a sign-off stays in the row: it counts once for a person, and never for what the record
/// has come to say since, nor for what the remote had not yet been shown when it was set.
void Applier::sign(Target& t, const VerbPlan& verb) {
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
std::string Applier::attempt(Target& t, const VerbPlan& verb) {
  try {
    store::Change::Savepoint undo(*change_);  // ends before a refusal is dealt with
    do_verb(verb, t.row, t.values, t.link.local);
    undo.keep();
  } catch (const Waiting&) {
    throw;
  } catch (const Error& refused) {
    act_for(t.row);
    rolled_back();
    if (refused.status() == TANDEM_OUT_OF_MEMORY || refused.status() == TANDEM_CORRUPT) throw;
    session_.note("'" + verb.verb + "' was refused: " + refused.message());
    return refused.advice().empty() ? refused.message() : concat({refused.message(), "; ", refused.advice()});
  }
  ++session_.counters.updated;
  if (session_.recorder != nullptr) {
    session_.recorder->in(verb.verb, t.rule.entity->name(), t.rule.remote_type, t.row.id);
  }
  return {};
}

/// A verb may change more than the remote said: the rest goes out to where it came from.
void Applier::owe_what_it_changed(Target& t) {
  if (!t.base) {
    t.base.emplace();
    t.base->local = t.current;
  }
  t.base_changed = true;
  session_.ledger.outbox.owe(t.rule.entity_number, t.link.local);
}

void Applier::report_refusal(const Target& t) {
  change_->irregularity(t.rule.entity->name(), t.link.local, "refused_verb",
                        "a change made in " + session_.conn.name + " was refused", session_.conn.side);
  ++session_.counters.irregular;
}

void Applier::put_back(Target& t, std::string_view state, const std::string& why) {
  owe_what_it_changed(t);
  if (t.rule.refusal) t.base->refusal = why;
  // What the remote shows now is what was agreed; the state here differs from it and goes out.
  t.base->local.set_text(*t.rule.state_field, state);
  report_refusal(t);
}

}  // namespace tandem::sync
