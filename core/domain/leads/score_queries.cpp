// SPDX-License-Identifier: Apache-2.0
// Why a lead stands where it stands: its scores now, their points one by one, and how such leads ended.
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/arguments.hpp"
#include "domain/leads/lead_scores.hpp"
#include "domain/leads/win_probability.hpp"
#include "domain/practice.hpp"
#include "domain/predicates.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

constexpr Argument kLeadArgument[] = {
    {.name = "lead_id", .type = Type::ref, .required = true, .target = "lead", .doc = "the lead in question"},
};

Row lead_of(store::Database& database, const Json& args) {
  Row row;
  const Id id = id_of(args, "lead_id");
  if (database.read(database.catalogue().entity(kLead), id, row)) return row;
  throw Refusal(TANDEM_NOT_FOUND, "unknown_record", "there is no such lead", "check the id")
      .about("lead", id.text());
}

ScoringInForce scoring_or_refuse(store::Database& database, Instant now) {
  auto scoring = scoring_in_force(database, now);
  if (scoring) return std::move(*scoring);
  throw Refusal(TANDEM_INVALID_STATE, "no_rule_in_force", "no scoring model is in force",
                "agree on a guideline with a scoring_model clause");
}

Table score_explained(store::Database& database, const Json& args, Instant now) {
  const Row row = lead_of(database, args);
  const ScoringInForce scoring = scoring_or_refuse(database, now);
  std::vector<ScoreLine> lines = fit_lines(scoring.model, row, now, lookup_in(database));
  for (ScoreLine& line : engagement_lines(scoring.model, touches_of(database, id_of(row, kId)), now)) {
    lines.push_back(std::move(line));
  }
  TableBuilder table({{"part", Type::text},
                      {"label", Type::text},
                      {"points", Type::integer},
                      {"age_s", Type::duration},
                      {"counted_millionths", Type::integer},
                      {"touch_id", Type::id},
                      {"version_id", Type::id}});
  for (const ScoreLine& line : lines) {
    table.row().text(line.part).text(line.label).number(line.points).number(line.age_s).number(line.counted);
    table.id(line.touch).id(scoring.version);
  }
  return table.take();
}

constexpr std::int64_t kRecent = 7 * kDay;

/// Level and recent change stand apart: a cold lead that wakes up is not a warm one.
Table lead_score(store::Database& database, const Json& args, Instant now) {
  const Row row = lead_of(database, args);
  const ScoringInForce scoring = scoring_or_refuse(database, now);
  const ScoringModel& model = scoring.model;
  const std::vector<TouchFact> touches = touches_of(database, id_of(row, kId));
  const std::int64_t fit = score(fit_lines(model, row, now, lookup_in(database)));
  const std::int64_t engagement = score(engagement_lines(model, touches, now));
  const std::int64_t before = score(engagement_lines(model, touches, now - kRecent));
  const bool reachable = is_reachable(row), high_intent = shows_high_intent(model, touches, now);
  const bool by_score = fit >= model.f_min && engagement >= model.e_min && reachable;
  TableBuilder table({{"fit", Type::integer},
                      {"engagement", Type::integer},
                      {"engagement_change_7d", Type::integer},
                      {"reachable", Type::boolean},
                      {"high_intent", Type::boolean},
                      {"qualified", Type::boolean},
                      {"is_signed", Type::boolean},
                      {"version_id", Type::id}});
  table.row().number(fit).number(engagement).number(engagement - before).flag(reachable).flag(high_intent);
  table.flag(by_score || high_intent).flag(scoring.is_signed).id(scoring.version);
  return table.take();
}

// --- how such leads ended ---------------------------------------------------------------------------

constexpr std::string_view kFeatures[] = {"origin", "country", "campaign_id", "capture_point_id"};

/// Decided leads: won when one of their deals was won, else lost when one was lost.
Seen seen(store::Database& database, const std::string& condition, const Value* value) {
  auto rows = database.prepare(concat(
      {"SELECT coalesce(sum(won), 0), coalesce(sum(1 - won), 0) FROM (SELECT max(o.result = 'won') AS won "
       "FROM opportunity o JOIN lead l ON l.id = o.lead_id WHERE o.result IN ('won','lost') AND "
       "o.archived_at IS NULL",
       condition, " GROUP BY l.id)"}));
  if (value != nullptr) rows.bind(1, *value);
  if (!rows.step()) return {};
  return {rows.integer(0), rows.integer(1)};
}

Table win_probability(store::Database& database, const Json& args, Instant) {
  const Row row = lead_of(database, args);
  const EntityInfo& leads = database.catalogue().entity(kLead);
  TableBuilder table({{"of", Type::text},
                      {"won", Type::integer},
                      {"lost", Type::integer},
                      {"win_probability_ppm", Type::ppm}});
  const Seen all = seen(database, "", nullptr);
  std::vector<Seen> values;
  for (const std::string_view feature : kFeatures) {
    const std::size_t field = leads.position(feature);
    if (!has(row, field)) continue;
    const Seen one = seen(database, concat({" AND l.", feature, " = ?1"}), &row[field]);
    if (one.won + one.lost == 0) continue;  // never seen before: it says nothing
    values.push_back(one);
    table.row().text(feature).number(one.won).number(one.lost);
    table.number(win_probability_ppm(all, {one}));
  }
  table.row().text("together").number(all.won).number(all.lost).number(win_probability_ppm(all, values));
  return table.take();
}

constexpr Query kScoreQueries[] = {
    {.name = "lead_score",
     .arguments = kLeadArgument,
     .doc = "fit, engagement as it has faded by now, its change in seven days, and the verdict",
     .run = lead_score},
    {.name = "score_explained",
     .arguments = kLeadArgument,
     .doc = "the points behind a lead's scores, one by one, with what fading has left of them",
     .run = score_explained},
    {.name = "win_probability",
     .arguments = kLeadArgument,
     .doc = "how likely the lead is won, from how leads of its origin, country and campaign ended",
     .run = win_probability},
};

}  // namespace

void add_score_queries(Catalogue& catalogue) { catalogue.add(kScoreQueries); }

}  // namespace tandem::domain
