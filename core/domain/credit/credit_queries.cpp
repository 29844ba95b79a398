// SPDX-License-Identifier: Apache-2.0
// What is credited to the sides, to people and to touches. Credited shares add up to what was won; merely
// influenced amounts are none of these.
#include <map>
#include <vector>

#include "base/time.hpp"
#include "domain/arguments.hpp"
#include "domain/credit/attributed_deals.hpp"
#include "domain/exact.hpp"
#include "domain/goals/exchange.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"
#include "model/clause_bodies/credit_policy.hpp"

namespace tandem::domain {
namespace {

constexpr std::string_view kCredited = "credited";

constexpr Argument kCreditArguments[] = {
    {.name = "from", .type = Type::instant, .doc = "won from here on; absent: from the beginning"},
    {.name = "until", .type = Type::instant, .doc = "end, exclusive; absent: to the end"},
    {.name = "currency",
     .type = Type::currency,
     .doc = "to answer in; needed where the deals stand in several, with a currency_rate for each"},
};

/// One standing share of a deal won in the window.
struct Credited {
  std::string side;
  Id person;
  std::string name;
  std::int64_t deals = 0, ppm = 0, unsigned_deals = 0;
  Wide minor = 0;
};
using Key = std::pair<std::string, std::string>;  // side, person
struct AllCredited {
  std::map<Key, Credited> lines;
  std::string currency;
};

/// Adds up the standing shares of deals: each deal is converted as a whole, by the rate of the day on which
/// it was won, so that its shares still add up to it.
class Adder {
 public:
  Adder(store::Database& database, std::string_view currency) : database_(&database) {
    all_.currency = currency;
  }

  /// The shares of a deal follow each other.
  void add(const Id& deal, const Key& key, bool is_unsigned, std::int64_t ppm) {
    Credited& line = all_.lines[key];
    Id& last = last_deal_[key];
    if (last != deal) {
      ++line.deals;
      line.unsigned_deals += is_unsigned ? 1 : 0;
    }
    last = deal;
    line.ppm += ppm;
  }
  Credited& line(const Key& key) { return all_.lines[key]; }
  void add_amount(const Id& deal, const Key& key, std::int64_t minor, std::string_view currency,
                  Instant won_at) {
    if (deal != deal_) add_deal();
    deal_ = deal;
    currency_ = currency;
    won_at_ = won_at;
    keys_.push_back(key);
    amounts_.push_back(minor);
  }
  AllCredited take() {
    add_deal();
    return std::move(all_);
  }

 private:
  void add_deal() {
    if (keys_.empty()) return;
    if (all_.currency.empty()) all_.currency = currency_;
    const auto amounts =
        convert_shares_on(*database_, amounts_, currency_, all_.currency, date_in_zone(won_at_, "UTC"));
    for (std::size_t i = 0; i < keys_.size(); ++i) all_.lines[keys_[i]].minor += amounts[i];
    keys_.clear();
    amounts_.clear();
  }

