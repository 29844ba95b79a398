// SPDX-License-Identifier: Apache-2.0
#include "domain/credit/shares.hpp"

#include <algorithm>
#include <iterator>

#include "base/money.hpp"
#include "domain/exact.hpp"

namespace tandem::domain {
namespace {

std::vector<Earner> earners_of(const std::string& side, const std::vector<Earner>& all) {
  std::vector<Earner> own;
  std::copy_if(all.begin(), all.end(), std::back_inserter(own),
               [&](const Earner& earner) { return earner.side == side; });
  if (own.empty()) own.push_back({side, {}, {}, 1});
  return own;
}

void share_inside(const std::vector<Earner>& earners, std::int64_t ppm,
                  std::optional<std::int64_t> amount_minor, std::vector<Share>& out) {
  std::vector<std::int64_t> weights;
  weights.reserve(earners.size());
  for (const Earner& earner : earners) weights.push_back(earner.weight);
  const std::vector<std::int64_t> shares = parts_of(ppm, weights);
  std::vector<std::int64_t> amounts;
  if (amount_minor) amounts = parts_of(*amount_minor, weights);
  for (std::size_t i = 0; i < earners.size(); ++i) {
    Share share{earners[i], shares[i], std::nullopt};
    if (amount_minor) share.amount_minor = amounts[i];
    out.push_back(std::move(share));
  }
}

}  // namespace

std::vector<std::int64_t> parts_of(std::int64_t total, const std::vector<std::int64_t>& weights) {
  if (total >= 0) return largest_remainder(total, weights);
  std::vector<std::int64_t> parts = largest_remainder(-total, weights);
  for (std::int64_t& part : parts) part = -part;
  return parts;
}

std::vector<Share> share_out(const std::vector<SideShare>& sides, const std::vector<Earner>& earners,
                             std::optional<std::int64_t> amount_minor) {
  std::vector<std::int64_t> weights;
  weights.reserve(sides.size());
  for (const SideShare& side : sides) weights.push_back(side.ppm);
  const std::vector<std::int64_t> shares = parts_of(kMillion, weights);
  std::vector<std::int64_t> amounts;
  if (amount_minor) amounts = parts_of(*amount_minor, weights);
  std::vector<Share> out;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (sides[i].ppm == 0) continue;
    share_inside(earners_of(sides[i].side, earners), shares[i],
                 amount_minor ? std::optional(amounts[i]) : std::nullopt, out);
  }
  return out;
}

}  // namespace tandem::domain
