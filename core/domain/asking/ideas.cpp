// SPDX-License-Identifier: Apache-2.0
// Suggestions, and what they became: whoever had the idea stays named.
#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "domain/asking/asking.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

const EntityInfo& ideas(Change& change) { return change.entity(kIdea); }

constexpr Argument kIdeaArguments[] = {
    {.name = "text", .type = Type::text, .required = true, .doc = "the suggestion"},
};

Json submit_idea(Change& change, const VerbCall& call) {
  const Who who = named_person(change, call.verb.name);
  Draft draft(ideas(change));
  draft.id(kIdea["from_person_id"], who.id)
      .text(kIdea["text"], required_text(call.args, "text", "say what you suggest"))
      .number(kIdea["submitted_at"], call.at);
  const Id record = draft.create(change);
  change.event("idea.submitted", "idea", record, {{"by_side", side_name(who.side)}});
  return answer(ideas(change), record, 1, "submitted");
}

/// The decision on an idea, begun: somebody else than its author decides.
Step decide(Change& change, const VerbCall& call, Choice to) {
  Step step(change, call, to);
  step.by_named_person();
  if (step.who.id == id_of(step.row, kIdea["from_person_id"])) {
    throw Refusal(TANDEM_FORBIDDEN, "own_idea", "nobody decides on an idea of their own",
                  "let a colleague decide")
        .about("idea", call.record.text());
  }
  step.after(kIdea["submitted_at"], "the idea was submitted");
  step.fields.id(kIdea["decided_by"], step.who.id).number(kIdea["decided_at"], call.at);
  return step;
}

constexpr Argument kAdoptArguments[] = {
    {.name = "adopted_as_entity",
     .type = Type::choice,
     .required = true,
     .choices = kSubjects,
     .doc = "what it has become"},
    {.name = "adopted_as_id", .type = Type::id, .required = true, .doc = "the record it has become"},
};

Json adopt(Change& change, const VerbCall& call) {
  Step step = decide(change, call, kIdea["state"]["adopted"]);
  const std::string entity = text_of(call.args, "adopted_as_entity");
  const Id became = id_of(call.args, "adopted_as_id");
  change.require(change.catalogue().entity(entity), became);
  step.fields.text(kIdea["adopted_as_entity"], entity).id(kIdea["adopted_as_id"], became);
  return step.done("idea.adopted", {{"adopted_as_entity", entity}, {"adopted_as_id", became.text()}});
}

constexpr Argument kIdeaDeclineArguments[] = {
    {.name = "reason", .type = Type::text, .required = true, .doc = "why it is not taken up"},
};

Json decline_idea(Change& change, const VerbCall& call) {
  Step step = decide(change, call, kIdea["state"]["declined"]);
  step.fields.text(kIdea["reason"],
                   required_text(call.args, "reason", "tell the author why it is not taken up"));
  return step.done("idea.declined");
}

constexpr Verb kIdeasVerbs[] = {
    {.name = "idea.submit",
     .entity = "idea",
     .creates = true,
     .arguments = kIdeaArguments,
     .doc = "suggests something",
     .run = submit_idea},
    {.name = "idea.adopt",
     .entity = "idea",
     .arguments = kAdoptArguments,
     .doc = "a colleague has taken it up; its author stays named",
     .run = adopt},
    {.name = "idea.decline",
     .entity = "idea",
     .arguments = kIdeaDeclineArguments,
     .doc = "a colleague does not take it up, and says why",
     .run = decline_idea},
};

}  // namespace

void add_ideas(Catalogue& catalogue) { catalogue.add(kIdeasVerbs); }

}  // namespace tandem::domain
