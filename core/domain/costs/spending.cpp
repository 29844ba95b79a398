// SPDX-License-Identifier: Apache-2.0
#include "domain/costs/spending.hpp"

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
        "o.created_at) < ?2 AND o.archived_at IS NULL",
        &Spending::opportunities);
    count_customers();
    read_won();
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

  /// A customer is new with the first deal that its account, else its lead, has ever won.
  void count_customers() {
    count(
        "SELECT coalesce(l.campaign_id, e.campaign_id), l.field_event_id FROM opportunity o LEFT JOIN lead l "
        "ON l.id = o.lead_id LEFT JOIN field_event e ON e.id = l.field_event_id WHERE o.result = 'won' AND "
        "o.closed_at >= ?1 AND o.closed_at < ?2 AND o.archived_at IS NULL AND NOT EXISTS (SELECT 1 FROM "
        "opportunity w WHERE w.account_id = o.account_id AND w.result = 'won' AND w.archived_at IS NULL AND "
        "(w.closed_at, w.id) < (o.closed_at, o.id)) AND NOT EXISTS (SELECT 1 FROM opportunity w WHERE "
        "w.lead_id = o.lead_id AND w.result = 'won' AND w.archived_at IS NULL AND (w.closed_at, w.id) < "
        "(o.closed_at, o.id))",
        &Spending::new_customers);
  }

  /// The whole is what was won; a campaign has what the touches of it are credited with.
  void read_won() {
    read_attributed(*database_, window_, {}, [&](const AttributedTouch& touch) {
      if (!touch.credit.minor) return;
      const std::int64_t minor =
          converted(*touch.credit.minor, touch.currency, date_in_zone(touch.won_at, "UTC"));
      each(touch.campaign, Id{}, [&](Spending& one) { one.won += minor; });
    });
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
