// SPDX-License-Identifier: Apache-2.0
#include "model/clause_bodies/scoring_model.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "model/clause_bodies/checks.hpp"

namespace tandem::model {
namespace {

constexpr std::string_view kScoringModel = "scoring_model";
constexpr std::int64_t kMostPoints = 1000;

const Json& list(const Json& body, const char* name) {
  const Json& lines = body.at(name);
  if (!lines.is_array() || lines.size() > 200) {
    refuse_body(kScoringModel, concat({name, " is no list of at most 200 lines"}),
                "write [{\"label\": …, \"points\": …}]");
  }
  return lines;
}

/// Label and points, which every line has, and no part but those that `parts` names.
template <std::size_t N>
void check_line(const std::string& where, const Json& line, const std::array<std::string_view, N>& parts) {
  if (!line.is_object())
    refuse_body(kScoringModel, where + " is no object", "write {\"label\": …, \"points\": …}");
  for (const auto& [name, value] : line.items()) {
    if (std::find(parts.begin(), parts.end(), name) == parts.end()) {
      refuse_body(kScoringModel, concat({where, " has an unknown part ", in_quotes(cut(name, 60))}),
                  "leave it out, or look at `tandem catalogue`");
    }
  }
  const auto label = line.find("label");
  if (label == line.end() || !label->is_string() || trim(label->get_ref<const std::string&>()).empty()) {
    refuse_body(kScoringModel, where + ".label is not a text",
                "say for what the points are, so that both sides see");
  }
  const auto points = line.find("points");
  if (points == line.end() || !points->is_number_integer() || *points < -kMostPoints ||
      *points > kMostPoints) {
    refuse_body(kScoringModel, where + ".points is no whole number from -1000 to 1000", "give whole points");
  }
}

std::string place(const char* name, std::size_t index) {
  return concat({name, "[", std::to_string(index), "]"});
}

void check_fit(const Catalogue& catalogue, const Json& body) {
  constexpr std::array<std::string_view, 3> kParts = {"label", "predicate", "points"};
  std::size_t index = 0;
  for (const Json& line : list(body, "fit")) {
    const std::string where = place("fit", index++);
    check_line(where, line, kParts);
    if (!line.contains("predicate")) {
      refuse_body(kScoringModel, where + ".predicate is missing", "give the condition over leads");
    }
    check_lead_condition(catalogue, kScoringModel, where + ".predicate", line.at("predicate"));
  }
}

void check_engagement(const Json& body) {
  constexpr std::array<std::string_view, 5> kParts = {"label", "channel", "direction", "is_automated",
                                                      "points"};
  std::size_t index = 0;
  for (const Json& line : list(body, "engagement")) {
    const std::string where = place("engagement", index++);
    check_line(where, line, kParts);
    if (line.contains("channel") && !line.at("channel").is_string()) {
      refuse_body(kScoringModel, where + ".channel is not a text", "name one channel, as touches carry it");
    }
    if (line.contains("direction") && line.at("direction") != "inbound" &&
        line.at("direction") != "outbound") {
      refuse_body(kScoringModel, where + ".direction is neither inbound nor outbound", "use one of the two");
    }
    if (line.contains("is_automated") && !line.at("is_automated").is_boolean()) {
      refuse_body(kScoringModel, where + ".is_automated is neither true nor false", "use one of the two");
    }
  }
}

}  // namespace

void check_scoring_model(const Catalogue& catalogue, const Json& body) {
  check_fit(catalogue, body);
  check_engagement(body);
  check_between(kScoringModel, body, "half_life_days", 1, 3650);
  check_between(kScoringModel, body, "f_min", 0, 100);
  check_between(kScoringModel, body, "e_min", 0, 100);
}

}  // namespace tandem::model
