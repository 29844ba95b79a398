// SPDX-License-Identifier: Apache-2.0
// What becomes of leads, and how the hand-off works.
#include "base/text.hpp"
#include "domain/arguments.hpp"
#include "domain/goals/attainment.hpp"
#include "domain/handoffs/return_ranking.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"
#include "domain/window.hpp"

namespace tandem::domain {
namespace {

using model::Table;
using model::Type;

void bind_window(store::Statement& statement, const Json& args) {
  const Window window = window_of(args);
  statement.bind(1, window.from).bind(2, window.until);
}

/// Month in UTC; floored, so that instants before 1970 fall into theirs too.
constexpr std::string_view kMonth =
    "strftime('%Y-%m', (l.captured_at - ((l.captured_at % 1000000) + 1000000) % 1000000) / 1000000, "
    "'unixepoch')";

struct FunnelRow {
  std::int64_t leads = 0, deals = 0, declaring = 0, amount = 0;
  std::string currency;
  bool mixed = false;

  void add(const FunnelRow& other) {
    leads += other.leads;
    deals += other.deals;
    declaring += other.declaring;
    amount += other.amount;
    mixed =
        mixed || other.mixed || (!currency.empty() && !other.currency.empty() && currency != other.currency);
    if (currency.empty()) currency = other.currency;
  }
};

void write(TableBuilder& table, const FunnelRow& row, bool total) {
  table.number(row.leads).number(row.deals).number(ratio_ppm(row.deals, row.leads)).number(row.declaring);
  table.number(row.mixed ? std::nullopt : std::optional(row.amount));  // never a sum over currencies
  table.text(row.mixed ? "" : row.currency).flag(total);
}

/// What the leads are grouped by, as SQL over a lead `l`.
struct Grouping {
  std::string_view by;
  std::string_view order;
  model::Column column;
};

/// A cohort: leads captured in the window and the deals won from them until now. Leads without a group are a
/// row of their own with a null name; the last row is the total.
Table funnel_by(store::Database& database, const Json& args, const Grouping& grouping) {
  auto rows = database.prepare(concat(
      {"WITH deal AS (SELECT lead_id, count(*) AS won, sum(coalesce(amount_minor,0) <> 0) AS declaring, "
       "sum(coalesce(amount_minor,0)) AS amount, min(CASE WHEN coalesce(amount_minor,0) <> 0 THEN currency "
       "END) "
       "AS low, max(CASE WHEN coalesce(amount_minor,0) <> 0 THEN currency END) AS high FROM opportunity "
       "WHERE "
       "result = 'won' AND lead_id IS NOT NULL AND archived_at IS NULL GROUP BY lead_id) SELECT ",
       grouping.by,
       " AS name, count(*), coalesce(sum(d.won),0), coalesce(sum(d.declaring),0), coalesce(sum(d.amount),0), "
       "min(d.low), max(d.high) FROM lead l LEFT JOIN deal d ON d.lead_id = l.id WHERE l.archived_at IS NULL "
       "AND "
       "l.captured_at >= ?1 AND l.captured_at < ?2 GROUP BY name ORDER BY ",
       grouping.order}));
  bind_window(rows, args);
  TableBuilder table({grouping.column,
                      {"leads", Type::integer},
                      {"deals_won", Type::integer},
                      {"conversion_ppm", Type::ppm},
                      {"deals_with_amount", Type::integer},
                      {"won_amount_minor", Type::integer},
                      {"currency", Type::text},
                      {"is_total", Type::boolean}});
  FunnelRow total;
  while (rows.step()) {
    FunnelRow row{rows.integer(1), rows.integer(2), rows.integer(3), rows.integer(4), {}, false};
    if (!rows.is_null(5)) row.currency = std::string(rows.text(5));
    row.mixed = !rows.is_null(5) && rows.text(6) != row.currency;
    table.row().columns(rows, 0, 1);
    write(table, row, false);
    total.add(row);
  }
  table.row().text("");
  write(table, total, true);
  return table.take();
}

Table funnel_by_origin(store::Database& database, const Json& args, Instant) {
  return funnel_by(database, args, {"nullif(l.origin,'')", "count(*) DESC, name", {"origin", Type::text}});
}

Table funnel_by_developer(store::Database& database, const Json& args, Instant) {
  return funnel_by(database, args,
                   {"l.developer_person_id", "count(*) DESC, name", {"developer_person_id", Type::id}});
}

Table funnel_by_month(store::Database& database, const Json& args, Instant) {
  return funnel_by(database, args, {kMonth, "name", {"month", Type::text}});
}

/// First row: the whole (reason null); then one row a reason, ranked. A lead counts by its first
/// answer; one that is returned after acceptance is a dispute.
Table handoff_acceptance(store::Database& database, const Json& args, Instant) {
  TableBuilder table({{"reason", Type::text},
                      {"offered", Type::integer},
                      {"accepted", Type::integer},
                      {"returned", Type::integer},
                      {"expired", Type::integer},
                      {"acceptance_ppm", Type::ppm},
                      {"disputes", Type::integer},
                      {"dispute_ppm", Type::ppm},
                      {"share_ppm", Type::ppm},
                      {"cumulative_ppm", Type::ppm}});
  auto whole = database.prepare(
      "SELECT count(*), coalesce(sum(was_accepted),0), coalesce(sum(state = 'returned' AND was_accepted = "
      "0),0), "
      "coalesce(sum(state = 'expired'),0), coalesce(sum(state = 'returned' AND was_accepted = 1),0) FROM "
      "handoff WHERE "
      "archived_at IS NULL AND offered_at >= ?1 AND offered_at < ?2");
  bind_window(whole, args);
  whole.step();
  const std::int64_t accepted = whole.integer(1), returned = whole.integer(2), disputes = whole.integer(4);
  table.row().text("").number(whole.integer(0)).number(accepted).number(returned).number(whole.integer(3));
  table.number(ratio_ppm(accepted, accepted + returned))
      .number(disputes)
      .number(ratio_ppm(disputes, accepted));

  for (const RankedReason& reason : ranked_returns(database, window_of(args))) {
    table.row().text(reason.code).number({}).number({}).number(reason.returned).number({}).number({});
    table.number(reason.disputes).number({}).number(reason.share_ppm).number(reason.cumulative_ppm);
  }
  return table.take();
}

constexpr model::Query kQueries[] = {
    {.name = "funnel_by_origin",
     .arguments = kWindowArguments,
     .doc =
         "leads captured in the window by origin, the deals won from them and their amount; last row: total",
     .run = funnel_by_origin},
    {.name = "funnel_by_developer",
     .arguments = kWindowArguments,
     .doc = "the same by sales development representative; leads without one are a row of their own",
     .run = funnel_by_developer},
    {.name = "funnel_by_month",
     .arguments = kWindowArguments,
     .doc = "the same by month of capture, in UTC",
     .run = funnel_by_month},
    {.name = "handoff_acceptance",
     .arguments = kWindowArguments,
     .doc = "offers of the window: accepted, returned, disputes, and the return reasons ranked",
     .run = handoff_acceptance},
};

}  // namespace

void add_funnel_queries(model::Catalogue& catalogue) { catalogue.add(kQueries); }

}  // namespace tandem::domain
