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
  Column column;
};

/// Leads and won deals are grouped each by itself: the leads by an index alone, the deals from the won ones.
/// Without a window, SQLite takes the index in the order of the groups and need not sort.
std::string cohort_sql(const Grouping& grouping, bool all_time) {
  const std::string cohort =
      concat({"l.archived_at IS NULL", all_time ? "" : " AND l.captured_at >= ?1 AND l.captured_at < ?2",
              " GROUP BY 1"});
  constexpr std::string_view kTogether =
      "SELECT nullif(name,''), sum(leads) AS n, sum(won), sum(declaring), sum(amount), min(low), max(high) "
      "FROM (SELECT ";
  constexpr std::string_view kLeads =
      " AS name, count(*) AS leads, 0 AS won, 0 AS declaring, 0 AS amount, NULL AS low, NULL AS high FROM "
      "lead l WHERE ";
  constexpr std::string_view kDeals =
      ", 0, count(*), sum(coalesce(o.amount_minor,0) <> 0), sum(coalesce(o.amount_minor,0)), "
      "min(CASE WHEN coalesce(o.amount_minor,0) <> 0 THEN o.currency END), max(CASE WHEN "
      "coalesce(o.amount_minor,0) <> 0 THEN o.currency END) FROM opportunity o JOIN lead l ON l.id = "
      "o.lead_id WHERE o.result = 'won' AND o.archived_at IS NULL AND o.lead_id IS NOT NULL AND ";
  return concat({kTogether, grouping.by, kLeads, cohort, " UNION ALL SELECT ", grouping.by, kDeals, cohort,
                 ") GROUP BY 1 ORDER BY ", grouping.order});
}

/// A cohort: leads captured in the window and the deals won from them until now. Leads without a group are a
/// row of their own with a null name; the last row is the total.
Table funnel_by(store::Database& database, const Json& args, const Grouping& grouping) {
  const Window window = window_of(args);
  auto rows = database.prepare(cohort_sql(grouping, window.is_all_time()));
  if (!window.is_all_time()) rows.bind(1, window.from).bind(2, window.until);
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
  return funnel_by(database, args, {"l.origin", "n DESC, 1", {"origin", Type::text}});
}

Table funnel_by_developer(store::Database& database, const Json& args, Instant) {
  return funnel_by(database, args, {"l.developer_person_id", "n DESC, 1", {"developer_person_id", Type::id}});
}

Table funnel_by_month(store::Database& database, const Json& args, Instant) {
  return funnel_by(database, args, {kMonth, "1", {"month", Type::text}});
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
  const Window window = window_of(args);
  whole.bind(1, window.from).bind(2, window.until);
  whole.step();
  const std::int64_t accepted = whole.integer(1), returned = whole.integer(2), disputes = whole.integer(4);
  table.row().text("").number(whole.integer(0)).number(accepted).number(returned).number(whole.integer(3));
  table.number(ratio_ppm(accepted, accepted + returned))
      .number(disputes)
      .number(ratio_ppm(disputes, accepted));

  for (const RankedReason& reason : ranked_returns(database, window)) {
    table.row().text(reason.code).number({}).number({}).number(reason.returned).number({}).number({});
    table.number(reason.disputes).number({}).number(reason.share_ppm).number(reason.cumulative_ppm);
  }
  return table.take();
}

constexpr Query kFunnelQueries[] = {
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

void add_funnel_queries(Catalogue& catalogue) { catalogue.add(kFunnelQueries); }

}  // namespace tandem::domain
