// SPDX-License-Identifier: Apache-2.0
// How fast leads move and deals bring money, by cohort.
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "domain/arguments.hpp"
#include "domain/exact.hpp"
#include "domain/goals/attainment.hpp"
#include "domain/goals/economics.hpp"
#include "domain/goals/exchange.hpp"
#include "domain/median.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

constexpr Argument kVelocityArguments[] = {
    {.name = "from", .type = Type::instant, .doc = "deals decided from here on; absent: from the beginning"},
    {.name = "until", .type = Type::instant, .doc = "end, exclusive; absent: to the end"},
    {.name = "currency",
     .type = Type::currency,
     .doc = "to answer in; needed where the deals stand in several, with a currency_rate for each"},
};

struct Decided {
  std::int64_t deals = 0, won = 0;
  Wide won_minor = 0;
  std::string currency;
  std::vector<std::int64_t> cycles;  ///< seconds, of won deals whose beginning is known
};

/// Deals decided in the window. A deal begins at its first stage, else when its lead was captured.
Decided read_decided(store::Database& database, const Json& args) {
  auto rows = database.prepare(
      "SELECT o.result = 'won', coalesce(o.amount_minor,0), coalesce(o.currency,''), o.closed_at, "
      "coalesce((SELECT "
      "min(e.entered_at) FROM stage_entry e WHERE e.opportunity_id = o.id), (SELECT l.captured_at FROM lead "
      "l "
      "WHERE l.id = o.lead_id)) FROM opportunity o WHERE o.result <> 'open' AND o.archived_at IS NULL AND "
      "o.closed_at >= ?1 AND o.closed_at < ?2 ORDER BY o.id");
  rows.bind(1, number_of(args, "from").value_or(INT64_MIN));
  rows.bind(2, number_of(args, "until").value_or(INT64_MAX));
  Decided out;
  out.currency = text_of(args, "currency");
  while (rows.step()) {
    ++out.deals;
    if (rows.integer(0) == 0) continue;
    ++out.won;
    const Instant closed = rows.integer(3);
    if (!rows.is_null(4) && closed >= rows.integer(4)) {
      out.cycles.push_back((closed - rows.integer(4)) / kSecond);
    }
    if (rows.integer(1) == 0) continue;
    if (out.currency.empty()) out.currency = rows.text(2);
    const auto amount =
        convert_on(database, rows.integer(1), rows.text(2), out.currency, date_in_zone(closed, "UTC"));
    if (!amount) refuse_mixed_currencies(out.currency);
    out.won_minor += *amount;
  }
  return out;
}

