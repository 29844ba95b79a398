// SPDX-License-Identifier: Apache-2.0
// What changed between two versions, who has not read one, and what nobody answers for.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/error.hpp"
#include "base/time.hpp"
#include "domain/agreements/clauses.hpp"
#include "domain/arguments.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

// --- difference -------------------------------------------------------------------------------------

constexpr Argument kDifferenceArguments[] = {
    {.name = "from_version_id",
     .type = Type::ref,
     .required = true,
     .target = "guideline_version",
     .doc = "the version before"},
    {.name = "to_version_id",
     .type = Type::ref,
     .required = true,
     .target = "guideline_version",
     .doc = "the version after"},
};

struct ClauseName {
  std::string kind, key;
  bool operator<(const ClauseName& other) const {
    return std::tie(kind, key) < std::tie(other.kind, other.key);
  }
};
using ClauseTexts =
    std::map<ClauseName, std::map<std::string, std::string>>;  // fields of each clause, as JSON

ClauseTexts wording_of(store::Database& database, const Id& version) {
  auto known = database.prepare("SELECT 1 FROM guideline_version WHERE id = ?");
  if (!known.bind(1, version).step()) {
    throw Refusal(TANDEM_NOT_FOUND, "unknown_record", "there is no such guideline_version", "check the id");
  }
  auto rows = database.prepare(
      "SELECT kind, key, body, justified_by, review_on FROM clause WHERE version_id = ? AND archived_at IS "
      "NULL");
  rows.bind(1, version);
  ClauseTexts wording;
  while (rows.step()) {
    auto& fields = wording[{std::string(rows.text(0)), std::string(rows.text(1))}];
    const Json body = parse_json(rows.text(2), "a clause's body");
    for (const auto& [name, value] : body.items()) {
      if (!value.is_null()) fields[name] = value.dump();
    }
    fields["justified_by"] = Json(rows.text(3)).dump();
    if (!rows.is_null(4)) fields["review_on"] = Json(format_date(rows.integer(4))).dump();
  }
  return wording;
}

void add_differences(const ClauseName& name, const std::map<std::string, std::string>& was,
                     const std::map<std::string, std::string>& is, TableBuilder& table) {
  std::set<std::string> fields;
  for (const auto& [field, value] : was) fields.insert(field);
  for (const auto& [field, value] : is) fields.insert(field);
  for (const std::string& field : fields) {
    const auto before = was.find(field), after = is.find(field);
    const std::string old_value = before == was.end() ? "" : before->second;
    const std::string new_value = after == is.end() ? "" : after->second;
    if (old_value == new_value) continue;
    table.row().text("changed").text(name.kind).text(name.key).text(field).text(old_value).text(new_value);
  }
}

Table guideline_difference(store::Database& database, const Json& args, Instant) {
  const ClauseTexts before = wording_of(database, id_of(args, "from_version_id"));
  const ClauseTexts after = wording_of(database, id_of(args, "to_version_id"));
  TableBuilder table({{"change", Type::text},
                      {"kind", Type::text},
                      {"key", Type::text},
                      {"field", Type::text},
                      {"was", Type::json},
                      {"is", Type::json}});
  for (const auto& [name, fields] : before) {
    const auto now = after.find(name);
    if (now == after.end()) {
      table.row().text("removed").text(name.kind).text(name.key);
    } else {
      add_differences(name, fields, now->second, table);
    }
  }
  for (const auto& [name, fields] : after) {
    if (before.find(name) == before.end()) table.row().text("added").text(name.kind).text(name.key);
  }
  return table.take();
}

// --- who has not read it ----------------------------------------------------------------------------

constexpr Argument kUnreadArguments[] = {
    {.name = "version_id", .type = Type::id, .doc = "a guideline or term version; absent: all in force"},
};

