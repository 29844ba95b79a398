// SPDX-License-Identifier: Apache-2.0
#include "domain/agreements/clauses.hpp"

#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "domain/guards.hpp"

namespace tandem::domain {

using model::Side;

namespace {

constexpr std::int64_t kOneDay = 86'400, kTwoWeeks = 14 * kOneDay;

std::string text_or(const Json& body, const char* name, const char* otherwise) {
  return given(body, name) ? text_of(body, name) : otherwise;
}

}  // namespace

std::vector<ClauseInForce> clauses_in_force(store::Database& database, std::string_view kind,
                                            std::string_view key, Instant at) {
  auto rows = database.prepare(
      "SELECT c.id, v.id, v.effective_from IS NOT NULL AND v.effective_from <= ?3 AND (v.effective_to IS "
      "NULL OR "
      "v.effective_to > ?3) AS signed, c.body FROM clause c JOIN "
      "guideline_version v ON v.id = c.version_id WHERE c.kind = ?1 AND (?2 = '' OR c.key = ?2) AND "
      "c.archived_at "
      "IS NULL AND v.archived_at IS NULL AND (signed OR (v.is_house_default = 1 AND v.state <> 'withdrawn')) "
      "ORDER BY signed DESC, v.effective_from DESC, c.key, c.id");
  rows.bind(1, kind);
  rows.bind(2, key);
  rows.bind(3, at);
  std::vector<ClauseInForce> found;
  while (rows.step()) {
    const bool is_signed = rows.integer(2) != 0;
    if (!is_signed && !found.empty() && found.front().is_signed) break;
    found.push_back({rows.id(0), rows.id(1), is_signed, parse_json(rows.text(3), "a clause's body")});
  }
  return found;
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

HandoffPoint point_of(store::Database& database, const Id& clause) {
  auto row = database.prepare("SELECT version_id, body FROM clause WHERE id = ?");
  row.bind(1, clause);
  if (!row.step()) throw Error(TANDEM_CORRUPT, "a hand-off quotes a clause that is not there");
  return read_point(clause, row.id(0), true, parse_json(row.text(1), "a clause's body"));
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
