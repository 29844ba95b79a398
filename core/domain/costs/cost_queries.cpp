// SPDX-License-Identifier: Apache-2.0
// What a new customer, a lead and a stage cost, and what the money brought.
#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "domain/costs/spending.hpp"
#include "domain/goals/economics.hpp"
#include "domain/practice.hpp"
#include "domain/rows.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

/// A cost of both would be counted twice in the campaign.
void before_cost(Change&, const EntityInfo& entity, const Row*, Row& after) {
  if (!has(after, entity.position("campaign_id")) || !has(after, entity.position("field_event_id"))) return;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "two_targets",
                "a cost belongs to a campaign or to a field event, not to both",
                "leave campaign_id out: a field event's cost counts in its campaign too");
}

constexpr Argument kArguments[] = {
    {.name = "from", .type = Type::instant, .doc = "first instant; absent: from the beginning"},
    {.name = "until", .type = Type::instant, .doc = "end, exclusive; absent: to the end"},
    {.name = "currency",
     .type = Type::currency,
     .doc = "to answer in; needed where amounts stand in several, with a currency_rate for each"},
};

/// ROI needs what was won: a field event's own share of it is not known.
void add_line(TableBuilder& table, const Spending& one, const std::string& currency, bool knows_won) {
  const auto cost = narrow(one.cost), won = narrow(one.won);
  const auto marketing = narrow(one.of_marketing), sales = narrow(one.of_sales);
  table.number(marketing).number(sales).number(cost);
  table.number(one.leads).number(divide(one.cost, one.leads));
  table.number(one.opportunities).number(divide(one.cost, one.opportunities));
  table.number(one.new_customers);
  table.number(marketing && sales ? acquisition_cost(*marketing, *sales, one.new_customers) : std::nullopt);
  table.number(knows_won ? won : std::nullopt);
  table.number(knows_won && won && cost ? roi_ppm(*won, *cost) : std::nullopt).text(currency);
}

void add_lines(store::Database& database, TableBuilder& table, std::string_view scope,
               const std::map<std::string, Spending>& lines, const std::string& currency) {
  const bool is_campaign = scope == "campaign";
  for (const auto& [id, one] : lines) {
    auto name = database.prepare(is_campaign ? "SELECT name FROM campaign WHERE id = ?"
                                             : "SELECT name FROM field_event WHERE id = ?");
    const Id record = Id::require(id, "id");
    name.bind(1, record);
    table.row().text(scope).id(is_campaign ? record : Id{}).id(is_campaign ? Id{} : record);
    table.text(name.step() ? name.text(0) : std::string_view());
    add_line(table, one, currency, is_campaign);
  }
}

Table acquisition_cost_query(store::Database& database, const Json& args, Instant) {
  TableBuilder table({{"scope", Type::text},
                      {"campaign_id", Type::id},
                      {"field_event_id", Type::id},
                      {"name", Type::text},
                      {"marketing_minor", Type::integer},
                      {"sales_minor", Type::integer},
                      {"cost_minor", Type::integer},
                      {"leads", Type::integer},
                      {"cost_per_lead_minor", Type::integer},
                      {"opportunities", Type::integer},
                      {"cost_per_opportunity_minor", Type::integer},
                      {"new_customers", Type::integer},
                      {"acquisition_cost_minor", Type::integer},
                      {"credited_won_minor", Type::integer},
                      {"roi_ppm", Type::integer},
                      {"currency", Type::text}});
  const AllSpending all = read_spending(database, window_of(args), text_of(args, "currency"));
  table.row().text("all").id({}).id({}).text("");
  add_line(table, all.whole, all.currency, true);
  add_lines(database, table, "campaign", all.campaigns, all.currency);
  add_lines(database, table, "field_event", all.field_events, all.currency);
  return table.take();
}

Table cost_per_stage(store::Database& database, const Json& args, Instant) {
  TableBuilder table({{"stage", Type::text},
                      {"entries", Type::integer},
                      {"cost_minor", Type::integer},
                      {"cost_per_entry_minor", Type::integer},
                      {"currency", Type::text}});
  const Window window = window_of(args);
  const AllSpending all = read_spending(database, window, text_of(args, "currency"));
  for (const std::string_view stage : kStages) {
    auto entries = database.prepare(
        "SELECT count(DISTINCT s.lead_id) FROM stage_entry s JOIN lead l ON l.id = s.lead_id WHERE s.stage = "
        "?1 AND s.entered_at >= ?2 AND s.entered_at < ?3 AND l.archived_at IS NULL");
    entries.bind(1, stage).bind(2, window.from).bind(3, window.until);
    entries.step();
    table.row().text(stage).number(entries.integer(0)).number(narrow(all.whole.cost));
    table.number(divide(all.whole.cost, entries.integer(0))).text(all.currency);
  }
  return table.take();
}

constexpr Query kCostQueries[] = {
    {.name = "acquisition_cost",
     .arguments = kArguments,
     .doc =
         "what a lead, an opportunity and a new customer cost in the window, and the return: of everything, "
         "then by campaign and by field event",
     .run = acquisition_cost_query},
    {.name = "cost_per_stage",
     .arguments = kArguments,
     .doc = "all cost of the window for each lead that entered a stage in it",
     .run = cost_per_stage},
};

}  // namespace

void add_costs(Catalogue& catalogue) {
  catalogue.add(kCostQueries);
  catalogue.edit("cost").before_write.push_back(before_cost);
}

}  // namespace tandem::domain