  store::Database* database_;
  AllCredited all_;
  std::map<Key, Id> last_deal_;  // a side has a line for each of its people
  Id deal_;                      // whose shares are gathered
  std::string currency_;
  Instant won_at_ = 0;
  std::vector<Key> keys_;
  std::vector<std::int64_t> amounts_;
};

AllCredited read_credited(store::Database& database, const Json& args, bool by_person) {
  const Window window = window_of(args);
  auto rows = database.prepare(
      "SELECT c.side, c.person_id, coalesce(p.name,''), c.share_ppm, c.amount_minor, "
      "coalesce(c.currency,''), "
      "o.closed_at, v.is_house_default, c.opportunity_id FROM opportunity o JOIN credit_split c ON "
      "c.opportunity_id = o.id JOIN guideline_version v ON v.id = c.version_id LEFT JOIN person p ON p.id = "
      "c.person_id WHERE o.closed_at >= ?1 AND o.closed_at < ?2 AND o.result = 'won' AND o.archived_at IS "
      "NULL AND c.replaced_at IS NULL ORDER BY o.closed_at, o.id, c.position");
  rows.bind(1, window.from).bind(2, window.until);
  Adder adder(database, text_of(args, "currency"));
  while (rows.step()) {
    const Key key{std::string(rows.text(0)), by_person ? rows.id(1).text() : std::string()};
    adder.add(rows.id(8), key, rows.integer(7) != 0, rows.integer(3));
    Credited& line = adder.line(key);
    line.side = key.first;
    if (by_person) line.person = rows.id(1), line.name = rows.text(2);
    if (rows.is_null(4)) continue;
    adder.add_amount(rows.id(8), key, rows.integer(4), rows.text(5), rows.integer(6));
  }
  return adder.take();
}

Table credit_by_side(store::Database& database, const Json& args, Instant) {
  TableBuilder table({{"label", Type::text},
                      {"side", Type::text},
                      {"deals", Type::integer},
                      {"deals_ppm", Type::integer},
                      {"amount_minor", Type::integer},
                      {"currency", Type::text},
                      {"unsigned_deals", Type::integer}});
  const AllCredited all = read_credited(database, args, false);
  for (const auto& [key, line] : all.lines) {
    table.row().text(kCredited).text(line.side).number(line.deals).number(line.ppm);
    table.number(narrow(line.minor)).text(all.currency).number(line.unsigned_deals);
  }
  return table.take();
}

Table credit_by_person(store::Database& database, const Json& args, Instant) {
  TableBuilder table({{"label", Type::text},
                      {"side", Type::text},
                      {"person_id", Type::id},
                      {"name", Type::text},
                      {"deals", Type::integer},
                      {"deals_ppm", Type::integer},
                      {"amount_minor", Type::integer},
                      {"currency", Type::text},
                      {"unsigned_deals", Type::integer}});
  const AllCredited all = read_credited(database, args, true);
  for (const auto& [key, line] : all.lines) {
    table.row().text(kCredited).text(line.side).id(line.person).text(line.name).number(line.deals);
    table.number(line.ppm).number(narrow(line.minor)).text(all.currency).number(line.unsigned_deals);
  }
  return table.take();
}

constexpr Argument kAttributionArguments[] = {
    {.name = "from", .type = Type::instant, .doc = "won from here on; absent: from the beginning"},
    {.name = "until", .type = Type::instant, .doc = "end, exclusive; absent: to the end"},
    {.name = "model",
     .type = Type::choice,
     .choices = kCreditModels,
     .doc = "to look through another model; absent: the one of the policy in force when the deal was won"},
};

Table attributed_credit(store::Database& database, const Json& args, Instant) {
  TableBuilder table({{"label", Type::text},
                      {"model", Type::text},
                      {"is_signed", Type::boolean},
                      {"opportunity_id", Type::id},
                      {"won_at", Type::instant},
                      {"touch_id", Type::id},
                      {"at", Type::instant},
                      {"channel", Type::text},
                      {"side", Type::text},
                      {"campaign_id", Type::id},
                      {"credit_ppm", Type::ppm},
                      {"credit_minor", Type::integer},
                      {"currency", Type::text}});
  read_attributed(database, window_of(args), text_of(args, "model"), [&](const AttributedTouch& one) {
    const bool touched = !one.touch.empty();
    table.row().text(kCredited).text(one.model).flag(one.is_signed).id(one.opportunity).number(one.won_at);
    table.id(one.touch).number(touched ? std::optional(one.at) : std::nullopt).text(one.channel);
    table.text(one.side).id(one.campaign).number(one.credit.ppm).number(one.credit.minor).text(one.currency);
  });
  return table.take();
}

constexpr Query kCreditQueries[] = {
    {.name = "credit_by_side",
     .arguments = kCreditArguments,
     .doc =
         "what is credited to each side of the deals won in the window: whole deals in millionths, and money",
     .run = credit_by_side},
    {.name = "credit_by_person",
     .arguments = kCreditArguments,
     .doc = "the same by person; a line without a person is what a side earned as a whole",
     .run = credit_by_person},
    {.name = "attributed_credit",
     .arguments = kAttributionArguments,
     .doc = "what each touch before a deal won in the window is credited with, by a stated model; a line "
            "without a touch: none counted",
     .run = attributed_credit},
};

}  // namespace

void add_credit_queries(Catalogue& catalogue) { catalogue.add(kCreditQueries); }

}  // namespace tandem::domain
