// SPDX-License-Identifier: Apache-2.0
// What the sides have asked of each other: what is open, what came of it, and how balanced it is.
#include <algorithm>

#include "domain/goals/attainment.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"
#include "domain/window.hpp"

namespace tandem::domain {
namespace {

Table open_requests(store::Database& database, const Json&, Instant now) {
  auto rows = database.prepare(
      "SELECT id, from_side, to_side, kind, title, priority, state, from_person_id, worker_person_id, "
      "opportunity_id, opened_at, (?1 - opened_at) / 1000000, acknowledge_by, acknowledged_at IS NULL AND "
      "acknowledge_by < ?1, needed_by, delivered_at IS NULL AND coalesce(needed_by < ?1, 0), reopen_count "
      "FROM request WHERE closed_at IS NULL AND archived_at IS NULL ORDER BY needed_by IS NULL, needed_by, "
      "opened_at, id");
  rows.bind(1, now);
  return table_of(std::move(rows), {{"request_id", Type::id},
                                    {"from_side", Type::text},
                                    {"to_side", Type::text},
                                    {"kind", Type::text},
                                    {"title", Type::text},
                                    {"priority", Type::text},
                                    {"state", Type::text},
                                    {"from_person_id", Type::id},
                                    {"worker_person_id", Type::id},
                                    {"opportunity_id", Type::id},
                                    {"opened_at", Type::instant},
                                    {"age_s", Type::duration},
                                    {"acknowledge_by", Type::instant},
                                    {"is_unacknowledged_late", Type::boolean},
                                    {"needed_by", Type::instant},
                                    {"is_overdue", Type::boolean},
                                    {"reopen_count", Type::integer}});
}

struct Direction {
  std::string_view from, to;
};
constexpr Direction kDirections[] = {{"marketing", "sales"}, {"sales", "marketing"}};

/// Fulfilled: delivered and not reopened. In time: at or before needed_by, always where none is given.
/// Reciprocity = the smaller number of asks fulfilled in time / the larger one.
Table reciprocity(store::Database& database, const Json& args, Instant) {
  TableBuilder table({{"from_side", Type::text},
                      {"to_side", Type::text},
                      {"asked", Type::integer},
                      {"fulfilled", Type::integer},
                      {"fulfilled_in_time", Type::integer},
                      {"declined", Type::integer},
                      {"reciprocity_ppm", Type::ppm}});
  const Window window = window_of(args);
  std::int64_t total[4] = {}, least = INT64_MAX, most = 0;
  for (const Direction& direction : kDirections) {
    auto rows = database.prepare(
        "SELECT count(*), count(delivered_at), coalesce(sum(delivered_at IS NOT NULL AND (needed_by IS NULL "
        "OR delivered_at <= needed_by)), 0), coalesce(sum(state = 'declined'), 0) FROM request WHERE "
        "from_side = ?1 AND to_side = ?2 AND opened_at >= ?3 AND opened_at < ?4 AND archived_at IS NULL");
    rows.bind(1, direction.from).bind(2, direction.to).bind(3, window.from).bind(4, window.until);
    rows.step();
    table.row().text(direction.from).text(direction.to).columns(rows, 0, 4);
    for (int i = 0; i < 4; ++i) total[i] += rows.integer(i);
    least = std::min(least, rows.integer(2));
    most = std::max(most, rows.integer(2));
  }
  table.row().text("").text("");
  for (const std::int64_t sum : total) table.number(sum);
  table.number(ratio_ppm(least, most));
  return table.take();
}

Table request_outcomes(store::Database& database, const Json& args, Instant) {
  const Window window = window_of(args);
  auto rows = database.prepare(
      "SELECT from_side, to_side, kind, count(*), sum(closed_at IS NULL AND delivered_at IS NULL), sum(state "
      "= 'delivered'), sum(state = 'confirmed'), sum(state = 'declined'), sum(state = 'cancelled'), "
      "sum(delivered_at IS NOT NULL AND (needed_by IS NULL OR delivered_at <= needed_by)), "
      "sum(overdue_at IS NOT NULL), sum(reopen_count), count(rating), (100 * sum(rating) + count(rating) / "
      "2) "
      "/ count(rating), sum(effort_h) FROM request WHERE opened_at >= ?1 AND opened_at < ?2 AND archived_at "
      "IS NULL GROUP BY from_side, to_side, kind ORDER BY from_side, to_side, kind");
  rows.bind(1, window.from).bind(2, window.until);
  return table_of(std::move(rows), {{"from_side", Type::text},
                                    {"to_side", Type::text},
                                    {"kind", Type::text},
                                    {"asked", Type::integer},
                                    {"in_work", Type::integer},
                                    {"delivered", Type::integer},
                                    {"confirmed", Type::integer},
                                    {"declined", Type::integer},
                                    {"cancelled", Type::integer},
                                    {"fulfilled_in_time", Type::integer},
                                    {"overdue", Type::integer},
                                    {"reopenings", Type::integer},
                                    {"ratings", Type::integer},
                                    {"rating_hundredths", Type::integer},
                                    {"effort_h", Type::integer}});
}

constexpr Query kRequestQueries[] = {
    {.name = "open_requests",
     .doc = "requests of both directions that are not confirmed, declined or cancelled, soonest needed first",
     .run = open_requests},
    {.name = "reciprocity",
     .arguments = kWindowArguments,
     .doc = "asks opened in the window and fulfilled in time, by direction; last row: both, with min/max",
     .run = reciprocity},
    {.name = "request_outcomes",
     .arguments = kWindowArguments,
     .doc = "what became of the requests opened in the window, by direction and kind",
     .run = request_outcomes},
};

}  // namespace

void add_request_queries(Catalogue& catalogue) { catalogue.add(kRequestQueries); }

}  // namespace tandem::domain
