// SPDX-License-Identifier: Apache-2.0
#include "domain/step.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace tandem::domain {
namespace {

Who no_system(Who who, std::string_view verb) {
  if (!who.system) return who;
  throw Refusal(TANDEM_FORBIDDEN, "no_person", concat({verb, " needs a person, and this is the system"}),
                "open the session for a person");
}

}  // namespace

Who named_person(Change& change, std::string_view verb) {
  return no_system(confirmed_person(change, verb), verb);
}

Who named_person_of(Change& change, std::string_view verb, Side side) {
  return no_system(confirmed_of_side(change, verb, side), verb);
}

void require_after(Instant at, Instant earliest, std::string_view what) {
  if (at >= earliest) return;
  throw Refusal(
      TANDEM_INVALID_ARGUMENT, "too_early",
      concat({what, " only at ", format_instant(earliest), ", after what is said to follow from it"}),
      "correct the argument at");
}

Step::Step(Change& in, const VerbCall& of, Choice to)
    : change(in),
      call(of),
      entity(in.catalogue().entity(of.verb.entity)),
      row(in.get(entity, of.record)),
      fields(entity),
      to_(to.value) {
  require_move(entity, row, to_, call.verb.name);
  fields.set(to);
}

Step& Step::by_confirmed_person() {
  who = confirmed_person(change, call.verb.name);
  return *this;
}

Step& Step::by_confirmed_of(Side side) {
  who = confirmed_of_side(change, call.verb.name, side);
  return *this;
}

Step& Step::by_named_person() {
  who = named_person(change, call.verb.name);
  return *this;
}

Step& Step::by_named_person_of(Side side) {
  who = named_person_of(change, call.verb.name, side);
  return *this;
}

Step& Step::after(Position earliest, std::string_view what) {
  require_after(call.at, number_of(row, earliest), what);
  return *this;
}

Json Step::written() { return answer(entity, call.record, fields.update(change, call.record), to_); }

Json Step::done(std::string_view event, const Json& payload, const Id& version) {
  Json result = written();
  change.event(event, call.verb.entity, call.record, payload, version);
  return result;
}

}  // namespace tandem::domain
