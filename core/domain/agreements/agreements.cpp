// SPDX-License-Identifier: Apache-2.0
// Versions of working rules: proposed, signed by both sides, in force, followed by the next.
#include "base/error.hpp"
#include "domain/agreements/acknowledgements.hpp"
#include "domain/agreements/clause_conflicts.hpp"
#include "domain/agreements/signoffs.hpp"
#include "domain/agreements/versions.hpp"
#include "domain/arguments.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"
#include "model/clause_body.hpp"
#include "model/signed_content.hpp"

namespace tandem::domain {
namespace {

constexpr Versioned kVersioned = {.entity = &kGuidelineVersion,
                                  .parent = kGuidelineVersion["guideline_id"],
                                  .number = kGuidelineVersion["number"],
                                  .state = kGuidelineVersion["state"],
                                  .effective_from = kGuidelineVersion["effective_from"],
                                  .effective_to = kGuidelineVersion["effective_to"],
                                  .activated = "guideline.activated",
                                  .superseded = "guideline.superseded"};

/// The wording that is signed: the version with its clauses.
std::string content_hash(Change& change, const Row& version) {
  const EntityInfo& clauses = change.entity(kClause);
  std::vector<Id> ids;
  {
    auto rows = change.database().prepare(
        "SELECT id FROM clause WHERE version_id = ? AND archived_at IS NULL ORDER BY kind, key");
    rows.bind(1, id_of(version, kId));
    while (rows.step()) ids.push_back(rows.id(0));
  }
  std::vector<Row> rows;
  rows.reserve(ids.size());
  for (const Id& id : ids) rows.push_back(change.get(clauses, id));
  SignedChildren children{&clauses, {}};
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
    const bool wording = changed(before, after, kGuidelineVersion["change_note"]);
    if (wording && !is(*before, kGuidelineVersion["state"]["draft"])) {
      throw Refusal(TANDEM_INVALID_STATE, "not_a_draft", "only a draft's wording can be changed",
                    "use guideline.revise first");
    }
    return;
  }
  if (has(after, kGuidelineVersion["number"])) return;
  auto last = change.database().prepare(
      "SELECT coalesce(max(number), 0) + 1 FROM guideline_version WHERE guideline_id = ?");
  last.bind(1, id_of(after, kGuidelineVersion["guideline_id"]));
  if (last.step()) set_number(entity, after, kGuidelineVersion["number"], last.integer(0));
}

/// The default binds both sides without a signature: who changes it answers for a side or for the house.
void require_hand_over_default(Change& change) {
  const Who who = who_acts(change);
  if (who.system || (who.confirmed && (who.signer || who.admin))) return;
  throw Refusal(TANDEM_FORBIDDEN, "house_default_binds",
                "the house default is changed by a signer or an admin",
                "let one of them do it, or sign a guideline version of your own");
}

/// The body as it is stored: what is null in it says nothing and is left out.
Json given_members(const Json& body) {
  if (!body.is_object()) return body;
  Json out = Json::object();
  for (const auto& [name, value] : body.items()) {
    if (!value.is_null()) out[name] = value;
  }
  return out;
}

void before_clause(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  if (before != nullptr && changed(before, after, kClause["review_told"])) return;  // no part of the wording
  const auto version = change.find(versions(change), id_of(after, kClause["version_id"]));
  if (!version) return;  // the reference check says it better
  if (!is(*version, kGuidelineVersion["state"]["draft"])) {
    throw Refusal(TANDEM_INVALID_STATE, "not_a_draft", "clauses change only while their version is a draft",
                  "use guideline.revise, or write a new version");
  }
  if (is_true(*version, kGuidelineVersion["is_house_default"])) require_hand_over_default(change);
  if (!is(after, kClause["justified_by"]["evidence"]) && !has(after, kClause["review_on"])) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_review_date",
                  "no day is set on which this clause is looked at again",
                  "give review_on, or justified_by=evidence where measurements stand behind it");
  }
  if (!has(after, kClause["body"]) || !has(after, kClause["kind"])) return;
  const Json written = parse_json(text_of(after, kClause["body"]), "the clause's body");
  const Json body = given_members(written);
  model::check_clause_body(change.catalogue(), text_of(after, kClause["kind"]), body);
  if (body != written) set_text(entity, after, kClause["body"], body.dump());
  if (!is(after, kClause["kind"]["sla_policy"])) return;
  const Id calendar = id_of(body, "calendar_id");  // else each clock of the policy would fail
  if (!calendar.empty()) change.require(change.entity(kCalendar), calendar);
}

/// What was promised under the house default keeps to it as it read then.
void after_clause(Change& change, const EntityInfo&, const Row* before, Row& after) {
  if (before == nullptr || !changed(before, after, kClause["body"])) return;
  const Row version = change.get(versions(change), id_of(after, kClause["version_id"]));
  if (!is_true(version, kGuidelineVersion["is_house_default"])) return;  // a draft, which nothing follows yet
  Draft wording(change.entity(kClauseWording));
  wording.id(kClauseWording["clause_id"], id_of(after, kId))
      .text(kClauseWording["body"], text_of(*before, kClause["body"]))
      .number(kClauseWording["until"], change.now());
  wording.create(change, SetBy::derived);
}

// --- verbs ----------------------------------------------------------------------------------------

Row require(Change& change, const VerbCall& call, std::string_view to, std::string_view verb) {
  Row row = change.get(versions(change), call.record);
  require_move(versions(change), row, to, verb);
  return row;
}

