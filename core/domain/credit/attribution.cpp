// SPDX-License-Identifier: Apache-2.0
#include "domain/credit/attribution.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "domain/credit/shares.hpp"
#include "domain/exact.hpp"
#include "domain/leads/scoring.hpp"

namespace tandem::domain {
namespace {

/// What a model gives to each anchor, and to all other touches together, in thousandths.
struct AnchorModel {
  std::string_view name;
  std::int64_t first, lead_created, opportunity_created, last, rest;
};
constexpr AnchorModel kAnchorModels[] = {
    {"first", 1000, 0, 0, 0, 0}, {"last", 0, 0, 0, 1000, 0},         {"linear", 0, 0, 0, 0, 1000},
    {"u", 400, 400, 0, 0, 200},  {"w", 300, 300, 300, 0, 100},       {"full_path", 225, 225, 225, 225, 100},
    {"j", 200, 0, 0, 600, 200},  {"inverse_j", 600, 0, 0, 200, 200},
};

std::vector<std::int64_t> by_anchors(const AnchorModel& model, const Journey& journey) {
  std::vector<std::int64_t> weights(journey.touches.size(), 0);
  weights.front() += model.first;
  weights[journey.lead_created] += model.lead_created;
  weights[journey.opportunity_created] += model.opportunity_created;
  weights.back() += model.last;
  const std::int64_t others = std::count(weights.begin(), weights.end(), 0);
  if (model.rest == 0 || others == 0) return weights;
  for (std::int64_t& weight : weights) weight = weight == 0 ? model.rest : weight * others;
  return weights;
}

/// Counted from the newest touch: where the count begins changes no share.
std::vector<std::int64_t> by_decay(const Journey& journey, std::int64_t half_life_days) {
  constexpr std::int64_t kFine = std::int64_t{1} << 30;  // a share of it is exact to some 2^-30
  std::vector<std::int64_t> weights;
  for (const Instant at : journey.touches) {
    weights.push_back(faded(kFine, journey.touches.back() - at, half_life_days));
  }
  return weights;
}

}  // namespace

std::size_t touch_before(const std::vector<Instant>& touches, Instant at) {
  const auto later = std::upper_bound(touches.begin(), touches.end(), at);
  return later == touches.begin() ? 0 : static_cast<std::size_t>(later - touches.begin()) - 1;
}

std::vector<std::int64_t> touch_weights(std::string_view model, const Journey& journey,
                                        std::int64_t half_life_days) {
  if (journey.touches.empty()) throw Refusal(TANDEM_INVALID_ARGUMENT, "no_touch", "no touch to share among");
  if (model == "time_decay") return by_decay(journey, half_life_days);
  for (const AnchorModel& known : kAnchorModels) {
    if (known.name == model) return by_anchors(known, journey);
  }
  throw Refusal(TANDEM_INVALID_ARGUMENT, "no_such_model", "no such attribution model",
                "see the clause kind credit_policy");
}

std::vector<TouchCredit> credit_touches(const std::vector<std::int64_t>& weights,
                                        std::optional<std::int64_t> amount_minor) {
  const std::vector<std::int64_t> shares = parts_of(kMillion, weights);
  std::vector<std::int64_t> amounts;
  if (amount_minor) amounts = parts_of(*amount_minor, weights);
  std::vector<TouchCredit> credits;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    credits.push_back({shares[i], amount_minor ? std::optional(amounts[i]) : std::nullopt});
  }
  return credits;
}

}  // namespace tandem::domain
