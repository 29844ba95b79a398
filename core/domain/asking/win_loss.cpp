// SPDX-License-Identifier: Apache-2.0
// Why a deal was won or lost, asked of the buyer and of the seller, the two kept apart.
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/arguments.hpp"
#include "domain/asking/asking.hpp"
#include "domain/practice.hpp"
#include "model/document.hpp"

namespace tandem::domain {
namespace {

constexpr std::int64_t kWhole = 1'000'000;
constexpr const char* kDriversForm = "write [{\"driver\": \"price\", \"weight_ppm\": 1000000}]";

[[noreturn]] void refuse_drivers(const std::string& what, const std::string& advice) {
  throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_argument", what, advice);
}

std::int64_t checked_weight(const Json& driver) {
  const bool shaped = driver.is_object() && driver.size() == 2 && driver.contains("driver") &&
                      driver.at("driver").is_string() && driver.contains("weight_ppm") &&
                      driver.at("weight_ppm").is_number_integer();
  if (!shaped) refuse_drivers("drivers is a list of {driver, weight_ppm}", kDriversForm);
  if (trim(driver.at("driver").get_ref<const std::string&>()).empty()) {
    refuse_drivers("a driver has no name", "name it with one word that both sides use");
  }
  const auto weight = driver.at("weight_ppm").get<std::int64_t>();
  if (weight < 1 || weight > kWhole) {
    refuse_drivers("the weight of a driver lies between 1 and 1000000", "leave out what weighs nothing");
  }
  return weight;
}

const Json& checked_drivers(const Json& args) {
  const Json& drivers = args.at("drivers");
  if (!drivers.is_array() || drivers.empty()) {
    refuse_drivers("drivers is not a list with at least one driver", kDriversForm);
  }
  std::int64_t sum = 0;
  std::set<std::string> seen;
  for (const Json& driver : drivers) {
    sum += checked_weight(driver);
    if (!seen.insert(driver.at("driver").get<std::string>()).second) {
      refuse_drivers("a driver stands twice", "add its weights up");
    }
  }
  if (sum != kWhole) {
    refuse_drivers("the weights of the drivers sum to " + std::to_string(sum), "let them sum to 1000000");
  }
  return drivers;
}

constexpr Argument kRecordArguments[] = {
    {.name = "opportunity_id",
     .type = Type::ref,
     .required = true,
     .target = "opportunity",
     .doc = "a deal that is won or lost"},
    {.name = "asked_of",
     .type = Type::choice,
     .required = true,
     .choices = kAskedOf,
     .doc = "whose reasons these are: buyer or seller"},
    {.name = "drivers",
     .type = Type::json,
     .required = true,
     .doc = "[{driver, weight_ppm}]; the weights sum to 1000000"},
    {.name = "competitor", .type = Type::text, .doc = "who else was in the running, or won"},
    {.name = "decision_on", .type = Type::date, .doc = "day of the decision; absent: when the deal closed"},
};

std::int64_t decision_day(const Json& args, const Row& deal) {
  if (given(args, "decision_on")) {
    if (const auto day = parse_date(text_of(args, "decision_on"))) return *day;
  }
  return number_of(deal, kOpportunity["closed_at"]) / kDay;
}

Json record(Change& change, const VerbCall& call) {
  const Who who = named_person(change, call.verb.name);
  const Id deal_id = id_of(call.args, "opportunity_id");
  const Row deal = change.get(change.entity(kOpportunity), deal_id);
  const std::string result(text_of(deal, kOpportunity["result"]));
  if (result == "open") {
    throw Refusal(TANDEM_INVALID_STATE, "deal_undecided", "the deal is not decided yet",
                  "record the reasons after opportunity.win or opportunity.lose")
        .about("opportunity", deal_id.text());
  }
  const std::string asked_of = text_of(call.args, "asked_of");
  Draft draft(change.entity(kWinLoss));
  draft.id(kWinLoss["opportunity_id"], deal_id)
      .text(kWinLoss["asked_of"], asked_of)
      .text(kWinLoss["result"], result)
      .text(kWinLoss["drivers"], checked_drivers(call.args).dump())
      .number(kWinLoss["decision_on"], decision_day(call.args, deal))
      .id(kWinLoss["recorded_by"], who.id);
  if (given(call.args, "competitor")) draft.text(kWinLoss["competitor"], text_of(call.args, "competitor"));
  const Id made = draft.create(change);
  change.event("win_loss.recorded", "win_loss", made,
               {{"opportunity_id", deal_id.text()}, {"asked_of", asked_of}, {"result", result}});
  return Json{{"id", made.text()}, {"revision", 1}};
}

constexpr Verb kWinLossVerbs[] = {
    {.name = "win_loss.record",
     .entity = "win_loss",
     .creates = true,
     .arguments = kRecordArguments,
     .doc = "keeps the weighted reasons of a decided deal, of the buyer or of the seller",
     .run = record},
};

}  // namespace

void add_win_loss(Catalogue& catalogue) { catalogue.add(kWinLossVerbs); }

}  // namespace tandem::domain
