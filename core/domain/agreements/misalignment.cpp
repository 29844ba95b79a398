// SPDX-License-Identifier: Apache-2.0
#include "domain/agreements/misalignment.hpp"

#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/agreements/clauses.hpp"
#include "domain/arguments.hpp"
#include "domain/practice.hpp"
#include "domain/rows.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {

std::optional<Instant> last_warning_day(const Json& policy, Instant now) {
  const auto weekday = number_of(policy, "warn_weekday");
  if (!weekday) return std::nullopt;
  const Days today = now / kDay;
  const std::int64_t day_of_week = (today + 3) % 7 + 1;  // 1970-01-01 was a Thursday
  return (today - (day_of_week - *weekday + 7) % 7) * kDay;
}

namespace {

constexpr std::int64_t kDefaultWindowDays = 28;

void add_share(std::vector<Measurement>& into, const Json& policy, const char* limit, std::string_view name,
               store::Statement rows, bool at_least) {
  if (!rows.step() || rows.integer(1) == 0) return;  // nothing happened: nothing to judge
  into.push_back(
      {name, scale_round(1'000'000, rows.integer(0), rows.integer(1)), number_of(policy, limit), at_least});
}

store::Statement over(store::Database& database, std::string_view sql, Instant from, Instant until) {
  auto rows = database.prepare(sql);
  rows.bind(1, from).bind(2, until);
  return rows;
}

std::vector<Measurement> measurements(store::Database& database, const Json& policy, Instant until) {
  const Instant from = until - number_of(policy, "window_days").value_or(kDefaultWindowDays) * kDay;
  std::vector<Measurement> found;
  add_share(
      found, policy, "acceptance_min_ppm", "acceptance",
      over(database,
           "SELECT coalesce(sum(was_accepted), 0), count(*) FROM handoff WHERE (was_accepted = 1 OR state "
           "= 'returned') AND decided_at >= ?1 AND decided_at < ?2 AND archived_at IS NULL",
           from, until),
      true);
  add_share(
      found, policy, "disputes_max_ppm", "disputes",
      over(database,
           "SELECT coalesce(sum(state = 'returned'), 0), count(*) FROM handoff WHERE was_accepted = 1 AND "
           "decided_at >= ?1 AND decided_at < ?2 AND archived_at IS NULL",
           from, until),
      false);
  add_share(
      found, policy, "untouched_max_ppm", "untouched_leads",
      over(database,
           "SELECT coalesce(sum(first_human_touch_at IS NULL), 0), count(*) FROM lead WHERE is_history = 0 "
           "AND captured_at >= ?1 AND captured_at < ?2 AND archived_at IS NULL",
           from, until),
      false);
  // One that runs past its instant is broken, whether or not a tick has written it down.
  add_share(found, policy, "on_time_min_ppm", "on_time",
            over(database,
                 "SELECT coalesce(sum(state = 'met'), 0), count(*) FROM sla_clock WHERE state IN "
                 "('running','met','met_late','breached','abandoned') AND due_at >= ?1 AND due_at < ?2 AND "
                 "archived_at IS NULL",
                 from, until),
            true);
  auto terms = database.prepare(
      "SELECT count(*) FROM term t WHERE t.archived_at IS NULL AND NOT EXISTS (SELECT 1 FROM term_version v "
      "WHERE v.term_id = t.id AND v.effective_from <= ?1 AND (v.effective_to IS NULL OR v.effective_to > "
      "?1))");
  terms.bind(1, until);
  if (terms.step()) {
    found.push_back({"unsigned_terms", terms.integer(0), number_of(policy, "unsigned_terms_max")});
  }
  return found;
}

/// True the first time that a policy's day comes up: the measures are looked at once a week, not at every
/// tick.
bool take_week(store::Database& database, const Id& clause, Instant day) {
  const std::string key = concat({"misalignment ", clause.text()});
  const std::string told = format_date(day / kDay);
  if (database.meta(key).value_or("") >= told) return false;
  database.set_meta(key, told);
  return true;
}

/// Whether a version was in force at an instant, or only since.
bool began_by(store::Database& database, const Id& version, Instant day) {
  auto find = database.prepare("SELECT 1 FROM guideline_version WHERE id = ?1 AND effective_from <= ?2");
  find.bind(1, version).bind(2, day);
  return find.step();
}

/// Looks at the weeks before the policy's day, so that a late tick says the same.
Json warn(Change& change, Instant now, Portion&) {
  std::int64_t warned = 0;
  const auto policies = clauses_in_force(change.database(), "judging_policy", "", now);
  for (const ClauseInForce& policy : policies) {
    const auto day = last_warning_day(policy.body, now);
    if (!policy.is_signed || !day || !began_by(change.database(), policy.version, *day)) continue;
    if (!take_week(change.database(), policy.clause, *day)) continue;
    Json failed = Json::array();
    for (const Measurement& one : measurements(change.database(), policy.body, *day)) {
      if (!one.fails()) continue;
      failed.push_back({{"measure", one.name}, {"value", one.value}, {"limit", *one.limit}});
    }
    if (failed.empty()) continue;
    change.event("misalignment.warned", "clause", policy.clause,
                 {{"week_of", format_date(*day / kDay)}, {"failed", failed}}, policy.version);
    ++warned;
  }
  return Json{{"misalignments_warned", warned}};
}

Table misalignment(store::Database& database, const Json&, Instant now) {
  Json limits = Json::object();
  for (const ClauseInForce& policy : clauses_in_force(database, "judging_policy", "", now)) {
    if (limits.empty() && given(policy.body, "warn_weekday")) limits = policy.body;
  }
  TableBuilder table({{"measure", Type::text},
                      {"value", Type::integer},
                      {"limit", Type::integer},
                      {"fails", Type::boolean}});
  for (const Measurement& one : measurements(database, limits, now)) {
    table.row().text(one.name).number(one.value).number(one.limit).flag(one.fails());
  }
  return table.take();
}

constexpr TimeRule kMisalignmentTimeRules[] = {
    {"misalignment.warn", "tells once in the policy's week which measures say that the sides drift apart",
     warn},
};
constexpr Query kMisalignmentQueries[] = {
    {.name = "misalignment",
     .doc =
         "acceptance, disputes, kept promises, untouched leads and unsigned terms against the agreed limits",
     .run = misalignment},
};

}  // namespace

void add_misalignment(Catalogue& catalogue) {
  catalogue.add(kMisalignmentTimeRules);
  catalogue.add(kMisalignmentQueries);
}

}  // namespace tandem::domain
