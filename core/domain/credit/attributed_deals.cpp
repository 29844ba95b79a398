// SPDX-License-Identifier: Apache-2.0
#include "domain/credit/attributed_deals.hpp"

#include "base/time.hpp"
#include "domain/closing_day.hpp"
#include "domain/credit/credit_policies.hpp"

namespace tandem::domain {
namespace {

struct WonDeal {
  Id id, lead;
  Instant won_at = 0, opened_at = 0, lead_captured_at = 0;
  std::optional<std::int64_t> amount_minor;
  std::string currency;
};

/// A deal begins at its first stage, else when it was written down.
std::vector<WonDeal> won_deals(store::Database& database, const Window& window) {
  auto rows = database.prepare(
      "SELECT o.id, o.lead_id, o.closed_at, coalesce((SELECT min(e.entered_at) FROM stage_entry e WHERE "
      "e.opportunity_id = o.id), o.created_at), coalesce(l.captured_at, o.created_at), o.amount_minor, "
      "coalesce(o.currency,'') FROM opportunity o LEFT JOIN lead l ON l.id = o.lead_id WHERE o.result = "
      "'won' "
      "AND o.archived_at IS NULL AND o.is_history = 0 AND o.closed_at >= ?1 AND o.closed_at < ?2 ORDER BY "
      "o.closed_at, o.id");
  rows.bind(1, window.from).bind(2, window.until);
  std::vector<WonDeal> deals;
  while (rows.step()) {
    WonDeal deal{rows.id(0), rows.id(1), rows.integer(2), rows.integer(3), rows.integer(4), {}, {}};
    if (!rows.is_null(5) && !rows.text(6).empty()) {
      deal.amount_minor = rows.integer(5);
      deal.currency = rows.text(6);
    }
    deals.push_back(std::move(deal));
  }
  return deals;
}

/// Touches of the deal and of its lead that count, in order.
std::vector<AttributedTouch> touches_of(store::Database& database, const WonDeal& deal,
                                        std::int64_t lookback_days) {
  auto rows = database.prepare(
      "SELECT id, at, channel, coalesce(side,''), campaign_id FROM (SELECT * FROM touch WHERE lead_id = ?1 "
      "UNION SELECT * FROM touch WHERE opportunity_id = ?2) WHERE archived_at IS NULL AND at >= ?3 AND at <= "
      "?4 ORDER BY at, id");
  rows.bind_id_or_null(1, deal.lead).bind(2, deal.id);
  rows.bind(3, deal.won_at - lookback_days * kDay).bind(4, last_of_closing(deal.won_at));
  std::vector<AttributedTouch> touches;
  while (rows.step()) {
    AttributedTouch touch;
    touch.touch = rows.id(0);
    touch.at = rows.integer(1);
    touch.channel = rows.text(2);
    touch.side = rows.text(3);
    touch.campaign = rows.id(4);
    touches.push_back(std::move(touch));
  }
  return touches;
}

std::vector<TouchCredit> credits_of(const WonDeal& deal, const std::vector<AttributedTouch>& touches,
                                    std::string_view model, std::int64_t half_life_days) {
  Journey journey;
  for (const AttributedTouch& touch : touches) journey.touches.push_back(touch.at);
  journey.lead_created = touch_before(journey.touches, deal.lead_captured_at);
  journey.opportunity_created = touch_before(journey.touches, deal.opened_at);
  return credit_touches(touch_weights(model, journey, half_life_days), deal.amount_minor);
}

}  // namespace

void read_attributed(store::Database& database, const Window& window, std::string_view model,
                     const std::function<void(const AttributedTouch&)>& give) {
  for (const WonDeal& deal : won_deals(database, window)) {
    const auto policy = credit_policy(database, last_of_closing(deal.won_at));
    if (!policy) continue;
    const std::string_view by = model.empty() ? std::string_view(policy->model) : model;
    auto touches = touches_of(database, deal, policy->lookback_days);
    std::vector<TouchCredit> credits = {{1'000'000, deal.amount_minor}};
    if (touches.empty()) {
      touches.emplace_back();
    } else {
      credits = credits_of(deal, touches, by, policy->half_life_days);
    }
    for (std::size_t i = 0; i < touches.size(); ++i) {
      AttributedTouch& touch = touches[i];
      touch.opportunity = deal.id;
      touch.won_at = deal.won_at;
      touch.model = by;
      touch.is_signed = policy->is_signed;
      touch.credit = credits[i];
      touch.currency = deal.currency;
      give(touch);
    }
  }
}

}  // namespace tandem::domain
