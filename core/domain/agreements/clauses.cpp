// SPDX-License-Identifier: Apache-2.0
#include "domain/agreements/clauses.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "domain/agreements/clause_subjects.hpp"
#include "domain/arguments.hpp"
#include "domain/guards.hpp"

namespace tandem::domain {

namespace {

constexpr std::int64_t kOneDay = 86'400, kTwoWeeks = 14 * kOneDay;

std::string text_or(const Json& body, const char* name, const char* otherwise) {
  return given(body, name) ? text_of(body, name) : otherwise;
}

bool is_displaced(std::string_view kind, const ClauseInForce& fallback,
                  const std::vector<ClauseInForce>& agreed) {
  return std::any_of(agreed.begin(), agreed.end(), [&](const ClauseInForce& one) {
    return one.is_signed && displaces(kind, {one.key, one.body}, {fallback.key, fallback.body});
  });
}

}  // namespace

std::vector<ClauseInForce> clauses_in_force(store::Database& database, std::string_view kind,
                                            std::string_view key, Instant at) {
  auto rows = database.prepare(
      "SELECT c.id, v.id, v.effective_from IS NOT NULL AND v.effective_from <= ?2 AND (v.effective_to IS "
      "NULL OR v.effective_to > ?2) AS signed, coalesce((SELECT w.body FROM clause_wording w WHERE "
      "w.clause_id = c.id AND w.until > ?2 ORDER BY w.until, w.id LIMIT 1), c.body), c.key FROM clause c "
      "JOIN "
      "guideline_version v ON v.id = c.version_id WHERE c.kind = ?1 AND c.archived_at IS NULL AND "
      "v.archived_at IS NULL AND (signed OR (v.is_house_default = 1 AND v.state <> 'withdrawn')) ORDER BY "
      "signed DESC, v.effective_from DESC, c.key, c.id");
  rows.bind(1, kind).bind(2, at);
  std::vector<ClauseInForce> found;
  while (rows.step()) {
    ClauseInForce one{rows.id(0), rows.id(1), rows.integer(2) != 0,
                      parse_json(rows.text(3), "a clause's body"), std::string(rows.text(4))};
    if (one.is_signed || !is_displaced(kind, one, found)) found.push_back(std::move(one));
  }
  if (!key.empty()) {
    found.erase(std::remove_if(found.begin(), found.end(), [&](const auto& one) { return one.key != key; }),
                found.end());
  }
  return found;
}

Json body_at(store::Database& database, const Id& clause, Instant at) {
  auto row = database.prepare(
      "SELECT coalesce((SELECT w.body FROM clause_wording w WHERE w.clause_id = c.id AND w.until > ?2 ORDER "
      "BY "
      "w.until, w.id LIMIT 1), c.body) FROM clause c WHERE c.id = ?1");
  row.bind(1, clause).bind(2, at);
  if (row.step()) return parse_json(row.text(0), "a clause's body");
  throw Error(TANDEM_CORRUPT, "a record quotes a clause that is not there", "run `tandem verify`");
}

std::optional<ClauseInForce> clause_in_force(store::Database& database, std::string_view kind,
                                             std::string_view key, Instant at) {
  auto found = clauses_in_force(database, kind, key, at);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Side accountable_side(store::Database& database, std::string_view activity, Instant at) {
  for (const ClauseInForce& clause : clauses_in_force(database, "responsibility", "", at)) {
    if (!clause.is_signed) break;
    if (text_of(clause.body, "activity") != activity) continue;
    return model::parse_side(text_or(clause.body, "accountable", "none"));
  }
  return Side::none;
}

HandoffPoint read_point(const Id& clause, const Id& version, bool is_signed, const Json& body) {
  HandoffPoint point;
  point.clause = clause;
  point.version = version;
  point.is_signed = is_signed;
  point.from_stage = text_of(body, "from_stage");
  point.to_stage = text_of(body, "to_stage");
  point.on_timeout = text_or(body, "on_timeout", "escalate");
  point.from_side = model::parse_side(text_or(body, "from_side", "marketing"));
  point.to_side = model::parse_side(text_or(body, "to_side", "sales"));
  point.accept_window_s = number_of(body, "accept_window_s").value_or(kOneDay);
  point.dispute_window_s = number_of(body, "dispute_window_s").value_or(kTwoWeeks);
  if (given(body, "required_fields")) {
    point.required_fields = body.at("required_fields").get<std::vector<std::string>>();
  }
  return point;
}

std::optional<HandoffPoint> point_in_force(store::Database& database, std::string_view from_stage,
                                           std::string_view key, Instant at) {
  for (const ClauseInForce& clause : clauses_in_force(database, "handoff_point", key, at)) {
    HandoffPoint point = read_point(clause.clause, clause.version, clause.is_signed, clause.body);
    if (!key.empty() || point.from_stage == from_stage) return point;
  }
  return std::nullopt;
}

HandoffPoint point_of(store::Database& database, const Row& offered) {
  const Id clause = id_of(offered, kHandoff["point_id"]);
  const Json body = body_at(database, clause, number_of(offered, kHandoff["offered_at"]));
  return read_point(clause, id_of(offered, kHandoff["version_id"]), true, body);
}

std::optional<HandoffPoint> signed_point_between(store::Database& database, std::string_view from,
                                                 std::string_view to, Instant at) {
  for (const ClauseInForce& clause : clauses_in_force(database, "handoff_point", "", at)) {
    if (!clause.is_signed) break;
    HandoffPoint point = read_point(clause.clause, clause.version, true, clause.body);
    const int gate = stage_index(point.to_stage);
    if (stage_index(from) < gate && stage_index(to) >= gate) return point;
  }
  return std::nullopt;
}

std::vector<std::string> return_reasons(store::Database& database, Instant at) {
  std::vector<std::string> codes;
  for (const ClauseInForce& clause : clauses_in_force(database, "reject_reason_list", "", at)) {
    const auto reasons = clause.body.find("reasons");
    if (reasons == clause.body.end()) continue;
    for (const Json& reason : *reasons) codes.push_back(text_of(reason, "code"));
  }
  return codes;
}

}  // namespace tandem::domain
