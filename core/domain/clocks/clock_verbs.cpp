// SPDX-License-Identifier: Apache-2.0
// What people may do to a clock: let it rest for a listed reason, and take it away with a reason.
#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/arguments.hpp"
#include "domain/clocks/sla_clocks.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

const EntityInfo& clocks(Change& change) { return change.entity(kSlaClock); }

SlaClock movable(Change& change, const VerbCall& call, std::string_view to, std::string_view verb) {
  SlaClock clock(change, call.record);
  require_move(clocks(change), clock.row(), to, verb);
  return clock;
}

Json answer_of(Change& change, const Id& record) {
  const Row row = change.get(clocks(change), record);
  Json result = answer(clocks(change), record, number_of(row, kRevision), text_of(row, kSlaClock["state"]));
  result["due_at"] = number_of(row, kSlaClock["due_at"]);
  return result;
}

void require_listed(const SlaPolicy& policy, const std::string& reason) {
  const auto& listed = policy.pause_reasons;
  if (std::find(listed.begin(), listed.end(), reason) != listed.end()) return;
  std::string list;
  for (const std::string& code : listed) list += concat({list.empty() ? "" : ", ", code});
  throw Refusal(TANDEM_INVALID_ARGUMENT, "reason_not_listed",
                "the policy does not list this reason for a pause",
                list.empty() ? "it allows no pause; agree on pause_reasons" : "use one of: " + list);
}

/// A pause neither reaches back behind another one nor hides a broken promise.
void require_unbroken(Change& change, const SlaClock& clock, Instant at) {
  const Row& row = clock.row();
  if (at >= number_of(row, kSlaClock["due_at"])) {
    throw Refusal(TANDEM_INVALID_STATE, "due_already", "this promise was due before the pause",
                  "keep it: its breach is written with the next tick");
  }
  auto last = change.database().prepare("SELECT max(to_at) FROM clock_pause WHERE clock_id = ?");
  last.bind(1, id_of(row, kId));
  const Instant earliest =
      std::max(number_of(row, kSlaClock["started_at"]), last.step() ? last.integer(0) : 0);
  if (at >= earliest) return;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "too_early",
                "a pause cannot begin before the clock, or before its last pause ended",
                "give an instant from " + format_instant(earliest) + " on");
}

constexpr Argument kPauseArguments[] = {
    {.name = "reason", .type = Type::text, .required = true, .doc = "one of the policy's pause_reasons"},
};

Json pause(Change& change, const VerbCall& call) {
  SlaClock clock = movable(change, call, "paused", call.verb.name);
  const Who who = confirmed_person(change, call.verb.name);
  const std::string reason = text_of(call.args, "reason");
  require_listed(clock.policy(), reason);
  require_unbroken(change, clock, call.at);
  clock.pause(reason, who.id, call.at);
  return answer_of(change, call.record);
}

Json resume(Change& change, const VerbCall& call) {
  SlaClock clock = movable(change, call, "running", call.verb.name);
  confirmed_person(change, call.verb.name);
  if (call.at < clock.time().pauses.back().from) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "too_early", "the pause began later than that",
                  "give a later instant");
  }
  clock.resume(call.at);
  return answer_of(change, call.record);
}

constexpr Argument kCancelArguments[] = {
    {.name = "reason", .type = Type::text, .required = true, .doc = "why nobody waits any more"},
};

Json cancel(Change& change, const VerbCall& call) {
  SlaClock clock = movable(change, call, "cancelled", call.verb.name);
  signer(change, call.verb.name);
  clock.cancel(text_of(call.args, "reason"), call.at);
  return answer_of(change, call.record);
}

constexpr Verb kClockVerbsVerbs[] = {
    {.name = "clock.pause",
     .entity = "sla_clock",
     .arguments = kPauseArguments,
     .doc = "lets the clock rest for a reason that the policy lists",
     .run = pause},
    {.name = "clock.resume",
     .entity = "sla_clock",
     .doc = "the clock runs on; it falls due later by the working time of the pause",
     .run = resume},
    {.name = "clock.cancel",
     .entity = "sla_clock",
     .arguments = kCancelArguments,
     .doc = "a signer takes the clock away; the entry of a breach stays",
     .run = cancel},
};

}  // namespace

void add_clock_verbs(Catalogue& catalogue) { catalogue.add(kClockVerbsVerbs); }

}  // namespace tandem::domain
