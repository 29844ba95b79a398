// SPDX-License-Identifier: Apache-2.0
// A fact that a rule would have forbidden is explained by the side that answers, and accepted by the
// other one or by leadership.
#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

const EntityInfo& irregularities(Change& change) { return change.entity(kIrregularity); }

constexpr Argument kExplainArguments[] = {
    {.name = "explanation", .type = Type::text, .required = true, .doc = "how it came about"},
};

Json explain(Change& change, const VerbCall& call) {
  const Row row = change.get(irregularities(change), call.record);
  require_move(irregularities(change), row, "explained", "irregularity.explain");
  const Side side = model::parse_side(text_of(row, kIrregularity["side"]));
  if (side == Side::shared) {
    confirmed_person(change, "irregularity.explain");
  } else {
    confirmed_of_side(change, "irregularity.explain", side);
  }
  Draft fields(irregularities(change));
  fields.text(kIrregularity["state"], "explained")
      .text(kIrregularity["explanation"], text_of(call.args, "explanation"));
  const auto revision = fields.update(change, call.record);
  change.event("irregularity.explained", "irregularity", call.record);
  return answer(irregularities(change), call.record, revision, "explained");
}

Json accept(Change& change, const VerbCall& call) {
  const Row row = change.get(irregularities(change), call.record);
  require_move(irregularities(change), row, "accepted", "irregularity.accept");
  const Who who = confirmed_person(change, "irregularity.accept");
  const Side side = model::parse_side(text_of(row, kIrregularity["side"]));
  if (who.side == side && side != Side::leadership && side != Side::shared) {
    throw Refusal(TANDEM_FORBIDDEN, "own_irregularity", "a side does not accept its own irregularity",
                  "explain it, and let the other side or leadership accept");
  }
  const auto revision =
      Draft(irregularities(change)).text(kIrregularity["state"], "accepted").update(change, call.record);
  change.event("irregularity.accepted", "irregularity", call.record);
  return answer(irregularities(change), call.record, revision, "accepted");
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
