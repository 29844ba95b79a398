// SPDX-License-Identifier: Apache-2.0
// Scores follow a signed scoring model: fit when the lead changes, engagement when it is touched. Without
// one they are whatever a host or a remote says.
#include "domain/leads/lead_scores.hpp"

#include "domain/arguments.hpp"
#include "domain/leads/leads.hpp"
#include "domain/practice.hpp"
#include "domain/predicates.hpp"

namespace tandem::domain {

std::optional<ScoringInForce> scoring_in_force(store::Database& database, Instant at) {
  {  // asked for every lead and touch that comes in: most stores have no model at all
    auto any = database.prepare("SELECT 1 FROM clause WHERE kind = 'scoring_model' LIMIT 1");
    if (!any.step()) return std::nullopt;
  }
  const auto clause = clause_in_force(database, "scoring_model", "", at);
  if (!clause) return std::nullopt;
  return ScoringInForce{read_scoring_model(database.catalogue(), clause->body), clause->clause,
                        clause->version, clause->is_signed};
}

std::vector<TouchFact> touches_of(store::Database& database, const Id& lead) {
  auto rows = database.prepare(
      "SELECT id, at, channel, direction, is_automated FROM touch WHERE lead_id = ?1 AND archived_at IS NULL "
      "UNION SELECT t.id, t.at, t.channel, t.direction, t.is_automated FROM touch t JOIN opportunity o ON "
      "o.id "
      "= t.opportunity_id WHERE o.lead_id = ?1 AND t.archived_at IS NULL ORDER BY 2, 1");
  rows.bind(1, lead);
  std::vector<TouchFact> touches;
  while (rows.step()) {
    touches.push_back({rows.id(0), rows.integer(1), std::string(rows.text(2)), std::string(rows.text(3)),
                       rows.integer(4) != 0});
  }
  return touches;
}

bool is_reachable(const Row& row) {
  const Json consent =
      has(row, kLead["consent"]) ? parse_json(text_of(row, kLead["consent"]), "consent") : Json();
  const auto open = [&](std::size_t address, const char* channel) {
    if (!has(row, address) || text_of(row, address).empty()) return false;
    const auto said = consent.find(channel);
    return said == consent.end() || !said->is_object() || said->value("given", Json(true)) != false;
  };
  return open(kLead["email"], "email") || open(kLead["phone"], "phone");
}

namespace {

void score_fit(Change& change, const EntityInfo& entity, const Row*, Row& after) {
  const auto scoring = scoring_in_force(change.database(), change.now());
  if (!scoring || !scoring->is_signed) return;
  const auto lines = fit_lines(scoring->model, after, change.now(), lookup_in(change));
  set_number(entity, after, kLead["fit_score"], score(lines));
}

void score_engagement(Change& change, const EntityInfo&, const Row*, Row& after) {
  const auto scoring = scoring_in_force(change.database(), change.now());
  if (!scoring || !scoring->is_signed) return;
  const Id record = touched_lead(change, after);
  if (record.empty()) return;
  const auto lines = engagement_lines(scoring->model, touches_of(change.database(), record), change.now());
  Draft(change.entity(kLead))
      .number(kLead["engagement_score"], score(lines))
      .update(change, record, SetBy::derived);
}

}  // namespace

void add_scoring(Catalogue& catalogue) {
  catalogue.edit("lead").before_write.push_back(score_fit);
  catalogue.edit("touch").after_write.push_back(score_engagement);
}

}  // namespace tandem::domain
