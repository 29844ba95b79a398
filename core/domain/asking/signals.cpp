// SPDX-License-Identifier: Apache-2.0
// Early signs, and leadership's answer to those that need it.
#include "base/error.hpp"
#include "base/time.hpp"
#include "domain/arguments.hpp"
#include "domain/asking/asking.hpp"
#include "domain/asking/request_policy.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

const EntityInfo& signals(Change& change) { return change.entity(kSignal); }

constexpr Argument kRaiseArguments[] = {
    {.name = "kind",
     .type = Type::choice,
     .required = true,
     .choices = kSignalKinds,
     .doc = "market, competitor, demand, streak_at_risk or other"},
    {.name = "text", .type = Type::text, .required = true, .doc = "what was seen"},
    {.name = "strength", .type = Type::integer, .required = true, .doc = "1 (faint) to 5 (strong)"},
    {.name = "needs_leadership", .type = Type::boolean, .doc = "leadership owes an answer; absent: no"},
};

Json raise(Change& change, const VerbCall& call) {
  const Who who = confirmed_person(change, call.verb.name);  // a rule may raise one too
  const std::int64_t strength = number_of(call.args, "strength").value_or(0);
  if (strength < 1 || strength > 5) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "out_of_range", "a signal's strength lies between 1 and 5",
                  "give 1 (faint) to 5 (strong)");
  }
  const bool owed = flag_of(call.args, "needs_leadership");
  Draft draft(signals(change));
  draft.text(kSignal["kind"], text_of(call.args, "kind"))
      .number(kSignal["strength"], strength)
      .text(kSignal["text"], required_text(call.args, "text", "say what was seen"))
      .id(kSignal["from_person_id"], who.id)
      .number(kSignal["raised_at"], call.at)
      .flag(kSignal["needs_leadership"], owed);
  Json payload = {{"kind", text_of(call.args, "kind")}, {"strength", strength}, {"needs_leadership", owed}};
  Id version;
  if (owed) {
    const RequestPolicy policy = request_policy(change.database(), call.at);
    const Instant due = call.at + policy.signal_within_s * kSecond;
    draft.number(kSignal["due_at"], due);
    payload["due_at"] = due;
    version = policy.version;
  }
  const Id record = draft.create(change);
  change.event("signal.raised", "signal", record, payload, version);
  return answer(signals(change), record, 1, "raised");
}

/// An answer begun by somebody who may: leadership where the signal needs it.
Step answer_signal(Change& change, const VerbCall& call, Choice to) {
  Step step(change, call, to);
  is_true(step.row, kSignal["needs_leadership"]) ? step.by_named_person_of(Side::leadership)
                                                 : step.by_named_person();
  step.after(kSignal["raised_at"], "the signal was raised");
  if (given(call.args, "answer")) {
    step.fields.text(kSignal["answer"],
                     required_text(call.args, "answer", "say what is done about it, or why nothing"));
  }
  return step;
}

Json acknowledge_signal(Change& change, const VerbCall& call) {
  Step step = answer_signal(change, call, kSignal["state"]["acknowledged"]);
  step.fields.number(kSignal["acknowledged_at"], call.at);
  const bool late = has(step.row, kSignal["due_at"]) && call.at > number_of(step.row, kSignal["due_at"]);
  const bool owed = is_true(step.row, kSignal["needs_leadership"]);
  Json result = step.done("signal.acknowledged", {{"needs_leadership", owed}, {"late", late}});
  result["late"] = late;
  return result;
}

Json act_on_signal(Change& change, const VerbCall& call) {
  return answer_signal(change, call, kSignal["state"]["acted"]).done("signal.acted");
}
Json watch(Change& change, const VerbCall& call) {
  return answer_signal(change, call, kSignal["state"]["watching"]).done("signal.watched");
}
Json dismiss(Change& change, const VerbCall& call) {
  return answer_signal(change, call, kSignal["state"]["dismissed"]).done("signal.dismissed");
}

/// Reads the index `unanswered`: costs by what has become late since the last tick.
std::vector<Id> unacknowledged(store::Database& database, Instant now, Portion& portion) {
  auto rows = database.prepare(
      "SELECT id FROM signal WHERE due_at < ? AND acknowledged_at IS NULL AND overdue_at IS NULL AND due_at "
      "IS NOT NULL AND archived_at IS NULL ORDER BY due_at, id");
  rows.bind(1, now);
  return due_ids(std::move(rows), portion);
}

Json find_overdue_signals(Change& change, Instant now, Portion& portion) {
  const std::vector<Id> late = unacknowledged(change.database(), now, portion);
  for (const Id& record : late) {
    const Row row = change.get(signals(change), record);
    Draft(signals(change)).number(kSignal["overdue_at"], now).update(change, record, SetBy::derived);
    change.event("signal.overdue", "signal", record,
                 {{"due_at", number_of(row, kSignal["due_at"])}, {"responsible_side", "leadership"}});
  }
  return Json{{"signals_overdue", late.size()}};
}

constexpr Argument kAnswer[] = {
    {.name = "answer", .type = Type::text, .required = true, .doc = "what was done, or why nothing is"},
};
constexpr Argument kWatchArguments[] = {
    {.name = "answer", .type = Type::text, .doc = "what to look out for"},
};

constexpr Verb kSignalsVerbs[] = {
    {.name = "signal.raise",
     .entity = "signal",
     .creates = true,
     .arguments = kRaiseArguments,
     .doc = "tells of an early sign",
     .run = raise},
    {.name = "signal.acknowledge",
     .entity = "signal",
     .doc = "it is seen; by leadership where it needs leadership",
     .run = acknowledge_signal},
    {.name = "signal.act",
     .entity = "signal",
     .arguments = kAnswer,
     .doc = "something was done about it",
     .run = act_on_signal},
    {.name = "signal.watch",
     .entity = "signal",
     .arguments = kWatchArguments,
     .doc = "it is kept in sight",
     .run = watch},
    {.name = "signal.dismiss",
     .entity = "signal",
     .arguments = kAnswer,
     .doc = "nothing is done, and why",
     .run = dismiss},
};

constexpr TimeRule kSignalsTimeRules[] = {
    {"signal.overdue", "tells once of each signal that leadership did not acknowledge in time",
     find_overdue_signals},
};

}  // namespace

void add_signals(Catalogue& catalogue) {
  catalogue.add(kSignalsVerbs);
  catalogue.add(kSignalsTimeRules);
}

}  // namespace tandem::domain
