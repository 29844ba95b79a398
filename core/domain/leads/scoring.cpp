// SPDX-License-Identifier: Apache-2.0
#include "domain/leads/scoring.hpp"

#include <algorithm>
#include <array>

#include "base/time.hpp"
#include "domain/arguments.hpp"
#include "model/clause_bodies/scoring_model.hpp"

namespace tandem::domain {
namespace {

// A compiler's 128-bit integers are no part of the language, but all that Tandem supports have them.
__extension__ typedef unsigned __int128 Wide;

constexpr int kOne = 62;  // a factor of 1 is 2^62

constexpr std::uint64_t root(Wide square) {
  Wide found = 0;
  for (int bit = 63; bit >= 0; --bit) {
    const Wide more = found | (Wide{1} << bit);
    if (more * more <= square) found = more;
  }
  return static_cast<std::uint64_t>(found);
}

constexpr int kSteps = 32;
/// 2^(−1/2), 2^(−1/4), 2^(−1/8) …: each the square root of the one before.
constexpr std::array<std::uint64_t, kSteps> halvings() {
  std::array<std::uint64_t, kSteps> table{};
  std::uint64_t last = std::uint64_t{1} << (kOne - 1);
  for (auto& entry : table) entry = last = root(Wide{last} << kOne);
  return table;
}
constexpr auto kHalvings = halvings();

std::string text_or_empty(const Json& line, const char* name) { return line.value(name, ""); }

bool fits(const ScoringModel::EngagementLine& line, const TouchFact& touch) {
  return (line.channel.empty() || line.channel == touch.channel) &&
         (line.direction.empty() || line.direction == touch.direction) &&
         (!line.is_automated || *line.is_automated == touch.is_automated);
}

}  // namespace

std::int64_t faded(std::int64_t points, std::int64_t age_us, std::int64_t half_life_days) {
  if (age_us < 0) return 0;
  const std::int64_t half_life = half_life_days * kDay;
  const std::int64_t halved = age_us / half_life;
  if (halved >= 60) return 0;
  const auto rest = static_cast<std::uint64_t>((static_cast<Wide>(age_us % half_life) << kSteps) /
                                               static_cast<Wide>(half_life));
  Wide factor = Wide{1} << kOne;
  for (int i = 0; i < kSteps; ++i) {
    if ((rest >> (kSteps - 1 - i) & 1U) != 0) {
      factor = factor * kHalvings[static_cast<std::size_t>(i)] >> kOne;
    }
  }
  const bool negative = points < 0;
  const Wide magnitude = static_cast<Wide>(negative ? -points : points) * static_cast<Wide>(kPoint);
  const int shift = kOne + static_cast<int>(halved);
  const auto counted = static_cast<std::int64_t>((magnitude * factor + (Wide{1} << (shift - 1))) >> shift);
  return negative ? -counted : counted;
}

ScoringModel read_scoring_model(const Catalogue& catalogue, const Json& body) {
  ScoringModel model;
  for (const Json& line : body.at("fit")) {
    model.fit.push_back({text_or_empty(line, "label"),
                         Predicate::parse(catalogue, catalogue.entity(kLead), line.at("predicate")),
                         line.at("points").get<std::int64_t>()});
  }
  for (const Json& line : body.at("engagement")) {
    ScoringModel::EngagementLine one;
    one.label = text_or_empty(line, "label");
    one.channel = text_or_empty(line, "channel");
    one.direction = text_or_empty(line, "direction");
    if (line.contains("is_automated")) one.is_automated = line.at("is_automated").get<bool>();
    one.points = line.at("points").get<std::int64_t>();
    model.engagement.push_back(std::move(one));
  }
  if (given(body, "high_intent_channels")) {
    model.high_intent_channels = body.at("high_intent_channels").get<std::vector<std::string>>();
  }
  model.half_life_days = number_of(body, "half_life_days").value_or(kDefaultHalfLifeDays);
  model.f_min = body.at("f_min").get<std::int64_t>();
  model.e_min = body.at("e_min").get<std::int64_t>();
  return model;
}

std::vector<ScoreLine> fit_lines(const ScoringModel& model, const Row& lead, Instant now,
                                 const Predicate::Lookup& lookup) {
  std::vector<ScoreLine> lines;
  for (const ScoringModel::FitLine& line : model.fit) {
    if (!line.when.matches(lead, now, lookup)) continue;
    lines.push_back({"fit", line.label, line.points, line.points * kPoint, std::nullopt, {}});
  }
  return lines;
}

std::vector<ScoreLine> engagement_lines(const ScoringModel& model, const std::vector<TouchFact>& touches,
                                        Instant now) {
  std::vector<ScoreLine> lines;
  for (const TouchFact& touch : touches) {
    const auto line = std::find_if(model.engagement.begin(), model.engagement.end(),
                                   [&](const auto& one) { return fits(one, touch); });
    if (line == model.engagement.end() || touch.at > now) continue;
    const std::int64_t age = now - touch.at;
    lines.push_back({"engagement", line->label, line->points, faded(line->points, age, model.half_life_days),
                     age / kSecond, touch.id});
  }
  return lines;
}

std::int64_t score(const std::vector<ScoreLine>& lines) {
  std::int64_t sum = 0;
  for (const ScoreLine& line : lines) sum += line.counted;
  return (std::clamp(sum, std::int64_t{0}, 100 * kPoint) + kPoint / 2) / kPoint;
}

bool shows_high_intent(const ScoringModel& model, const std::vector<TouchFact>& touches, Instant now) {
  return std::any_of(touches.begin(), touches.end(), [&](const TouchFact& touch) {
    const auto& wanted = model.high_intent_channels;
    return touch.at <= now && touch.direction == "inbound" &&
           std::find(wanted.begin(), wanted.end(), touch.channel) != wanted.end();
  });
}

}  // namespace tandem::domain
