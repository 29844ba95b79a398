// SPDX-License-Identifier: Apache-2.0
// A verb that moves one record: its row and its move, who makes it, what it writes, tells and answers.
#pragma once

#include "domain/guards.hpp"

namespace tandem::domain {

struct Step {
  /// Reads the record; invalid state unless the call's verb may move it to `to`.
  Step(Change& change, const VerbCall& call, Choice to);

  /// The guards of domain/guards.hpp, asked for this verb: who they let pass is `who` from now on.
  Step& by_confirmed_person();
  Step& by_confirmed_of(Side side);
  /// People alone, whose words these are; the system does not pass.
  Step& by_named_person();
  Step& by_named_person_of(Side side);
  /// Invalid argument where it would happen before what `earliest` tells of: "the idea was submitted".
  Step& after(Position earliest, std::string_view what);

  /// Writes the fields with the new state and answers; for what a rule tells of.
  Json written();
  /// Writes the fields with the new state, tells the event, and answers {"id", "revision", "state"}.
  Json done(std::string_view event, const Json& payload = Json::object(), const Id& version = {});

  /// The side that a field of the record names.
  Side side(Position field) const { return parse_side(text_of(row, field)); }

  Change& change;
  const VerbCall& call;
  const EntityInfo& entity;
  Row row;  ///< as it was before
  Who who;
  Draft fields;  ///< what it writes

 private:
  std::string_view to_;
};

/// A confirmed person; unlike `confirmed_person`, the system does not pass: these are people's words.
Who named_person(Change& change, std::string_view verb);
/// The same, of this side.
Who named_person_of(Change& change, std::string_view verb, Side side);
/// Invalid argument where something would happen before what it follows from.
void require_after(Instant at, Instant earliest, std::string_view what);

}  // namespace tandem::domain
