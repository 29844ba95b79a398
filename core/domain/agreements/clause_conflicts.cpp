// SPDX-License-Identifier: Apache-2.0
#include "domain/agreements/clause_conflicts.hpp"

#include <map>

#include "base/error.hpp"
#include "domain/agreements/clause_subjects.hpp"
#include "domain/arguments.hpp"

namespace tandem::domain {
namespace {

/// What a clause settles, and how. Two clauses on one matter contradict each other unless they say the same.
struct Claim {
  std::string matter, says;
  std::string_view advice;
};

std::vector<Claim> claims_of(const Statement& statement, const std::string& unlike) {
  std::vector<Claim> claims;
  for (std::string& subject : clause_subjects(statement.kind, statement.key, statement.body)) {
    claims.push_back({std::move(subject), unlike, "keep one of them: only one could be followed"});
  }
  if (statement.kind == "handoff_point") {
    claims.push_back({"between which sides leads pass from " + text_of(statement.body, "from_stage"),
                      text_of(statement.body, "from_side") + ">" + text_of(statement.body, "to_side"),
                      "let one pair of sides hand over there"});
  }
  return claims;
}

void add_statements(store::Statement rows, bool is_new, std::vector<Statement>& into) {
  while (rows.step()) {
    into.push_back({std::string(rows.text(0)), parse_json(rows.text(1), "a clause's body"), is_new,
                    std::string(rows.text(2))});
  }
}

}  // namespace

std::optional<Contradiction> contradiction(const std::vector<Statement>& statements) {
  struct Said {
    std::string what;
    bool is_new;
  };
  std::map<std::string, std::vector<Said>> settled;
  std::size_t number = 0;
  for (const Statement& statement : statements) {
    const std::string unlike = "#" + std::to_string(number++);
    for (const Claim& claim : claims_of(statement, unlike)) {
      std::vector<Said>& before = settled[claim.matter];
      for (const Said& said : before) {
        if (said.what == claim.says || !(said.is_new || statement.is_new)) continue;
        return Contradiction{"two clauses would say " + claim.matter, std::string(claim.advice)};
      }
      before.push_back({claim.says, statement.is_new});
    }
  }
  return std::nullopt;
}

void require_no_contradiction(store::Change& change, const Id& version, Instant from) {
  std::vector<Statement> statements;
  {
    auto others = change.database().prepare(
        "SELECT c.kind, c.body, c.key FROM guideline_version v JOIN clause c ON c.version_id = v.id WHERE "
        "v.effective_from IS NOT NULL AND (v.effective_to IS NULL OR v.effective_to > ?2) AND v.guideline_id "
        "<> (SELECT guideline_id FROM guideline_version WHERE id = ?1) AND v.archived_at IS NULL AND "
        "c.archived_at IS NULL");
    others.bind(1, version).bind(2, from);
    add_statements(std::move(others), false, statements);
  }
  auto mine = change.database().prepare(
      "SELECT kind, body, key FROM clause WHERE version_id = ? AND archived_at IS NULL ORDER BY kind, key");
  mine.bind(1, version);
  add_statements(std::move(mine), true, statements);
  if (const auto found = contradiction(statements)) {
    throw Refusal(TANDEM_INVALID_STATE, "contradiction", found->what, found->advice);
  }
}

}  // namespace tandem::domain
