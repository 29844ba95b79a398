// SPDX-License-Identifier: Apache-2.0
// What waits for somebody: feedback without a reply, irregularities, rules that nobody signed.
#include "domain/agreements/clauses.hpp"
#include "domain/arguments.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

Table open_feedback(store::Database& database, const Json&, Instant now) {
  auto rows = database.prepare(
      "SELECT id, to_side, from_person_id, about_entity, about_id, verdict, why, state, submitted_at, (?1 - "
      "submitted_at) / 1000000 FROM feedback WHERE state <> 'closed' AND state <> 'merged' AND archived_at "
      "IS NULL "
      "ORDER BY "
      "submitted_at, id");
  rows.bind(1, now);
  return table_of(std::move(rows), {{"feedback_id", Type::id},
                                    {"to_side", Type::text},
                                    {"from_person_id", Type::id},
                                    {"about_entity", Type::text},
                                    {"about_id", Type::id},
                                    {"verdict", Type::text},
                                    {"why", Type::text},
                                    {"state", Type::text},
                                    {"submitted_at", Type::instant},
                                    {"waits_s", Type::duration}});
}

Table open_irregularities(store::Database& database, const Json&, Instant) {
  return table_of(
      database.prepare("SELECT id, side, code, what, entity, record_id, clause_id, at, state FROM "
                       "irregularity WHERE state <> 'accepted' AND archived_at IS NULL ORDER BY at, id"),
      {{"irregularity_id", Type::id},
       {"side", Type::text},
       {"code", Type::text},
       {"what", Type::text},
       {"entity", Type::text},
       {"record_id", Type::id},
       {"clause_id", Type::id},
       {"at", Type::instant},
       {"state", Type::text}});
}

constexpr Argument kRulesArguments[] = {
    {.name = "at", .type = Type::instant, .doc = "the instant to look at; absent: now"},
};

Table rules_in_force(store::Database& database, const Json& args, Instant now) {
  const Instant at = number_of(args, "at").value_or(now);
  TableBuilder table({{"kind", Type::text},
                      {"key", Type::text},
                      {"is_signed", Type::boolean},
                      {"clause_id", Type::id},
                      {"version_id", Type::id},
                      {"body", Type::json}});
  for (const std::string_view kind : kClauseKinds) {
    for (const ClauseInForce& clause : clauses_in_force(database, kind, "", at)) {
      table.row().text(kind).text(clause.key).flag(clause.is_signed).id(clause.clause).id(clause.version);
      table.text(clause.body.dump());
    }
  }
  return table.take();
}

/// Counted by the indexes of what is open, however much is closed.
Table open_by_side(store::Database& database, const Json&, Instant) {
  return table_of(
      database.prepare(
          "SELECT 'feedback', to_side, count(*) FROM feedback WHERE state <> 'closed' AND state <> 'merged' "
          "AND archived_at IS NULL GROUP BY to_side UNION ALL "
          "SELECT 'irregularity', side, count(*) FROM irregularity WHERE state <> 'accepted' AND archived_at "
          "IS NULL GROUP BY side UNION ALL "
          "SELECT 'request', to_side, count(*) FROM request WHERE closed_at IS NULL AND archived_at IS NULL "
          "GROUP BY to_side"),
      {{"entity", Type::text}, {"side", Type::text}, {"open", Type::integer}});
}

constexpr Query kOpenWorkQueries[] = {
    {.name = "open_feedback", .doc = "feedback whose author has no closing reply yet", .run = open_feedback},
    {.name = "open_irregularities",
     .doc = "facts that broke a rule and are not accepted yet",
     .run = open_irregularities},
    {.name = "open_by_side",
     .doc = "how much feedback, how many irregularities and requests wait for each side",
     .run = open_by_side},
    {.name = "rules_in_force",
     .arguments = kRulesArguments,
     .doc =
         "the clauses that hold at an instant: signed by both sides, or of the house default that stands in",
     .run = rules_in_force},
};

}  // namespace

void add_open_work_queries(Catalogue& catalogue) { catalogue.add(kOpenWorkQueries); }

}  // namespace tandem::domain
