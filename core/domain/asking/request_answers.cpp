// SPDX-License-Identifier: Apache-2.0
// What becomes of a request: the asked side takes or declines it and delivers, the asking side
// confirms, reopens or cancels.
#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/arguments.hpp"
#include "domain/asking/asking.hpp"
#include "domain/asking/request_policy.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

/// A step begun by the side that the field names.
Step answer_request(Change& change, const VerbCall& call, Choice to, Position by) {
  Step step(change, call, to);
  step.by_named_person_of(step.side(by)).after(kRequest["opened_at"], "the request was opened");
  return step;
}
Step by_asked_side(Change& change, const VerbCall& call, Choice to) {
  return answer_request(change, call, to, kRequest["to_side"]);
}
Step by_asking_side(Change& change, const VerbCall& call, Choice to) {
  return answer_request(change, call, to, kRequest["from_side"]);
}

/// Stores the step and tells of it; `more` joins the event's payload and the answer.
Json finish(Step& step, std::string_view event, const Json& more = Json::object(), const Id& version = {}) {
  Json payload = {{"from_side", text_of(step.row, kRequest["from_side"])},
                  {"to_side", text_of(step.row, kRequest["to_side"])},
                  {"kind", text_of(step.row, kRequest["kind"])},
                  {"by_side", side_name(step.who.side)}};
  payload.update(more);
  Json result = step.done(event, payload, version);
  result.update(more);
  return result;
}

Json acknowledge_request(Change& change, const VerbCall& call) {
  Step step = by_asked_side(change, call, kRequest["state"]["acknowledged"]);
  step.fields.number(kRequest["acknowledged_at"], call.at);
  const bool late =
      has(step.row, kRequest["acknowledge_by"]) && call.at > number_of(step.row, kRequest["acknowledge_by"]);
  return finish(step, "request.acknowledged", {{"late", late}});
}

constexpr Argument kAcceptArguments[] = {
    {.name = "worker_person_id",
     .type = Type::ref,
     .target = "person",
     .doc = "who works on it; absent: who accepts"},
};

Json accept(Change& change, const VerbCall& call) {
  Step step = by_asked_side(change, call, kRequest["state"]["accepted"]);
  Id worker = id_of(call.args, "worker_person_id");
  if (worker.empty()) worker = step.who.id;
  const Row row = change.get(change.entity(kPerson), worker);
  if (!is_true(row, kPerson["active"]) ||
      text_of(row, kPerson["side"]) != text_of(step.row, kRequest["to_side"])) {
    throw Refusal(TANDEM_INVALID_STATE, "unsuitable_person",
                  "who works on it must be an active person of the asked side",
                  "name another worker_person_id, or leave it out");
  }
  step.fields.id(kRequest["worker_person_id"], worker);
  return finish(step, "request.accepted", {{"worker_person_id", worker.text()}});
}

constexpr Argument kRequestDeclineArguments[] = {
    {.name = "reason", .type = Type::text, .required = true, .doc = "code from the policy's list"},
    {.name = "alternative", .type = Type::text, .required = true, .doc = "what is offered instead"},
};

RequestPolicy require_listed(Change& change, const std::string& reason, Instant at) {
  RequestPolicy policy = request_policy(change.database(), at);
  const auto& listed = policy.decline_reasons;
  if (std::find(listed.begin(), listed.end(), reason) != listed.end()) return policy;
  std::string list;
  for (const std::string& code : listed) list += (list.empty() ? "" : ", ") + code;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "reason_not_listed",
                "the reason is not in the request policy in force", "use one of: " + list);
}

Json decline_request(Change& change, const VerbCall& call) {
  Step step = by_asked_side(change, call, kRequest["state"]["declined"]);
  const std::string reason = text_of(call.args, "reason");
  const RequestPolicy policy = require_listed(change, reason, call.at);
  step.fields.text(kRequest["decline_reason"], reason)
      .text(kRequest["alternative"],
            required_text(call.args, "alternative", "a no comes with something that can be had instead"))
      .number(kRequest["closed_at"], call.at);
  return finish(step, "request.declined", {{"reason", reason}}, policy.version);
}

