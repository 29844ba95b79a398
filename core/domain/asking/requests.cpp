// SPDX-License-Identifier: Apache-2.0
// One side asks something of the other, under the request policy in force.
#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/arguments.hpp"
#include "domain/asking/asking.hpp"
#include "domain/asking/request_policy.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

constexpr Argument kOpenArguments[] = {
    {.name = "kind",
     .type = Type::choice,
     .required = true,
     .choices = kRequestKinds,
     .doc = "what is asked for; the policy in force lists what a side may ask"},
    {.name = "title", .type = Type::text, .required = true, .doc = "the ask in one line"},
    {.name = "why", .type = Type::text, .required = true, .doc = "what it is good for"},
    {.name = "to_side", .type = Type::choice, .choices = kSides, .doc = "absent: the other side"},
    {.name = "named_accounts",
     .type = Type::set,
     .doc = "ids of the accounts it is for; needed for a nurture_campaign"},
    {.name = "use_case", .type = Type::text, .doc = "the buyer's situation"},
    {.name = "needed_by", .type = Type::instant, .doc = "later is not in time"},
    {.name = "opportunity_id",
     .type = Type::ref,
     .target = "opportunity",
     .doc = "the deal it is for; needed for deal_help"},
    {.name = "priority", .type = Type::choice, .choices = kPriorities, .doc = "absent: normal"},
};

void require_allowed(Change& change, const RequestPolicy& policy, const Who& who, const std::string& kind) {
  const std::vector<std::string>* kinds = policy.kinds_of(who.side);
  if (kinds == nullptr || std::find(kinds->begin(), kinds->end(), kind) != kinds->end()) return;
  std::string list;
  for (const std::string& one : *kinds) list += (list.empty() ? "" : ", ") + one;
  change.forbid("request", {}, "kind_not_allowed",
                concat({"the request policy does not let ", side_name(who.side), " ask for a ", kind}),
                who.side, list.empty() ? "agree on another request policy" : "it may ask for: " + list,
                policy.clause);
}

/// What a kind cannot do without.
void require_particulars(const Json& args, const std::string& kind) {
  const Json* accounts = json_of(args, "named_accounts");
  if (kind == "nurture_campaign" && (accounts == nullptr || accounts->empty())) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_argument",
                  "a nurture campaign is asked for named accounts", "give named_accounts");
  }
  if (kind == "deal_help" && !given(args, "opportunity_id")) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_argument", "help with a deal names the deal",
                  "give opportunity_id");
  }
}

void require_accounts(Change& change, const Json& args) {
  const Json* accounts = json_of(args, "named_accounts");
  if (accounts == nullptr) return;
  for (const Json& account : *accounts) {
    change.require(change.entity(kAccount),
                   Id::require(account.get_ref<const std::string&>(), "named_accounts"));
  }
}

Draft draft_of(Change& change, const VerbCall& call, const Who& who, const std::string& to_side,
               Instant acknowledge_by) {
  Draft draft(change.entity(kRequest));
  draft.id(kRequest["from_person_id"], who.id)
      .text(kRequest["from_side"], side_name(who.side))
      .text(kRequest["to_side"], to_side)
      .text(kRequest["kind"], text_of(call.args, "kind"))
      .text(kRequest["title"], required_text(call.args, "title", "say in one line what is asked for"))
      .text(kRequest["why"], required_text(call.args, "why", "say what it is good for"))
      .id(kRequest["opportunity_id"], id_of(call.args, "opportunity_id"))
      .number(kRequest["opened_at"], call.at)
      .number(kRequest["acknowledge_by"], acknowledge_by);
  if (given(call.args, "priority")) draft.text(kRequest["priority"], text_of(call.args, "priority"));
  if (given(call.args, "use_case")) draft.text(kRequest["use_case"], text_of(call.args, "use_case"));
  if (const auto needed = number_of(call.args, "needed_by")) draft.number(kRequest["needed_by"], *needed);
  if (const Json* accounts = json_of(call.args, "named_accounts")) {
    draft.text(kRequest["named_accounts"], accounts->dump());
  }
  return draft;
}

Json open(Change& change, const VerbCall& call) {
  const Who who = named_person(change, call.verb.name);
  const std::string to_side = side_asked(call.args, who), kind = text_of(call.args, "kind");
  if (to_side == side_name(who.side)) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "own_side_asked", "a request goes to another side",
                  "give another to_side");
  }
  const auto needed_by = number_of(call.args, "needed_by");
  if (needed_by && *needed_by <= call.at) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "in_the_past", "needed_by has passed before the request is opened",
                  "give an instant in the future, or leave it out");
  }
  const RequestPolicy policy = request_policy(change.database(), call.at);
  require_allowed(change, policy, who, kind);
  require_particulars(call.args, kind);
  require_accounts(change, call.args);
  const Instant acknowledge_by = call.at + policy.acknowledge_within_s * kSecond;
  const Id record = draft_of(change, call, who, to_side, acknowledge_by).create(change);
  Json payload = {{"from_side", side_name(who.side)},
                  {"to_side", to_side},
                  {"kind", kind},
                  {"acknowledge_by", acknowledge_by}};
  if (needed_by) payload["needed_by"] = *needed_by;
  change.event("request.opened", "request", record, payload, policy.version);
  Json result = answer(change.entity(kRequest), record, 1, "open");
  result["acknowledge_by"] = acknowledge_by;
  return result;
}

constexpr Verb kRequestsVerbs[] = {
    {.name = "request.open",
     .entity = "request",
     .creates = true,
     .arguments = kOpenArguments,
     .doc = "asks something of the other side",
     .run = open},
};

constexpr DefaultClause kDefaults[] = {
    {"request_policy", "default",
     R"({"marketing_may_ask":["data_fix","deal_help","field_input","other","reference","research"],
         "sales_may_ask":["collateral","creative","data_fix","deal_help","lead_program","microsite",
           "nurture_campaign","other","reference","research","value_proposition"],
         "acknowledge_within_s":172800,
         "decline_reasons":[{"code":"no_capacity","label":"Nobody is free for it in time"},
           {"code":"exists_already","label":"There is something that serves"},
           {"code":"not_our_task","label":"Another side answers for it"},
           {"code":"off_brand","label":"It does not fit what we stand for"},
           {"code":"no_business_case","label":"It would cost more than it brings"}],
         "signal_within_s":172800})"},
};

}  // namespace

void add_requests(Catalogue& catalogue) {
  catalogue.add(kRequestsVerbs);
  catalogue.add(kDefaults);
}

}  // namespace tandem::domain
