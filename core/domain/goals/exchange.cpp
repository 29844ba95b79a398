// SPDX-License-Identifier: Apache-2.0
#include "domain/goals/exchange.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string>

#include "base/error.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "domain/exact.hpp"
#include "domain/practice.hpp"
#include "domain/rows.hpp"

namespace tandem::domain {
namespace {

constexpr std::int64_t kGreatestPower = 1'000'000'000'000;

/// 10^digits; nothing beyond 12.
std::optional<std::int64_t> power_of_ten(std::size_t digits) {
  std::int64_t power = 1;
  for (; digits > 0; --digits) {
    if (power >= kGreatestPower) return std::nullopt;
    power *= 10;
  }
  return power;
}

void before_rate(Change&, const EntityInfo& entity, const Row*, Row& after) {
  const std::size_t rate = entity.position("rate");
  if (!has(after, rate) || convert(1'000, "EUR", "USD", text_of(after, rate))) return;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "number_too_large",
                "the rate has more digits than can be worked with exactly",
                "give at most 12 digits after the point");
}

}  // namespace

std::optional<std::int64_t> convert(std::int64_t minor, std::string_view from, std::string_view to,
                                    std::string_view rate) {
  if (from == to) return minor;
  const auto from_digits = minor_digits(from), to_digits = minor_digits(to);
  const std::size_t point = rate.find('.');
  const std::size_t places = point == std::string_view::npos ? 0 : rate.size() - point - 1;
  const auto whole = decimal_to_minor(rate, static_cast<int>(places));  // the rate's digits without the point
  const auto scale = power_of_ten(places);
  if (!from_digits || !to_digits || !whole || !scale) return std::nullopt;
  const auto up = power_of_ten(static_cast<std::size_t>(*to_digits));
  const auto down = power_of_ten(static_cast<std::size_t>(*from_digits));
  if (!up || !down) return std::nullopt;
  const auto multiplied = narrow(Wide{whole->minor} * *up);
  const auto divided = narrow(Wide{*scale} * *down);
  if (!multiplied || !divided) return std::nullopt;
  return divide(Wide{minor} * *multiplied, *divided);
}

std::optional<std::int64_t> convert_on(store::Database& database, std::int64_t minor, std::string_view from,
                                       std::string_view to, Days day) {
  if (from == to) return minor;
  auto rates = database.prepare(
      "SELECT rate FROM currency_rate WHERE from_currency = ? AND to_currency = ? AND valid_on <= ? AND "
      "archived_at IS NULL ORDER BY valid_on DESC LIMIT 1");
  rates.bind(1, from).bind(2, to).bind(3, day);
  if (!rates.step()) return std::nullopt;
  return convert(minor, from, to, rates.text(0));
}

std::vector<std::int64_t> convert_shares_on(store::Database& database,
                                            const std::vector<std::int64_t>& shares, std::string_view from,
                                            std::string_view to, Days day) {
  if (from == to) return shares;
  std::int64_t whole = 0;
  std::vector<std::int64_t> weights;
  weights.reserve(shares.size());
  for (const std::int64_t share : shares) {
    whole += share;
    weights.push_back(std::abs(share));
  }
  const auto amount = convert_on(database, whole, from, to, day);
  if (!amount) refuse_mixed_currencies(to);
  if (whole == 0) return shares;
  std::vector<std::int64_t> parts = largest_remainder(std::abs(*amount), weights);
  if (*amount < 0) std::transform(parts.begin(), parts.end(), parts.begin(), std::negate<>());
  return parts;
}

void refuse_mixed_currencies(std::string_view to) {
  throw Refusal(TANDEM_INVALID_STATE, "no_currency_rate",
                "amounts in several currencies have no dated rate, so that nothing is added up",
                to.empty()
                    ? std::string("give the currency to answer in, and put a currency_rate into it")
                    : concat({"put a currency_rate to ", to, " that holds on the day of each amount"}));
}

void add_currency_rates(Catalogue& catalogue) {
  catalogue.edit("currency_rate").before_write.push_back(before_rate);
}

}  // namespace tandem::domain
