// SPDX-License-Identifier: Apache-2.0
// Deals are won, lost and opened again.
#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "domain/closing_day.hpp"
#include "domain/leads/leads.hpp"
#include "domain/practice.hpp"
#include "domain/step.hpp"

namespace tandem::domain {
namespace {

/// What was over before the connection went live is history, until it is opened again or ends anew.
void mark_history(Change& change, const Row* before, Row& after) {
  const bool open = is(after, kOpportunity["result"]["open"]);
  if (before == nullptr) {
    const bool long_over = !open && number_of(after, kOpportunity["closed_at"]) < change.live_from;
    if (long_over) set_flag(after, kOpportunity["is_history"], true);
    return;
  }
  if (!is_true(*before, kOpportunity["is_history"]) || !changed(before, after, kOpportunity["result"]))
    return;
  const bool anew = changed(before, after, kOpportunity["closed_at"]) &&
                    last_of_closing(number_of(after, kOpportunity["closed_at"])) >= change.live_from;
  if (open || anew) set_flag(after, kOpportunity["is_history"], false);
}

/// A closed deal has the instant it closed at, an open one has none.
void before_opportunity(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  if (changed(before, after, kOpportunity["lead_id"]) && has(after, kOpportunity["lead_id"])) {
    set_id(after, kOpportunity["lead_id"],
           survivor_of(change.database(), id_of(after, kOpportunity["lead_id"])));
  }
  if (!has(after, kOpportunity["result"])) set_text(entity, after, kOpportunity["result"]["open"]);
  const bool closed = !is(after, kOpportunity["result"]["open"]);
  if (closed && !has(after, kOpportunity["closed_at"])) {
    set_number(entity, after, kOpportunity["closed_at"], change.now());
  }
  if (!closed && has(after, kOpportunity["closed_at"])) clear(after, kOpportunity["closed_at"]);
  mark_history(change, before, after);
  if (has(after, kOpportunity["amount_minor"]) && number_of(after, kOpportunity["amount_minor"]) != 0 &&
      !has(after, kOpportunity["currency"])) {
    change.forbid("opportunity", id_of(after, kId), "amount_without_currency", "an amount needs its currency",
                  Side::sales, "give currency beside amount_minor");
  }
}

void after_opportunity(Change& change, const EntityInfo&, const Row* before, Row& after) {
  const Id record = id_of(after, kId);
  const bool history = is_true(after, kOpportunity["is_history"]);
  if (has(after, kOpportunity["stage"]) && changed(before, after, kOpportunity["stage"])) {
    const bool first = before == nullptr || !has(*before, kOpportunity["stage"]);
    enter_opportunity_stage(change, record,
                            {first ? std::string_view{} : text_of(*before, kOpportunity["stage"]),
                             text_of(after, kOpportunity["stage"]), history ? "history" : "fact",
                             change.now(), change.actor().person()});
  }
  if (history || !changed(before, after, kOpportunity["result"])) return;
  const std::string_view result = text_of(after, kOpportunity["result"]);
  if (result == "open" && before == nullptr) return;
  change.event(
      result == "open" ? "opportunity.reopened" : "opportunity." + std::string(result), "opportunity", record,
      {{"closed_at",
        has(after, kOpportunity["closed_at"]) ? Json(number_of(after, kOpportunity["closed_at"])) : Json()}});
}

Step by_sales(Change& change, const VerbCall& call, Choice to) {
  Step step(change, call, to);
  step.by_confirmed_of(Side::sales);
  return step;
}

constexpr Argument kWinArguments[] = {
    {.name = "amount_minor",
     .type = Type::minor,
     .doc = "what was sold, in minor units; absent: as it stands"},
    {.name = "currency", .type = Type::currency, .doc = "ISO 4217; absent: as it stands"},
};

Json win(Change& change, const VerbCall& call) {
  Step step = by_sales(change, call, kOpportunity["result"]["won"]);
  step.fields.number(kOpportunity["closed_at"], call.at);
  if (const auto amount = number_of(call.args, "amount_minor"))
    step.fields.number(kOpportunity["amount_minor"], *amount);
  if (given(call.args, "currency"))
    step.fields.text(kOpportunity["currency"], text_of(call.args, "currency"));
  return step.written();
}

constexpr Argument kLoseArguments[] = {
    {.name = "loss_reason", .type = Type::text, .required = true, .doc = "the seller's coded reason"},
};

Json lose(Change& change, const VerbCall& call) {
  Step step = by_sales(change, call, kOpportunity["result"]["lost"]);
  step.fields.number(kOpportunity["closed_at"], call.at)
      .text(kOpportunity["loss_reason"], text_of(call.args, "loss_reason"));
  return step.written();
}

Json reopen(Change& change, const VerbCall& call) {
  Step step = by_sales(change, call, kOpportunity["result"]["open"]);
  step.fields.null(kOpportunity["closed_at"]).null(kOpportunity["loss_reason"]);
  return step.written();
}

constexpr Verb kOpportunitiesVerbs[] = {
    {.name = "opportunity.win",
     .entity = "opportunity",
     .arguments = kWinArguments,
     .doc = "the buyer signed",
     .run = win},
    {.name = "opportunity.lose",
     .entity = "opportunity",
     .arguments = kLoseArguments,
     .doc = "the deal will not come",
     .run = lose},
    {.name = "opportunity.reopen",
     .entity = "opportunity",
     .doc = "a closed deal is open again",
     .run = reopen},
};

}  // namespace

void add_opportunities(Catalogue& catalogue) {
  catalogue.add(kOpportunitiesVerbs);
  EntityInfo& entity = catalogue.edit("opportunity");
  entity.before_write.push_back(before_opportunity);
  entity.after_write.push_back(after_opportunity);
}

}  // namespace tandem::domain
