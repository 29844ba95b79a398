// SPDX-License-Identifier: Apache-2.0
// Where the leads are, and who works them.
#include "base/text.hpp"
#include "domain/arguments.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

Table leads_by_stage(store::Database& database, const Json&, Instant) {
  TableBuilder table({{"stage", Type::text}, {"leads", Type::integer}, {"history", Type::integer}});
  for (const std::string_view stage : kStages) {
    auto rows = database.prepare(
        "SELECT count(*), coalesce(sum(is_history),0) FROM lead WHERE stage = ? AND archived_at IS NULL");
    rows.bind(1, stage);
    rows.step();
    table.row().text(stage).number(rows.integer(0)).number(rows.integer(1));
  }
  return table.take();
}

constexpr Argument kNeverTouchedArguments[] = {
    {.name = "with_history",
     .type = Type::boolean,
     .doc = "leads from before a connection went live too; absent: no"},
    {.name = "limit", .type = Type::integer, .doc = "at most so many, longest waiting first; absent: 1000"},
};

/// Word for word the condition of the index `untouched`, or SQLite would not use it.
constexpr std::string_view kUntouched =
    "first_human_touch_at IS NULL AND disposition <> 'disqualified' AND disposition <> 'converted' AND "
    "archived_at IS NULL";

Table leads_never_touched(store::Database& database, const Json& args, Instant now) {
  auto rows = database.prepare(
      concat({"SELECT id, stage, origin, owner_person_id, queue_team_id, captured_at, (?1 - captured_at) / "
              "1000000 FROM lead WHERE ",
              kUntouched, flag_of(args, "with_history") ? "" : " AND is_history = 0",
              " ORDER BY captured_at, id LIMIT ?2"}));
  rows.bind(1, now);
  rows.bind(2, number_of(args, "limit").value_or(1000));
  return table_of(std::move(rows), {{"lead_id", Type::id},
                                    {"stage", Type::text},
                                    {"origin", Type::text},
                                    {"owner_person_id", Type::id},
                                    {"queue_team_id", Type::id},
                                    {"captured_at", Type::instant},
                                    {"waits_s", Type::duration}});
}

Table staff_counts(store::Database& database, const Json&, Instant) {
  return table_of(database.prepare("SELECT 'lead_developer', count(DISTINCT developer_person_id), "
                                   "count(developer_person_id) FROM lead WHERE "
                                   "archived_at IS NULL UNION ALL SELECT 'lead_owner', count(DISTINCT "
                                   "owner_person_id), count(owner_person_id) "
                                   "FROM lead WHERE archived_at IS NULL UNION ALL SELECT "
                                   "'opportunity_owner', count(DISTINCT owner_person_id), "
                                   "count(owner_person_id) FROM opportunity WHERE archived_at IS NULL UNION "
                                   "ALL SELECT 'account_owner', "
                                   "count(DISTINCT owner_person_id), count(owner_person_id) FROM account "
                                   "WHERE archived_at IS NULL UNION ALL "
                                   "SELECT 'toucher', count(DISTINCT person_id), count(person_id) FROM touch "
                                   "WHERE archived_at IS NULL"),
                  {{"role", Type::text}, {"people", Type::integer}, {"records", Type::integer}});
}

constexpr Query kLeadQueries[] = {
    {.name = "leads_by_stage", .doc = "how many leads stand at each stage, in order", .run = leads_by_stage},
    {.name = "leads_never_touched",
     .arguments = kNeverTouchedArguments,
     .doc = "open leads that no person has contacted",
     .run = leads_never_touched},
    {.name = "staff_counts",
     .doc = "distinct people in each role, and how many records they hold",
     .run = staff_counts},
};

}  // namespace

void add_lead_queries(Catalogue& catalogue) { catalogue.add(kLeadQueries); }

}  // namespace tandem::domain