Table not_acknowledged(store::Database& database, const Json& args, Instant now) {
  auto rows = database.prepare(
      "WITH version(id, entity, since) AS (SELECT id, 'guideline_version', effective_from FROM "
      "guideline_version WHERE CASE WHEN ?1 IS NULL THEN effective_from <= ?2 AND (effective_to IS NULL OR "
      "effective_to > ?2) ELSE id = ?1 END UNION ALL SELECT id, 'term_version', effective_from FROM "
      "term_version WHERE CASE WHEN ?1 IS NULL THEN effective_from <= ?2 AND (effective_to IS NULL OR "
      "effective_to > ?2) ELSE id = ?1 END) SELECT v.entity, v.id, p.id, p.side, v.since FROM version v JOIN "
      "person p ON p.active = 1 AND p.confirmed = 1 AND p.archived_at IS NULL AND p.side IN "
      "('marketing','sales') WHERE NOT EXISTS (SELECT 1 FROM acknowledgement a WHERE a.subject_id = v.id AND "
      "a.person_id = p.id AND a.archived_at IS NULL) ORDER BY v.since, v.id, p.side, p.id");
  rows.bind_id_or_null(1, id_of(args, "version_id")).bind(2, now);
  return table_of(std::move(rows), {{"entity", Type::text},
                                    {"version_id", Type::id},
                                    {"person_id", Type::id},
                                    {"side", Type::text},
                                    {"since", Type::instant}});
}

// --- what nobody answers for ------------------------------------------------------------------------

std::set<std::string> activities_of(const Catalogue& catalogue) {
  std::set<std::string> activities;
  for (const EntityInfo& entity : catalogue.entities()) {
    for (const Field& field : entity.fields()) {
      if (!field.activity.empty()) activities.insert(std::string(field.activity));
    }
  }
  return activities;
}

std::vector<ClauseInForce> signed_clauses(store::Database& database, std::string_view kind, Instant at) {
  std::vector<ClauseInForce> clauses = clauses_in_force(database, kind, "", at);
  const auto unsigned_ones =
      std::find_if(clauses.begin(), clauses.end(), [](const auto& c) { return !c.is_signed; });
  clauses.erase(unsigned_ones, clauses.end());
  return clauses;
}

void add_responsibility_gaps(store::Database& database, Instant at, TableBuilder& table) {
  std::map<std::string, int> rows;
  std::set<std::string> sides;
  for (const ClauseInForce& clause : signed_clauses(database, "responsibility", at)) {
    ++rows[text_of(clause.body, "activity")];
    sides.insert(text_of(clause.body, "accountable"));
  }
  for (const std::string& activity : activities_of(database.catalogue())) {
    if (rows.find(activity) == rows.end()) table.row().text("activity_without_side").text(activity);
  }
  for (const auto& [activity, count] : rows) {
    if (count > 1) table.row().text("activity_twice").text(activity);
  }
  for (const char* side : {"marketing", "sales"}) {
    if (sides.find(side) == sides.end()) table.row().text("side_without_activity").text(side);
  }
}

void add_handoff_gaps(store::Database& database, Instant at, TableBuilder& table) {
  for (const ClauseInForce& policy : signed_clauses(database, "sla_policy", at)) {
    if (text_of(policy.body, "subject") == "handoff") return;  // a promise on every hand-off
  }
  for (const ClauseInForce& clause : clauses_in_force(database, "handoff_point", "", at)) {
    const HandoffPoint point = read_point(clause.clause, clause.version, clause.is_signed, clause.body);
    table.row().text("handoff_without_sla").text(point.from_stage + " > " + point.to_stage).id(clause.clause);
  }
}

constexpr Argument kAtArgument[] = {
    {.name = "at", .type = Type::instant, .doc = "the instant to look at; absent: now"},
};

Table responsibility_gaps(store::Database& database, const Json& args, Instant now) {
  const Instant at = number_of(args, "at").value_or(now);
  TableBuilder table({{"gap", Type::text}, {"what", Type::text}, {"clause_id", Type::id}});
  add_responsibility_gaps(database, at, table);
  add_handoff_gaps(database, at, table);
  return table.take();
}

constexpr Query kAgreementQueries[] = {
    {.name = "guideline_difference",
     .arguments = kDifferenceArguments,
     .doc = "clauses added and removed between two versions, and what changed in the others",
     .run = guideline_difference},
    {.name = "not_acknowledged",
     .arguments = kUnreadArguments,
     .doc = "people of both sides who have not acknowledged a version",
     .run = not_acknowledged},
    {.name = "responsibility_gaps",
     .arguments = kAtArgument,
     .doc = "activities without one signed accountable side, sides without any, hand-offs without a promise",
     .run = responsibility_gaps},
};

}  // namespace

void add_agreement_queries(Catalogue& catalogue) { catalogue.add(kAgreementQueries); }

}  // namespace tandem::domain
