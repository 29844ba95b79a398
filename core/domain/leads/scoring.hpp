// SPDX-License-Identifier: Apache-2.0
// Fit, fading engagement and the verdict on a lead, with the explanation of every point. Pure:
// values in, values out; whole numbers only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/words.hpp"
#include "model/predicate.hpp"

namespace tandem::domain {

inline constexpr std::int64_t kPoint = 1'000'000;  ///< points are counted in millionths

/// points × 2^(−age / half-life) in millionths of a point: exact for whole half-lives, else to within one
/// millionth. A touch in the future counts nothing.
std::int64_t faded(std::int64_t points, std::int64_t age_us, std::int64_t half_life_days);

struct TouchFact {
  Id id;
  Instant at = 0;
  std::string channel, direction;
  bool is_automated = false;
};

/// A scoring_model clause, read.
struct ScoringModel {
  struct FitLine {
    std::string label;
    Predicate when;
    std::int64_t points = 0;
  };
  struct EngagementLine {
    std::string label, channel, direction;  ///< empty: any
    std::optional<bool> is_automated;
    std::int64_t points = 0;
  };
  std::vector<FitLine> fit;
  std::vector<EngagementLine> engagement;
  std::vector<std::string> high_intent_channels;
  std::int64_t half_life_days = 30, f_min = 0, e_min = 0;
};
ScoringModel read_scoring_model(const Catalogue& catalogue, const Json& body);

struct ScoreLine {
  std::string_view part;  ///< fit or engagement
  std::string label;
  std::int64_t points = 0;
  std::int64_t counted = 0;  ///< in millionths of a point, after fading
  std::optional<std::int64_t> age_s;
  Id touch;
};

/// Points of every condition that the lead fulfils.
std::vector<ScoreLine> fit_lines(const ScoringModel& model, const Row& lead, Instant now,
                                 const Predicate::Lookup& lookup);
/// What every touch up to `now` still counts, by the first line that fits it.
std::vector<ScoreLine> engagement_lines(const ScoringModel& model, const std::vector<TouchFact>& touches,
                                        Instant now);
/// Sum of the lines as a score from 0 to 100, rounded half away from zero.
std::int64_t score(const std::vector<ScoreLine>& lines);
/// An inbound touch over a high-intent channel.
bool shows_high_intent(const ScoringModel& model, const std::vector<TouchFact>& touches, Instant now);

}  // namespace tandem::domain
