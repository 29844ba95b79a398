// SPDX-License-Identifier: Apache-2.0
// How both sides keep their promises, on one page, and which ones are overdue.
#include <array>
#include <map>
#include <vector>

#include "domain/arguments.hpp"
#include "domain/clocks/percentile.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

constexpr Argument kWindow[] = {
    {.name = "from", .type = Type::instant, .doc = "clocks started from this instant on; absent: all"},
    {.name = "until", .type = Type::instant, .doc = "and before this one; absent: all"},
};

/// The clocks of one policy that wait for one kind of subject and for which one side answers.
struct Level {
  std::int64_t running = 0, met = 0, met_late = 0, breached = 0, abandoned = 0, cancelled = 0;
  std::vector<std::int64_t> worked_s;

  void count(std::string_view state, std::int64_t worked, std::int64_t clocks) {
    if (state == "running" || state == "paused") running += clocks;
    if (state == "met") met += clocks;
    if (state == "met_late") met_late += clocks;
    if (state == "breached") breached += clocks;
    if (state == "abandoned") abandoned += clocks;
    if (state == "cancelled") cancelled += clocks;
    if (state == "met" || state == "met_late") {
      worked_s.insert(worked_s.end(), static_cast<std::size_t>(clocks), worked);
    }
  }
  void write(TableBuilder& table) const {
    const auto broken = static_cast<std::size_t>(breached + abandoned);
    table.number(running).number(met).number(met_late).number(breached).number(abandoned).number(cancelled);
    table.number(share_ppm(met, met + met_late + breached + abandoned));
    table.number(percentile(worked_s, broken, 1, 2)).number(percentile(worked_s, broken, 9, 10));
  }
};

/// By policy, subject and side. A policy is one over all versions of its guideline. Clause by clause, in the
/// order of the index that holds all that is counted.
std::map<std::array<std::string, 3>, Level> levels_of(store::Database& database, const Json& args) {
  auto clauses = database.prepare("SELECT id, key FROM clause WHERE kind = 'sla_policy'");
  auto clocks = database.prepare(
      "SELECT subject_entity, responsible_side, state, coalesce(worked_s,0), count(*) FROM sla_clock WHERE "
      "clause_id = ? AND archived_at IS NULL AND started_at >= ? AND started_at < ? GROUP BY subject_entity, "
      "responsible_side, state, worked_s");
  std::map<std::array<std::string, 3>, Level> levels;
  while (clauses.step()) {
    clocks.reset();
    clocks.bind(1, clauses.id(0));
    clocks.bind(2, number_of(args, "from").value_or(INT64_MIN));
    clocks.bind(3, number_of(args, "until").value_or(INT64_MAX));
    while (clocks.step()) {
      Level& level =
          levels[{std::string(clauses.text(1)), std::string(clocks.text(0)), std::string(clocks.text(1))}];
      level.count(clocks.text(2), clocks.integer(3), clocks.integer(4));
    }
  }
  return levels;
}

Table service_levels(store::Database& database, const Json& args, Instant) {
  TableBuilder table({{"policy", Type::text},
                      {"subject", Type::text},
                      {"responsible_side", Type::text},
                      {"running", Type::integer},
                      {"met", Type::integer},
                      {"met_late", Type::integer},
                      {"breached", Type::integer},
                      {"abandoned", Type::integer},
                      {"cancelled", Type::integer},
                      {"on_time_ppm", Type::ppm},
                      {"median_s", Type::duration},
                      {"p90_s", Type::duration}});
  for (const auto& [name, level] : levels_of(database, args)) {
    table.row().text(name[0]).text(name[1]).text(name[2]);
    level.write(table);
  }
  return table.take();
}

constexpr Argument kOverdueArguments[] = {
    {.name = "limit", .type = Type::integer, .doc = "at most so many, longest overdue first; absent: 1000"},
};

/// What a tick has not yet seen is overdue all the same.
Table overdue_clocks(store::Database& database, const Json& args, Instant now) {
  auto rows = database.prepare(
      "SELECT c.id, k.key, c.subject_entity, c.subject_id, c.responsible_side, c.started_at, c.due_at, (?1 - "
      "c.due_at) / 1000000 FROM (SELECT * FROM sla_clock WHERE state = 'breached' UNION ALL SELECT * FROM "
      "sla_clock WHERE next_at IS NOT NULL AND next_at <= ?1 AND state = 'running' AND due_at < ?1) c JOIN "
      "clause "
      "k ON k.id = c.clause_id WHERE c.archived_at IS NULL ORDER BY c.due_at, c.id LIMIT ?2");
  rows.bind(1, now);
  rows.bind(2, number_of(args, "limit").value_or(1000));
  return table_of(std::move(rows), {{"clock_id", Type::id},
                                    {"policy", Type::text},
                                    {"subject_entity", Type::text},
                                    {"subject_id", Type::id},
                                    {"responsible_side", Type::text},
                                    {"started_at", Type::instant},
                                    {"due_at", Type::instant},
                                    {"overdue_s", Type::duration}});
}

constexpr Query kClockQueries[] = {
    {.name = "service_levels",
     .arguments = kWindow,
     .doc =
         "how each promise is kept, by policy and by the side that answers for it, both sides on one page; "
         "times are working time, a missing percentile is not reached",
     .run = service_levels},
    {.name = "overdue_clocks",
     .arguments = kOverdueArguments,
     .doc = "broken promises for which somebody still waits",
     .run = overdue_clocks},
};

}  // namespace

void add_clock_queries(Catalogue& catalogue) { catalogue.add(kClockQueries); }

}  // namespace tandem::domain
