// SPDX-License-Identifier: Apache-2.0
// A fact that a rule would have forbidden is explained by the side that answers, and accepted by the
// other one or by leadership.
#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "domain/practice.hpp"
#include "domain/step.hpp"

namespace tandem::domain {
namespace {

constexpr Argument kExplainArguments[] = {
    {.name = "explanation", .type = Type::text, .required = true, .doc = "how it came about"},
};

Json explain(Change& change, const VerbCall& call) {
  Step step(change, call, kIrregularity["state"]["explained"]);
  const Side side = step.side(kIrregularity["side"]);
  side == Side::shared ? step.by_confirmed_person() : step.by_confirmed_of(side);
  step.fields.text(kIrregularity["explanation"], text_of(call.args, "explanation"));
  return step.done("irregularity.explained");
}

Json accept(Change& change, const VerbCall& call) {
  Step step(change, call, kIrregularity["state"]["accepted"]);
  const Side side = step.side(kIrregularity["side"]);
  step.by_confirmed_person();
  if (step.who.side == side && side != Side::leadership && side != Side::shared) {
    throw Refusal(TANDEM_FORBIDDEN, "own_irregularity", "a side does not accept its own irregularity",
                  "explain it, and let the other side or leadership accept");
  }
  return step.done("irregularity.accepted");
}

constexpr Verb kIrregularitiesVerbs[] = {
    {.name = "irregularity.explain",
     .entity = "irregularity",
     .arguments = kExplainArguments,
     .doc = "the side that answers for it says how it came about",
     .run = explain},
    {.name = "irregularity.accept",
     .entity = "irregularity",
     .doc = "the other side or leadership lets it stand",
     .run = accept},
};

}  // namespace

void add_irregularities(Catalogue& catalogue) { catalogue.add(kIrregularitiesVerbs); }

}  // namespace tandem::domain
