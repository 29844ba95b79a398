// SPDX-License-Identifier: Apache-2.0
#include "domain/costs/spending.hpp"

#include <vector>

#include "base/time.hpp"
#include "domain/credit/attributed_deals.hpp"
#include "domain/goals/exchange.hpp"

namespace tandem::domain {
namespace {

class Reader {
 public:
  Reader(store::Database& database, const Window& window, std::string_view currency)
      : database_(&database), window_(window) {
    all_.currency = currency;
  }

  AllSpending read() {
    read_costs();
    count(
        "SELECT coalesce(l.campaign_id, e.campaign_id), l.field_event_id FROM lead l LEFT JOIN field_event e "
        "ON e.id = l.field_event_id WHERE l.captured_at >= ?1 AND l.captured_at < ?2 AND l.archived_at IS "
        "NULL",
        &Spending::leads);
    count(
        "SELECT coalesce(l.campaign_id, e.campaign_id), l.field_event_id FROM opportunity o LEFT JOIN lead l "
        "ON l.id = o.lead_id LEFT JOIN field_event e ON e.id = l.field_event_id WHERE coalesce((SELECT "
        "min(s.entered_at) FROM stage_entry s WHERE s.opportunity_id = o.id), o.created_at) >= ?1 AND "
        "coalesce((SELECT min(s.entered_at) FROM stage_entry s WHERE s.opportunity_id = o.id), "
        "o.created_at) < ?2 AND o.archived_at IS NULL AND o.is_history = 0",
        &Spending::opportunities);
    count_customers();
    read_won();
    read_credited();
    return std::move(all_);
  }

 private:
  /// Calls `add` for the whole, and for the campaign and the field event that the ids name.
  template <typename Add>
  void each(const Id& campaign, const Id& field_event, Add add) {
    add(all_.whole);
    if (!campaign.empty()) add(all_.campaigns[campaign.text()]);
    if (!field_event.empty()) add(all_.field_events[field_event.text()]);
  }

  std::int64_t converted(std::int64_t minor, std::string_view from, Days day) {
    if (all_.currency.empty()) all_.currency = from;
    const auto amount = convert_on(*database_, minor, from, all_.currency, day);
    if (!amount) refuse_mixed_currencies(all_.currency);
    return *amount;
  }

  /// A cost counts from the first instant of its day on.
  void read_costs() {
    auto rows = database_->prepare(
        "SELECT coalesce(c.campaign_id, e.campaign_id), c.field_event_id, c.side, c.amount_minor, "
        "c.currency, "
        "c.incurred_on FROM cost c LEFT JOIN field_event e ON e.id = c.field_event_id WHERE c.archived_at IS "
        "NULL AND c.incurred_on * 86400000000 >= ?1 AND c.incurred_on * 86400000000 < ?2 ORDER BY "
        "c.incurred_on, c.id");
    rows.bind(1, window_.from).bind(2, window_.until);
    while (rows.step()) {
      const std::int64_t cost = converted(rows.integer(3), rows.text(4), rows.integer(5));
      const bool marketing = rows.text(2) == "marketing", sales = rows.text(2) == "sales";
      each(rows.id(0), rows.id(1), [&](Spending& one) {
        one.cost += cost;
        if (marketing) one.of_marketing += cost;
        if (sales) one.of_sales += cost;
      });
    }
  }

  void count(const char* sql, std::int64_t Spending::*counter) {
    auto rows = database_->prepare(sql);
    rows.bind(1, window_.from).bind(2, window_.until);
    while (rows.step()) {
      each(rows.id(0), rows.id(1), [&](Spending& one) { ++(one.*counter); });
    }
  }

  /// A customer is new with the first deal that its account (the lead's where the deal names none), else its
  /// lead, has ever won.
  void count_customers() {
    count(
        "SELECT coalesce(o.source, e.campaign_id), o.field_event_id FROM (SELECT o.*, l.campaign_id AS "
        "source, l.field_event_id, row_number() OVER (PARTITION BY coalesce(o.account_id, l.account_id, "
        "o.lead_id, o.id) ORDER BY o.closed_at, o.id) AS nth FROM opportunity o LEFT JOIN lead l ON l.id = "
        "o.lead_id WHERE o.result = 'won' AND o.archived_at IS NULL) o LEFT JOIN field_event e ON e.id = "
        "o.field_event_id WHERE o.nth = 1 AND o.closed_at >= ?1 AND o.closed_at < ?2 AND NOT EXISTS (SELECT "
        "1 "
        "FROM opportunity w WHERE w.lead_id = o.lead_id AND w.result = 'won' AND w.archived_at IS NULL AND "
        "(w.closed_at, w.id) < (o.closed_at, o.id))",
        &Spending::new_customers);
  }

  /// The whole is all that was won, history too, as its costs and its customers are.
  void read_won() {
    auto rows = database_->prepare(
        "SELECT amount_minor, currency, closed_at FROM opportunity WHERE result = 'won' AND archived_at IS "
        "NULL AND closed_at >= ?1 AND closed_at < ?2 AND amount_minor IS NOT NULL AND currency IS NOT NULL "
        "ORDER BY closed_at, id");
    rows.bind(1, window_.from).bind(2, window_.until);
    while (rows.step()) {
      all_.whole.won += converted(rows.integer(0), rows.text(1), date_in_zone(rows.integer(2), "UTC"));
    }
  }

  /// A campaign has what the touches of it are credited with.
  void read_credited() {
    std::vector<AttributedTouch> deal;
    read_attributed(*database_, window_, {}, [&](const AttributedTouch& touch) {
      if (!deal.empty() && deal.front().opportunity != touch.opportunity) add_credited(deal), deal.clear();
      if (touch.credit.minor) deal.push_back(touch);
    });
    if (!deal.empty()) add_credited(deal);
  }

  void add_credited(const std::vector<AttributedTouch>& deal) {
    std::vector<std::int64_t> shares;
    shares.reserve(deal.size());
    for (const AttributedTouch& touch : deal) shares.push_back(*touch.credit.minor);
    if (all_.currency.empty()) all_.currency = deal.front().currency;
    const auto amounts = convert_shares_on(*database_, shares, deal.front().currency, all_.currency,
                                           date_in_zone(deal.front().won_at, "UTC"));
    for (std::size_t i = 0; i < deal.size(); ++i) {
      if (!deal[i].campaign.empty()) all_.campaigns[deal[i].campaign.text()].won += amounts[i];
    }
  }

  store::Database* database_;
  Window window_;
  AllSpending all_;
};

}  // namespace

AllSpending read_spending(store::Database& database, const Window& window, std::string_view currency) {
  return Reader(database, window, currency).read();
}

}  // namespace tandem::domain
