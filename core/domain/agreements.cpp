// SPDX-License-Identifier: Apache-2.0
// Versions of working rules: proposed, signed by both sides, in force, followed by the next.
#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"
#include "domain/signoffs.hpp"
#include "model/clause_body.hpp"
#include "model/signed_content.hpp"

namespace tandem::domain {
namespace {

using model::Argument;
using model::Type;
using model::VerbCall;

const EntityInfo& versions(Change& change) { return change.entity(model::kGuidelineVersion); }

/// The wording that is signed: the version with its clauses.
std::string content_hash(Change& change, const Row& version) {
  const EntityInfo& clauses = change.entity(model::kClause);
  std::vector<Id> ids;
  {
    auto rows = change.database().prepare(
        "SELECT id FROM clause WHERE version_id = ? AND archived_at IS NULL ORDER BY kind, key");
    rows.bind(1, id_of(version, model::kId));
    while (rows.step()) ids.push_back(rows.id(0));
  }
  std::vector<Row> rows;
  rows.reserve(ids.size());
  for (const Id& id : ids) rows.push_back(change.get(clauses, id));
  model::SignedChildren children{&clauses, {}};
  children.rows.reserve(rows.size());
  for (const Row& row : rows) children.rows.push_back(&row);
  return model::content_hash(versions(change), version, {children});
}

bool finds_row(store::Database& database, std::string_view sql, const Id& id) {
  auto find = database.prepare(sql);
  find.bind(1, id);
  return find.step();
}

// --- rules ----------------------------------------------------------------------------------------

void before_version(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  if (before != nullptr) {
    const bool wording = changed(before, after, guideline_version::change_note);
    if (wording && text_of(*before, guideline_version::state) != "draft") {
      throw Error(TANDEM_INVALID_STATE, "only a draft's wording can be changed",
                  "use guideline.revise first");
    }
    return;
  }
  if (has(after, guideline_version::number)) return;
  auto last = change.database().prepare(
      "SELECT coalesce(max(number), 0) + 1 FROM guideline_version WHERE guideline_id = ?");
  last.bind(1, id_of(after, guideline_version::guideline));
  if (last.step()) set_number(entity, after, guideline_version::number, last.integer(0));
}

void before_clause(Change& change, const EntityInfo&, const Row*, Row& after) {
  const auto version = change.find(versions(change), id_of(after, clause::version));
  if (!version) return;  // the reference check says it better
  if (text_of(*version, guideline_version::state) != "draft") {
    throw Error(TANDEM_INVALID_STATE, "clauses change only while their version is a draft",
                "use guideline.revise, or write a new version");
  }
  if (!has(after, clause::body) || !has(after, clause::kind)) return;
  model::check_clause_body(change.catalogue(), text_of(after, clause::kind),
                           parse_json(text_of(after, clause::body), "the clause's body"));
}

/// Two active rows for one activity are refused (invariant 4). The version's own guideline does not
/// count: its active version is about to be superseded.
void require_single_accountability(Change& change, const Id& version) {
  auto twice = change.database().prepare(
      "WITH mine AS (SELECT json_extract(body,'$.activity') AS activity FROM clause WHERE version_id = ?1 "
      "AND kind "
      "= 'responsibility' AND archived_at IS NULL), others AS (SELECT json_extract(c.body,'$.activity') AS "
      "activity "
      "FROM clause c JOIN guideline_version v ON v.id = c.version_id WHERE v.state = 'active' AND "
      "v.guideline_id <> "
      "(SELECT guideline_id FROM guideline_version WHERE id = ?1) AND c.kind = 'responsibility' AND "
      "c.archived_at IS "
      "NULL) SELECT activity FROM (SELECT activity FROM mine GROUP BY activity HAVING count(*) > 1 UNION "
      "SELECT "
      "activity FROM mine WHERE activity IN (SELECT activity FROM others)) LIMIT 1");
  twice.bind(1, version);
  if (!twice.step()) return;
  throw Error(TANDEM_INVALID_STATE,
              "two responsibilities in force would answer for the activity " + std::string(twice.text(0)),
              "keep one row an activity; each has one accountable side");
}

// --- verbs ----------------------------------------------------------------------------------------

Row require(Change& change, const VerbCall& call, std::string_view to, std::string_view verb) {
  Row row = change.get(versions(change), call.record);
  require_move(versions(change), row, to, verb);
  return row;
}

Json turn(Change& change, const VerbCall& call, std::string_view to, std::string_view event) {
  const auto revision =
      Draft(versions(change)).text(guideline_version::state, to).update(change, call.record);
  change.event(event, "guideline_version", call.record, Json::object(), call.record);
  return answer(versions(change), call.record, revision, to);
}

Json propose(Change& change, const VerbCall& call) {
  require(change, call, "proposed", "guideline.propose");
  confirmed_person(change, "guideline.propose");
  if (!finds_row(change.database(), "SELECT 1 FROM clause WHERE version_id = ? AND archived_at IS NULL",
                 call.record)) {
    throw Error(TANDEM_INVALID_STATE, "a version without clauses says nothing", "add clauses first");
  }
  require_single_accountability(change, call.record);
  return turn(change, call, "proposed", "guideline.proposed");
}

constexpr Argument kSignArguments[] = {
    {.name = "decision", .type = Type::choice, .choices = model::kDecisions, .doc = "yes or no; absent: yes"},
    {.name = "reason", .type = Type::text, .doc = "why not; needed for a no"},
};

Json sign(Change& change, const VerbCall& call) {
  const Row row = require(change, call, "signed", "guideline.sign");
  const Who who = signer(change, "guideline.sign");
  const std::string hash = content_hash(change, row), reason = text_of(call.args, "reason");
  const bool yes = text_of(call.args, "decision") != "no";
  if (!yes && reason.empty()) {
    throw Error(TANDEM_INVALID_ARGUMENT, "a no needs its reason", "give the argument reason");
  }
  give_signoff(change, who, {"guideline_version", call.record, hash, yes, reason, call.at});
  const bool both = both_sides_signed(change.database(), call.record, hash);
  Json result;
  if (both) {
    Draft fields(versions(change));
    fields.text(guideline_version::state, "signed").text(guideline_version::content_hash, hash);
    result = answer(versions(change), call.record, fields.update(change, call.record), "signed");
    change.event("guideline.signed", "guideline_version", call.record, {{"content_hash", hash}}, call.record);
  } else {
    result = answer(versions(change), call.record, number_of(row, model::kRevision), "proposed");
  }
  result["content_hash"] = hash;
  result["decision"] = yes ? "yes" : "no";
  return result;
}

/// In force from now on, never earlier: a new rule does not rewrite what was decided (invariant 6).
Json activate(Change& change, const VerbCall& call) {
  const Row row = require(change, call, "active", "guideline.activate");
  confirmed_person(change, "guideline.activate");
  if (content_hash(change, row) != text_of(row, guideline_version::content_hash)) {
    throw Error(TANDEM_CORRUPT, "the version's wording is not what both sides signed", "run tandem verify");
  }
  require_single_accountability(change, call.record);
  Id previous;
  {
    auto find = change.database().prepare(
        "SELECT id FROM guideline_version WHERE guideline_id = ? AND state = 'active'");
    find.bind(1, id_of(row, guideline_version::guideline));
    if (find.step()) previous = find.id(0);
  }
  if (!previous.empty()) {
    Draft ended(versions(change));
    ended.text(guideline_version::state, "superseded").number(guideline_version::effective_to, change.now());
    ended.update(change, previous);
    change.event("guideline.superseded", "guideline_version", previous, Json::object(), previous);
  }
  Draft fields(versions(change));
  fields.text(guideline_version::state, "active").number(guideline_version::effective_from, change.now());
  const auto revision = fields.update(change, call.record);
  change.event("guideline.activated", "guideline_version", call.record,
               {{"number", number_of(row, guideline_version::number)}}, call.record);
  return answer(versions(change), call.record, revision, "active");
}

Json revise(Change& change, const VerbCall& call) {
  require(change, call, "draft", "guideline.revise");
  confirmed_person(change, "guideline.revise");
  return turn(change, call, "draft", "guideline.revised");
}

Json withdraw(Change& change, const VerbCall& call) {
  require(change, call, "withdrawn", "guideline.withdraw");
  confirmed_person(change, "guideline.withdraw");
  return turn(change, call, "withdrawn", "guideline.withdrawn");
}

constexpr model::Verb kVerbs[] = {
    {.name = "guideline.propose",
     .entity = "guideline_version",
     .doc = "puts a draft before both sides; its wording stands still from now on",
     .run = propose},
    {.name = "guideline.sign",
     .entity = "guideline_version",
     .arguments = kSignArguments,
     .doc = "a signer's answer as their side; with a yes of both sides the version is signed",
     .run = sign},
    {.name = "guideline.activate",
     .entity = "guideline_version",
     .doc = "the signed version is in force from now; the one before ends at the same instant",
     .run = activate},
    {.name = "guideline.revise",
     .entity = "guideline_version",
     .doc = "back to a draft, to change the wording",
     .run = revise},
    {.name = "guideline.withdraw",
     .entity = "guideline_version",
     .doc = "the version will not be signed",
     .run = withdraw},
};

}  // namespace

void add_agreements(model::Catalogue& catalogue) {
  catalogue.add(kVerbs);
  catalogue.edit("guideline_version").before_write.push_back(before_version);
  catalogue.edit("clause").before_write.push_back(before_clause);
}

}  // namespace tandem::domain
