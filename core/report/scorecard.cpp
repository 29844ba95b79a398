// SPDX-License-Identifier: Apache-2.0
#include "report/scorecard.hpp"

#include <set>

#include "domain/domain.hpp"
#include "domain/tables.hpp"

namespace tandem::report {
namespace {

Json ask(store::Database& database, std::string_view query, const Json& args = Json::object()) {
  return domain::documents_of(domain::query(database, query, args));
}

Json goals(store::Database& database, const ScorecardOptions& options, Instant as_of) {
  Json args{{"as_of", as_of}};
  if (!options.period.empty()) args["period_id"] = options.period.text();
  return ask(database, "goal_attainment", args);
}

/// The rows beyond `keep` are counted together as one row named "…".
Json funnel(store::Database& database, std::size_t keep) {
  Json origins = Json::array(), total, rest;
  for (Json& row : ask(database, "funnel_by_origin")) {
    if (row.at("is_total") == true) {
      total = row;
    } else if (origins.size() < keep) {
      origins.push_back(row);
    } else if (rest.is_null()) {
      rest = {{"origin", "…"}, {"leads", row.at("leads")}, {"deals_won", row.at("deals_won")}};
    } else {
      for (const char* sum : {"leads", "deals_won"}) {
        rest[sum] = rest.at(sum).get<std::int64_t>() + row.at(sum).get<std::int64_t>();
      }
    }
  }
  return Json{{"origins", origins}, {"rest", rest}, {"total", total}};
}

Json handoffs(store::Database& database) {
  Json whole, reasons = Json::array();
  for (Json& row : ask(database, "handoff_acceptance")) {
    if (whole.is_null()) {
      whole = row;
    } else {
      reasons.push_back({{"reason", row.at("reason")},
                         {"returned", row.at("returned")},
                         {"share_ppm", row.at("share_ppm")},
                         {"cumulative_ppm", row.at("cumulative_ppm")}});
    }
  }
  for (const char* none : {"reason", "share_ppm", "cumulative_ppm"}) whole.erase(none);
  whole["reasons"] = reasons;
  return whole;
}

/// {"open": n, "waits_for": {"marketing": n, …}} of one entity.
Json open_work(const Json& by_side, std::string_view entity) {
  std::int64_t open = 0;
  Json sides = Json::object();
  for (const Json& row : by_side) {
    if (row.at("entity") != entity) continue;
    sides[row.at("side").get<std::string>()] = row.at("open");
    open += row.at("open").get<std::int64_t>();
  }
  return Json{{"open", open}, {"waits_for", sides}};
}

std::int64_t closed_feedback(store::Database& database) {
  auto closed =
      database.prepare("SELECT count(*) FROM feedback WHERE state = 'closed' AND archived_at IS NULL");
  closed.step();
  return closed.integer(0);
}

Json rules(store::Database& database) {
  std::set<std::string> is_signed, is_unsigned;
  for (const Json& row : ask(database, "rules_in_force")) {
    (row.at("is_signed") == true ? is_signed : is_unsigned).insert(row.at("kind").get<std::string>());
  }
  return Json{{"signed", is_signed}, {"unsigned", is_unsigned}};
}

}  // namespace

Json scorecard(store::Database& database, const ScorecardOptions& options) {
  const Instant as_of = options.as_of.value_or(database.clock().now());
  Json card;
  card["as_of"] = as_of;
  card["goals"] = goals(database, options, as_of);
  card["funnel"] = funnel(database, options.origins);
  card["handoffs"] = handoffs(database);
  card["promises"] = ask(database, "service_levels");
  const Json open = ask(database, "open_by_side");
  card["feedback"] = open_work(open, "feedback");
  card["feedback"]["closed"] = closed_feedback(database);
  card["requests"] = open_work(open, "request");
  card["irregularities"] = open_work(open, "irregularity");
  card["rules"] = rules(database);
  return card;
}

}  // namespace tandem::report
