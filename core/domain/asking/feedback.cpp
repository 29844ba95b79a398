// SPDX-License-Identifier: Apache-2.0
// A verdict with a why, and the reply that the other side owes.
#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "domain/asking/asking.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

const EntityInfo& feedbacks(Change& change) { return change.entity(kFeedback); }

constexpr Argument kSubmitArguments[] = {
    {.name = "about_entity",
     .type = Type::choice,
     .required = true,
     .choices = kSubjects,
     .doc = "what it is about"},
    {.name = "about_id", .type = Type::id, .required = true, .doc = "the record it is about"},
    {.name = "verdict",
     .type = Type::choice,
     .required = true,
     .choices = kVerdicts,
     .doc = "worked, did_not or mixed"},
    {.name = "why", .type = Type::text, .required = true, .doc = "what makes you say so"},
    {.name = "to_side",
     .type = Type::choice,
     .choices = kSides,
     .doc = "who owes the reply; absent: the other side"},
    {.name = "evidence", .type = Type::set, .doc = "links or record ids"},
};

Json submit(Change& change, const VerbCall& call) {
  const Who who = who_acts(change);
  if (who.id.empty()) {
    throw Refusal(TANDEM_FORBIDDEN, "no_person", "feedback comes from a person, and this session has none",
                  "open the session for a person");
  }
  const Id about = id_of(call.args, "about_id");
  change.require(change.catalogue().entity(text_of(call.args, "about_entity")), about);
  const std::string to_side = side_asked(call.args, who);
  Draft draft(feedbacks(change));
  draft.id(kFeedback["from_person_id"], who.id)
      .text(kFeedback["about_entity"], text_of(call.args, "about_entity"))
      .id(kFeedback["about_id"], about)
      .text(kFeedback["from_side"], side_name(who.side))
      .text(kFeedback["to_side"], to_side)
      .text(kFeedback["verdict"], text_of(call.args, "verdict"))
      .text(kFeedback["why"], required_text(call.args, "why", "say what makes you say so"))
      .number(kFeedback["submitted_at"], call.at)
      .set(kFeedback["state"]["submitted"]);
  if (const Json* evidence = json_of(call.args, "evidence"))
    draft.text(kFeedback["evidence"], evidence->dump());
  const Id record = draft.create(change);
  change.event("feedback.submitted", "feedback", record,
               {{"from_side", side_name(who.side)},
                {"to_side", to_side},
                {"about_entity", text_of(call.args, "about_entity")},
                {"about_id", about.text()},
                {"verdict", text_of(call.args, "verdict")}});
  return answer(feedbacks(change), record, 1, "submitted");
}

/// A step of the side that owes the reply, begun; `reply` is kept where given.
Step answer_feedback(Change& change, const VerbCall& call, Choice to) {
  Step step(change, call, to);
  step.by_confirmed_of(step.side(kFeedback["to_side"]));
  if (given(call.args, "reply")) {
    step.fields.text(kFeedback["reply"], required_text(call.args, "reply", "answer the author in words"))
        .id(kFeedback["replied_by"], step.who.id);
  }
  return step;
}

Json acknowledge(Change& change, const VerbCall& call) {
  Step step = answer_feedback(change, call, kFeedback["state"]["acknowledged"]);
  step.fields.number(kFeedback["acknowledged_at"], call.at);
  return step.done("feedback.acknowledged", {{"state", "acknowledged"}});
}
Json review(Change& change, const VerbCall& call) {
  return answer_feedback(change, call, kFeedback["state"]["reviewing"])
      .done("feedback.reviewed", {{"state", "reviewing"}});
}
Json act_on(Change& change, const VerbCall& call) {
  return answer_feedback(change, call, kFeedback["state"]["acted"])
      .done("feedback.acted", {{"state", "acted"}});
}
Json decline(Change& change, const VerbCall& call) {
  return answer_feedback(change, call, kFeedback["state"]["no_action"])
      .done("feedback.declined", {{"state", "no_action"}});
}
Json close(Change& change, const VerbCall& call) {
  Step step = answer_feedback(change, call, kFeedback["state"]["closed"]);
  if (!given(call.args, "reply") && !has(step.row, kFeedback["reply"])) {
    throw Refusal(TANDEM_INVALID_STATE, "missing_reply", "feedback is closed only with a reply to its author",
                  "give the argument reply");
  }
  step.fields.number(kFeedback["closed_at"], call.at);
  return step.done("feedback.closed", {{"state", "closed"}});
}

constexpr Argument kMergeArguments[] = {
    {.name = "into_id",
     .type = Type::ref,
     .required = true,
     .target = "feedback",
     .doc = "feedback about the same thing; its reply answers both"},
};

/// Feedback that the same side answers, about the same thing, and not itself merged.
void require_same_subject(const Row& row, const Row& into) {
  const bool same = text_of(row, kFeedback["about_entity"]) == text_of(into, kFeedback["about_entity"]) &&
                    id_of(row, kFeedback["about_id"]) == id_of(into, kFeedback["about_id"]) &&
                    text_of(row, kFeedback["to_side"]) == text_of(into, kFeedback["to_side"]);
  if (!same) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "different_subject",
                  "the other feedback is about something else, or to another side",
                  "merge only what one reply answers");
  }
  if (is(into, kFeedback["state"]["merged"])) {
    throw Refusal(TANDEM_INVALID_STATE, "merged_already", "the other feedback is merged itself",
                  "merge into where it went")
        .with("merged_into_id", id_of(into, kFeedback["merged_into_id"]).text());
  }
}

Json merge(Change& change, const VerbCall& call) {
  Step step(change, call, kFeedback["state"]["merged"]);
  step.by_confirmed_of(step.side(kFeedback["to_side"]));
  const Id into = id_of(call.args, "into_id");
  if (into == call.record) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "merged_into_itself", "feedback cannot be merged into itself",
                  "give another into_id");
  }
  require_same_subject(step.row, change.get(step.entity, into));
  step.fields.id(kFeedback["merged_into_id"], into);
  return step.done("feedback.merged", {{"into_id", into.text()}});
}

constexpr Argument kReply[] = {
    {.name = "reply", .type = Type::text, .doc = "answer to the author; a close needs one, now or before"},
};
constexpr Argument kReason[] = {
    {.name = "reply", .type = Type::text, .required = true, .doc = "why nothing is done"},
};

constexpr Verb kFeedbackVerbs[] = {
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
    {.name = "feedback.merge",
     .entity = "feedback",
     .arguments = kMergeArguments,
     .doc = "the asked side answers it together with other feedback about the same thing",
     .run = merge},
};

}  // namespace

void add_feedback(Catalogue& catalogue) { catalogue.add(kFeedbackVerbs); }

}  // namespace tandem::domain
