// SPDX-License-Identifier: Apache-2.0
// Measures over answers and trials. Means, shares and scores are exact; only the two
// tests of significance (Wilson, two proportions) work in floating point, since they rest on square roots
// and the normal distribution, and their answers are verdicts, never amounts.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/money.hpp"

namespace tandem::domain {

/// Votes for the answers 1, 2, 3 … in order, as counts or as percentages.
using Votes = std::span<const std::int64_t>;
/// Σ answer × votes / Σ votes; invalid argument without votes.
Fraction mean_answer(Votes votes);
/// Share of the best answer, ppm.
std::int64_t top_box_ppm(Votes votes);
/// Invalid argument unless the parts add up to `whole`: percentages of single answers to 100.
void require_whole(Votes parts, std::int64_t whole);
/// Share of the asked who gave each answer, ppm. Several answers a person: the shares may exceed a whole
/// together and are never normalised.
std::vector<std::int64_t> multi_answer_ppm(Votes counts, std::int64_t asked);

/// mean(marketing) − mean(sales) on the same statement.
Fraction perception_gap(const Fraction& marketing, const Fraction& sales);
/// 20 × mean of answers from 1 to 5, a score from 20 to 100.
Fraction pulse_score(const Fraction& mean);
/// undefined below 40, defined below 60, aligned below 80, else integrated.
std::string_view pulse_band(const Fraction& score);
/// Share of 9–10 minus share of 0–6 in ppm, −1,000,000 to 1,000,000; nothing without answers.
std::optional<std::int64_t> net_score_ppm(std::int64_t promoters, std::int64_t passives,
                                          std::int64_t detractors);

/// The middle value, or the mean of the two middle ones rounded half away from zero; nothing of nothing.
std::optional<std::int64_t> median(std::vector<std::int64_t> values);

struct Interval {
  double low = 0, high = 0;
};
/// Wilson score interval at 95 % for `hits` of `tries`; invalid argument unless
/// 0 ≤ hits ≤ tries and tries > 0.
Interval wilson(std::int64_t hits, std::int64_t tries);

struct TwoProportions {
  double z = 0;  ///< of the second arm against the first, pooled p
  double p = 1;  ///< two-sided
};
/// Two-proportion z test. Both arms all hits or all misses: z = 0, p = 1.
TwoProportions two_proportions(std::int64_t hits_a, std::int64_t tries_a, std::int64_t hits_b,
                               std::int64_t tries_b);
/// "decide" where the arms differ at 5 % and both have the least sample, else "extend".
std::string_view trial_verdict(const TwoProportions& test, std::int64_t least_tries, std::int64_t min_sample);

}  // namespace tandem::domain
