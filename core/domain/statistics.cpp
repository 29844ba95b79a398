// SPDX-License-Identifier: Apache-2.0
#include "domain/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "domain/exact.hpp"

namespace tandem::domain {
namespace {

constexpr double kZ95 = 1.959963984540054;  // 97.5 % point of the normal distribution
constexpr double kSignificant = 0.05;

std::int64_t total_of(Votes votes) {
  std::int64_t total = 0;
  for (const std::int64_t v : votes) {
    if (v < 0)
      throw Refusal(TANDEM_INVALID_ARGUMENT, "out_of_range", "a number of votes is negative", "count again");
    total += v;
  }
  if (total == 0)
    throw Refusal(TANDEM_INVALID_ARGUMENT, "no_sample", "nobody has voted", "wait for an answer");
  return total;
}

void require_sample(std::int64_t hits, std::int64_t tries) {
  if (tries > 0 && hits >= 0 && hits <= tries) return;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "no_sample", "a sample needs tries, and at most as many hits",
                "count again");
}

}  // namespace

Fraction mean_answer(Votes votes) {
  const std::int64_t total = total_of(votes);
  std::int64_t sum = 0, answer = 0;
  for (const std::int64_t v : votes) sum += ++answer * v;
  return Fraction::make(sum, total);
}

std::int64_t top_box_ppm(Votes votes) {
  return divide(Wide{votes.back()} * kMillion, total_of(votes)).value_or(0);
}

void require_whole(Votes parts, std::int64_t whole) {
  if (total_of(parts) == whole) return;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_argument", "the shares do not add up to the whole",
                "give parts of " + std::to_string(whole) + ", or use a multi-answer measure");
}

std::vector<std::int64_t> multi_answer_ppm(Votes counts, std::int64_t asked) {
  std::vector<std::int64_t> shares;
  for (const std::int64_t count : counts) {
    require_sample(count, asked);
    shares.push_back(divide(Wide{count} * kMillion, asked).value_or(0));
  }
  return shares;
}

Fraction perception_gap(const Fraction& marketing, const Fraction& sales) {
  return Fraction::make(marketing.num * sales.den - sales.num * marketing.den, marketing.den * sales.den);
}

Fraction pulse_score(const Fraction& mean) { return Fraction::make(20 * mean.num, mean.den); }

std::string_view pulse_band(const Fraction& score) {
  const auto below = [&](std::int64_t mark) { return score.num < mark * score.den; };
  return below(40) ? "undefined" : below(60) ? "defined" : below(80) ? "aligned" : "integrated";
}

std::optional<std::int64_t> net_score_ppm(std::int64_t promoters, std::int64_t passives,
                                          std::int64_t detractors) {
  return divide((Wide{promoters} - detractors) * kMillion, Wide{promoters} + passives + detractors);
}

std::optional<std::int64_t> median(std::vector<std::int64_t> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return divide(Wide{values[(n - 1) / 2]} + values[n / 2], 2);
}

Interval wilson(std::int64_t hits, std::int64_t tries) {
  require_sample(hits, tries);
  const double n = static_cast<double>(tries), p = static_cast<double>(hits) / n, zz = kZ95 * kZ95;
  const double middle = p + zz / (2 * n);
  const double spread = kZ95 * std::sqrt(p * (1 - p) / n + zz / (4 * n * n));
  const double all = 1 + zz / n;
  return {std::max(0.0, (middle - spread) / all), std::min(1.0, (middle + spread) / all)};
}

TwoProportions two_proportions(std::int64_t hits_a, std::int64_t tries_a, std::int64_t hits_b,
                               std::int64_t tries_b) {
  require_sample(hits_a, tries_a);
  require_sample(hits_b, tries_b);
  const double a = static_cast<double>(tries_a), b = static_cast<double>(tries_b);
  const double pooled = static_cast<double>(hits_a + hits_b) / (a + b);
  const double deviation = std::sqrt(pooled * (1 - pooled) * (1 / a + 1 / b));
  if (deviation == 0) return {};
  const double z = (static_cast<double>(hits_b) / b - static_cast<double>(hits_a) / a) / deviation;
  return {z, std::erfc(std::abs(z) / std::sqrt(2.0))};
}

std::string_view trial_verdict(const TwoProportions& test, std::int64_t least_tries,
                               std::int64_t min_sample) {
  return least_tries >= min_sample && test.p < kSignificant ? "decide" : "extend";
}

}  // namespace tandem::domain