Table sales_velocity_query(store::Database& database, const Json& args, Instant) {
  Decided decided = read_decided(database, args);
  TableBuilder table({{"deals", Type::integer},
                      {"won", Type::integer},
                      {"win_rate_ppm", Type::ppm},
                      {"average_won_minor", Type::integer},
                      {"cycle_s", Type::duration},
                      {"velocity_minor_a_day", Type::integer},
                      {"currency", Type::text}});
  const auto sum = narrow(decided.won_minor);
  const auto cycle = median(std::move(decided.cycles));
  std::optional<std::int64_t> value, velocity;
  if (sum && decided.won > 0) {
    const Fraction mean = Fraction::make(*sum, decided.won);
    value = divide(mean.num, mean.den);
    velocity = sales_velocity({decided.deals, mean, Fraction::make(decided.won, decided.deals),
                               Fraction::make(cycle.value_or(0), 86'400)});
  }
  table.row().number(decided.deals).number(decided.won).number(ratio_ppm(decided.won, decided.deals));
  table.number(value).number(cycle).number(velocity).text(decided.currency);
  return table.take();
}

constexpr Argument kConversionArguments[] = {
    {.name = "from", .type = Type::instant, .doc = "leads that entered the stage from here on"},
    {.name = "until", .type = Type::instant, .doc = "end, exclusive"},
    {.name = "cut_off", .type = Type::instant, .doc = "moves until here count; absent: now"},
};

/// One lead that entered a stage in the window, and how long it took to a later one.
struct Cohort {
  std::int64_t entered = 0;
  std::vector<std::int64_t> took;  ///< seconds, of those that reached a later stage

  void add(const Cohort& other) {
    entered += other.entered;
    took.insert(took.end(), other.took.begin(), other.took.end());
  }
};

/// Cohorts of a stage by month (UTC) of its first entry, and when a later stage was first entered.
std::map<std::string, Cohort> cohorts_of(store::Database& database, std::string_view stage,
                                         const std::string& later, const Json& args, Instant now) {
  auto rows = database.prepare(
      "WITH entry AS (SELECT e.lead_id, min(e.entered_at) AS at FROM stage_entry e JOIN lead l ON l.id = "
      "e.lead_id "
      "WHERE e.stage = ?1 AND l.archived_at IS NULL GROUP BY e.lead_id HAVING min(e.entered_at) >= ?2 AND "
      "min(e.entered_at) < ?3) SELECT strftime('%Y-%m', entry.at / 1000000, 'unixepoch'), (SELECT "
      "min(n.entered_at) "
      "FROM stage_entry n WHERE n.lead_id = entry.lead_id AND n.stage IN (" +
      later + ") AND n.entered_at >= entry.at AND n.entered_at <= ?4) - entry.at FROM entry");
  rows.bind(1, stage);
  rows.bind(2, number_of(args, "from").value_or(INT64_MIN));
  rows.bind(3, number_of(args, "until").value_or(INT64_MAX));
  rows.bind(4, number_of(args, "cut_off").value_or(now));
  std::map<std::string, Cohort> cohorts;
  while (rows.step()) {
    Cohort& cohort = cohorts[std::string(rows.text(0))];
    ++cohort.entered;
    if (!rows.is_null(1)) cohort.took.push_back(rows.integer(1) / kSecond);
  }
  return cohorts;
}

void write(TableBuilder& table, std::size_t stage, std::string_view month, const Cohort& cohort) {
  const auto reached = static_cast<std::int64_t>(cohort.took.size());
  table.row().text(kStages[stage]).text(kStages[stage + 1]).text(month);
  table.number(cohort.entered).number(reached).number(ratio_ppm(reached, cohort.entered));
  table.number(median(cohort.took));
}

/// Of the leads that entered a stage in a month, those that reached the next one or a later one by the
/// cut-off.
Table stage_conversion(store::Database& database, const Json& args, Instant now) {
  TableBuilder table({{"from_stage", Type::text},
                      {"to_stage", Type::text},
                      {"cohort", Type::text},
                      {"entered", Type::integer},
                      {"reached", Type::integer},
                      {"conversion_ppm", Type::ppm},
                      {"median_s", Type::duration}});
  for (std::size_t stage = 0; stage + 1 < std::size(kStages); ++stage) {
    std::string later;
    for (std::size_t i = stage + 1; i < std::size(kStages); ++i) {
      later += (later.empty() ? "'" : ",'") + std::string(kStages[i]) + "'";
    }
    Cohort all;
    for (const auto& [month, cohort] : cohorts_of(database, kStages[stage], later, args, now)) {
      write(table, stage, month, cohort);
      all.add(cohort);
    }
    write(table, stage, "", all);
  }
  return table.take();
}

constexpr Query kVelocityQueries[] = {
    {.name = "sales_velocity",
     .arguments = kVelocityArguments,
     .doc = "deals decided in the window: win rate, mean won amount, median cycle, and the money a day they "
            "bring",
     .run = sales_velocity_query},
    {.name = "stage_conversion",
     .arguments = kConversionArguments,
     .doc = "by month of entry, how many leads of each stage reached the next or a later one by the cut-off, "
            "and the "
            "median time; the row without a month is the whole window",
     .run = stage_conversion},
};

}  // namespace

void add_velocity_queries(Catalogue& catalogue) { catalogue.add(kVelocityQueries); }

}  // namespace tandem::domain
