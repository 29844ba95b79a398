// SPDX-License-Identifier: Apache-2.0
// How both sides keep their promises, on one page, and which ones are overdue.
#include <vector>

#include "domain/arguments.hpp"
#include "domain/clocks/percentile.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

using model::Argument;
using model::Table;
using model::Type;

constexpr Argument kWindow[] = {
    {.name = "from", .type = Type::instant, .doc = "clocks started from this instant on; absent: all"},
    {.name = "until", .type = Type::instant, .doc = "and before this one; absent: all"},
};

/// The clocks of one policy for which one side answers.
struct Level {
  std::string policy, subject, side;
  std::int64_t running = 0, met = 0, met_late = 0, breached = 0, abandoned = 0, cancelled = 0;
  std::vector<std::int64_t> worked_s;

  bool is_for(const store::Statement& row) const {
    return policy == row.text(0) && subject == row.text(1) && side == row.text(2);
  }
  void count(const store::Statement& row) {
    const std::string_view state = row.text(3);
    if (state == "running" || state == "paused") ++running;
    if (state == "met") ++met;
    if (state == "met_late") ++met_late;
    if (state == "breached") ++breached;
    if (state == "abandoned") ++abandoned;
    if (state == "cancelled") ++cancelled;
    if (state == "met" || state == "met_late") worked_s.push_back(row.integer(4));
  }
  void write(TableBuilder& table) const {
    const auto broken = static_cast<std::size_t>(breached + abandoned);
    table.row().text(policy).text(subject).text(side);
    table.number(running).number(met).number(met_late).number(breached).number(abandoned).number(cancelled);
    table.number(share_ppm(met, met + met_late + breached + abandoned));
    table.number(percentile(worked_s, broken, 1, 2)).number(percentile(worked_s, broken, 9, 10));
  }
};

Table service_levels(store::Database& database, const Json& args, Instant) {
  auto rows = database.prepare(
      "SELECT k.key, c.subject_entity, c.responsible_side, c.state, c.worked_s FROM sla_clock c JOIN clause "
      "k ON "
      "k.id = c.clause_id WHERE c.archived_at IS NULL AND c.started_at >= ? AND c.started_at < ? ORDER BY 1, "
      "2, "
      "3");
  rows.bind(1, number_of(args, "from").value_or(INT64_MIN));
  rows.bind(2, number_of(args, "until").value_or(INT64_MAX));
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
  std::optional<Level> level;
  while (rows.step()) {
    if (level && !level->is_for(rows)) {
      level->write(table);
      level.reset();
    }
    if (!level) {
      level.emplace();
      level->policy = rows.text(0);
      level->subject = rows.text(1);
      level->side = rows.text(2);
    }
    level->count(rows);
  }
  if (level) level->write(table);
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

constexpr model::Query kQueries[] = {
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

void add_clock_queries(model::Catalogue& catalogue) { catalogue.add(kQueries); }

}  // namespace tandem::domain