Json start(Change& change, const VerbCall& call) {
  Step step = by_asked_side(change, call, kRequest["state"]["in_progress"]);
  return finish(step, "request.started");
}

constexpr Argument kDeliverArguments[] = {
    {.name = "delivery", .type = Type::text, .required = true, .doc = "what was delivered, or a link to it"},
    {.name = "effort_h", .type = Type::integer, .doc = "whole hours it took; added to earlier deliveries"},
};

Json deliver(Change& change, const VerbCall& call) {
  Step step = by_asked_side(change, call, kRequest["state"]["delivered"]);
  if (const auto hours = number_of(call.args, "effort_h")) {
    if (*hours < 0)
      throw Refusal(TANDEM_INVALID_ARGUMENT, "out_of_range", "effort_h is negative", "give whole hours");
    step.fields.number(kRequest["effort_h"], number_of(step.row, kRequest["effort_h"]) + *hours);
  }
  step.fields.text(kRequest["delivery"], required_text(call.args, "delivery", "say what was delivered"))
      .number(kRequest["delivered_at"], call.at);
  const bool late =
      has(step.row, kRequest["needed_by"]) && call.at > number_of(step.row, kRequest["needed_by"]);
  return finish(step, "request.delivered", {{"late", late}});
}

constexpr Argument kConfirmArguments[] = {
    {.name = "rating", .type = Type::integer, .doc = "1 to 5"},
};

Json confirm(Change& change, const VerbCall& call) {
  Step step = by_asking_side(change, call, kRequest["state"]["confirmed"]);
  if (const auto rating = number_of(call.args, "rating")) {
    if (*rating < 1 || *rating > 5) {
      throw Refusal(TANDEM_INVALID_ARGUMENT, "out_of_range", "a rating lies between 1 and 5",
                    "give 1 (poor) to 5 (very good)");
    }
    step.fields.number(kRequest["rating"], *rating);
  }
  step.fields.number(kRequest["closed_at"], call.at);
  return finish(step, "request.confirmed");
}

constexpr Argument kReopenArguments[] = {
    {.name = "reason", .type = Type::text, .required = true, .doc = "what is missing"},
};

Json reopen(Change& change, const VerbCall& call) {
  Step step = by_asking_side(change, call, kRequest["state"]["reopened"]);
  const std::int64_t count = number_of(step.row, kRequest["reopen_count"]) + 1;
  step.fields.text(kRequest["reopen_reason"], required_text(call.args, "reason", "say what is missing"))
      .number(kRequest["reopen_count"], count)
      .null(kRequest["delivered_at"]);
  return finish(step, "request.reopened", {{"reopen_count", count}});
}

Json cancel(Change& change, const VerbCall& call) {
  Step step = by_asking_side(change, call, kRequest["state"]["cancelled"]);
  step.fields.number(kRequest["closed_at"], call.at);
  return finish(step, "request.cancelled");
}

constexpr Verb kRequestAnswersVerbs[] = {
    {.name = "request.acknowledge",
     .entity = "request",
     .doc = "the asked side has read it",
     .run = acknowledge_request},
    {.name = "request.accept",
     .entity = "request",
     .arguments = kAcceptArguments,
     .doc = "the asked side will do it",
     .run = accept},
    {.name = "request.decline",
     .entity = "request",
     .arguments = kRequestDeclineArguments,
     .doc = "the asked side will not do it, for a listed reason, and offers an alternative",
     .run = decline_request},
    {.name = "request.start", .entity = "request", .doc = "the work has begun, or begun again", .run = start},
    {.name = "request.deliver",
     .entity = "request",
     .arguments = kDeliverArguments,
     .doc = "the asked side has delivered",
     .run = deliver},
    {.name = "request.confirm",
     .entity = "request",
     .arguments = kConfirmArguments,
     .doc = "the asking side has what it asked for",
     .run = confirm},
    {.name = "request.reopen",
     .entity = "request",
     .arguments = kReopenArguments,
     .doc = "the asking side does not have what it asked for",
     .run = reopen},
    {.name = "request.cancel", .entity = "request", .doc = "the asking side needs it no more", .run = cancel},
};

}  // namespace

void add_request_answers(Catalogue& catalogue) { catalogue.add(kRequestAnswersVerbs); }

}  // namespace tandem::domain