Json turn(Change& change, const VerbCall& call, std::string_view to, std::string_view event) {
  const auto revision =
      Draft(versions(change)).text(kGuidelineVersion["state"], to).update(change, call.record);
  change.event(event, "guideline_version", call.record, Json::object(), call.record);
  return answer(versions(change), call.record, revision, to);
}

Json propose(Change& change, const VerbCall& call) {
  require(change, call, "proposed", call.verb.name);
  confirmed_person(change, call.verb.name);
  if (!finds_row(change.database(), "SELECT 1 FROM clause WHERE version_id = ? AND archived_at IS NULL",
                 call.record)) {
    throw Refusal(TANDEM_INVALID_STATE, "no_clauses", "a version without clauses says nothing",
                  "add clauses first");
  }
  require_no_contradiction(change, call.record, change.now());
  return turn(change, call, "proposed", "guideline.proposed");
}

constexpr Argument kSignArguments[] = {
    {.name = "decision", .type = Type::choice, .choices = kDecisions, .doc = "yes or no; absent: yes"},
    {.name = "reason", .type = Type::text, .doc = "why not; needed for a no"},
};

Json sign(Change& change, const VerbCall& call) {
  const Row row = require(change, call, "signed", call.verb.name);
  const Who who = signer(change, call.verb.name);
  require_no_contradiction(change, call.record, change.now());
  const std::string hash = content_hash(change, row), reason = text_of(call.args, "reason");
  const bool yes = text_of(call.args, "decision") != "no";
  if (!yes && reason.empty()) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_reason", "a no needs its reason",
                  "give the argument reason");
  }
  give_signoff(change, who, {"guideline_version", call.record, hash, yes, reason, call.at});
  const bool both = both_sides_signed(change.database(), call.record, hash);
  Json result;
  if (both) {
    Draft fields(versions(change));
    fields.set(kGuidelineVersion["state"]["signed"]).text(kGuidelineVersion["content_hash"], hash);
    result = answer(versions(change), call.record, fields.update(change, call.record), "signed");
    change.event("guideline.signed", "guideline_version", call.record, {{"content_hash", hash}}, call.record);
  } else {
    result = answer(versions(change), call.record, number_of(row, kRevision), "proposed");
  }
  result["content_hash"] = hash;
  result["decision"] = yes ? "yes" : "no";
  return result;
}

constexpr Argument kActivateArguments[] = {
    {.name = "effective_from", .type = Type::instant, .doc = "when it comes into force; absent: now"},
};

/// In force from now or later, never earlier: a new rule does not rewrite what was decided.
Json activate(Change& change, const VerbCall& call) {
  turn_due(change, kVersioned, change.now());
  const Row row = require(change, call, "active", call.verb.name);
  confirmed_person(change, call.verb.name);
  if (content_hash(change, row) != text_of(row, kGuidelineVersion["content_hash"])) {
    throw Error(TANDEM_CORRUPT, "the version's wording is not what both sides signed", "run tandem verify");
  }
  const Instant from = number_of(call.args, "effective_from").value_or(change.now());
  require_no_contradiction(change, call.record, from);
  const bool now = put_in_force(change, kVersioned, row, from);
  if (!now) {
    change.event("guideline.scheduled", "guideline_version", call.record, {{"effective_from", from}},
                 call.record);
  }
  Json result =
      answer(versions(change), call.record, number_of(change.get(versions(change), call.record), kRevision),
             now ? "active" : "signed");
  result["effective_from"] = from;
  return result;
}

Json begin_due(Change& change, Instant now, Portion& portion) {
  return Json{{"guidelines_activated", turn_due(change, kVersioned, now, portion)}};
}

Json acknowledge(Change& change, const VerbCall& call) {
  return acknowledge_version(
      change, call, change.get(versions(change), call.record),
      {"guideline_version", call.verb.name, "guideline.acknowledged", kGuidelineVersion["state"]});
}

Json revise(Change& change, const VerbCall& call) {
  require(change, call, "draft", call.verb.name);
  confirmed_person(change, call.verb.name);
  return turn(change, call, "draft", "guideline.revised");
}

Json withdraw(Change& change, const VerbCall& call) {
  const Row row = require(change, call, "withdrawn", call.verb.name);
  confirmed_person(change, call.verb.name);
  if (is_true(row, kGuidelineVersion["is_house_default"])) {
    throw Refusal(TANDEM_INVALID_STATE, "house_default_binds",
                  "without the house default no rule would stand where none is signed",
                  "sign a version of your own: it goes before the default");
  }
  return turn(change, call, "withdrawn", "guideline.withdrawn");
}

constexpr Verb kAgreementsVerbs[] = {
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
     .arguments = kActivateArguments,
     .doc = "the signed version is in force from now or a later instant; the one before ends there",
     .run = activate},
    {.name = "guideline.acknowledge",
     .entity = "guideline_version",
     .arguments = kAcknowledgeArguments,
     .doc = "whoever acts has read the version",
     .run = acknowledge},
    {.name = "guideline.revise",
     .entity = "guideline_version",
     .doc = "back to a draft, to change the wording",
     .run = revise},
    {.name = "guideline.withdraw",
     .entity = "guideline_version",
     .doc = "the version will not be signed",
     .run = withdraw},
};

constexpr TimeRule kAgreementsTimeRules[] = {
    {"guideline.begin", "puts guideline versions in force whose instant has come", begin_due},
};

}  // namespace

void add_guidelines(Catalogue& catalogue) {
  catalogue.add(kAgreementsVerbs);
  catalogue.add(kAgreementsTimeRules);
  catalogue.edit("guideline_version").before_write.push_back(before_version);
  catalogue.edit("clause").before_write.push_back(before_clause);
  catalogue.edit("clause").after_write.push_back(after_clause);
}

}  // namespace tandem::domain
