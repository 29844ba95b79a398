// SPDX-License-Identifier: Apache-2.0
// A verdict with a why, and the reply that the other side owes.
#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

using model::Argument;
using model::Side;
using model::Type;
using model::VerbCall;

const EntityInfo& feedbacks(Change& change) { return change.entity(model::kFeedback); }

constexpr Argument kSubmitArguments[] = {
    {.name = "about_entity",
     .type = Type::choice,
     .required = true,
     .choices = model::kSubjects,
     .doc = "what it is about"},
    {.name = "about_id", .type = Type::id, .required = true, .doc = "the record it is about"},
    {.name = "verdict",
     .type = Type::choice,
     .required = true,
     .choices = model::kVerdicts,
     .doc = "worked, did_not or mixed"},
    {.name = "why", .type = Type::text, .required = true, .doc = "what makes you say so"},
    {.name = "to_side",
     .type = Type::choice,
     .choices = model::kSides,
     .doc = "who owes the reply; absent: the other side"},
    {.name = "evidence", .type = Type::set, .doc = "links or record ids"},
};

std::string side_asked(const VerbCall& call, const Who& who) {
  if (given(call.args, "to_side")) return text_of(call.args, "to_side");
  if (who.side == Side::marketing) return "sales";
  if (who.side == Side::sales) return "marketing";
  throw Error(TANDEM_INVALID_ARGUMENT, "this session has no other side, so the reply is owed by nobody",
              "give to_side");
}

Json submit(Change& change, const VerbCall& call) {
  const Who who = who_acts(change);
  if (who.id.empty()) {
    throw Error(TANDEM_FORBIDDEN, "feedback comes from a person, and this session has none",
                "open the session for a person");
  }
  const Id about = id_of(call.args, "about_id");
  change.require(change.catalogue().entity(text_of(call.args, "about_entity")), about);
  const std::string to_side = side_asked(call, who);
  Draft draft(feedbacks(change));
  draft.id(feedback::from_person, who.id)
      .text(feedback::about_entity, text_of(call.args, "about_entity"))
      .id(feedback::about, about)
      .text(feedback::to_side, to_side)
      .text(feedback::verdict, text_of(call.args, "verdict"))
      .text(feedback::why, text_of(call.args, "why"))
      .number(feedback::submitted_at, call.at)
      .text(feedback::state, "submitted");
  if (const Json* evidence = json_of(call.args, "evidence")) draft.text(feedback::evidence, evidence->dump());
  const Id record = draft.create(change);
  change.event("feedback.submitted", "feedback", record,
               {{"to_side", to_side},
                {"about_entity", text_of(call.args, "about_entity")},
                {"about_id", about.text()},
                {"verdict", text_of(call.args, "verdict")}});
  return answer(feedbacks(change), record, 1, "submitted");
}

/// One step of the side that owes the reply; `reply` is kept where given.
Json step(Change& change, const VerbCall& call, std::string_view verb, std::string_view to,
          std::string_view event) {
  const Row row = change.get(feedbacks(change), call.record);
  require_move(feedbacks(change), row, to, verb);
  const Who who = confirmed_of_side(change, verb, model::parse_side(text_of(row, feedback::to_side)));
  Draft fields(feedbacks(change));
  fields.text(feedback::state, to);
  if (given(call.args, "reply")) {
    fields.text(feedback::reply, text_of(call.args, "reply")).id(feedback::replied_by, who.id);
  }
  if (to == "closed") {
    if (!given(call.args, "reply") && !has(row, feedback::reply)) {
      throw Error(TANDEM_INVALID_STATE, "feedback is closed only with a reply to its author",
                  "give the argument reply");
    }
    fields.number(feedback::closed_at, call.at);
  }
  const auto revision = fields.update(change, call.record);
  change.event(event, "feedback", call.record, {{"state", to}});
  return answer(feedbacks(change), call.record, revision, to);
}

Json acknowledge(Change& change, const VerbCall& call) {
  return step(change, call, "feedback.acknowledge", "acknowledged", "feedback.acknowledged");
}
Json review(Change& change, const VerbCall& call) {
  return step(change, call, "feedback.review", "reviewing", "feedback.reviewed");
}
Json act_on(Change& change, const VerbCall& call) {
  return step(change, call, "feedback.act", "acted", "feedback.acted");
}
Json decline(Change& change, const VerbCall& call) {
  return step(change, call, "feedback.decline", "no_action", "feedback.declined");
}
Json close(Change& change, const VerbCall& call) {
  return step(change, call, "feedback.close", "closed", "feedback.closed");
}

constexpr Argument kReply[] = {
    {.name = "reply", .type = Type::text, .doc = "answer to the author; a close needs one, now or before"},
};
constexpr Argument kReason[] = {
    {.name = "reply", .type = Type::text, .required = true, .doc = "why nothing is done"},
};

constexpr model::Verb kVerbs[] = {
    {.name = "feedback.submit",
     .entity = "feedback",
     .creates = true,
     .arguments = kSubmitArguments,
     .doc = "tells the other side what worked and what did not",
     .run = submit},
    {.name = "feedback.acknowledge",
     .entity = "feedback",
     .doc = "the asked side has read it",
     .run = acknowledge},
    {.name = "feedback.review", .entity = "feedback", .doc = "the asked side looks into it", .run = review},
    {.name = "feedback.act",
     .entity = "feedback",
     .arguments = kReply,
     .doc = "the asked side did something about it",
     .run = act_on},
    {.name = "feedback.decline",
     .entity = "feedback",
     .arguments = kReason,
     .doc = "the asked side does nothing, and says why",
     .run = decline},
    {.name = "feedback.close",
     .entity = "feedback",
     .arguments = kReply,
     .doc = "the asked side has replied",
     .run = close},
};

}  // namespace

void add_feedback(model::Catalogue& catalogue) { catalogue.add(kVerbs); }

}  // namespace tandem::domain
