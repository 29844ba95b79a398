// SPDX-License-Identifier: Apache-2.0
#include "domain/agreements/drafting.hpp"

#include "base/error.hpp"
#include "domain/agreements/versions.hpp"
#include "domain/arguments.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

void refuse_second_draft(Change& change, const Id& guideline_id) {
  auto find = change.database().prepare(
      "SELECT id FROM guideline_version WHERE guideline_id = ? AND state IN ('draft','proposed') AND "
      "is_house_default = 0 AND archived_at IS NULL");
  find.bind(1, guideline_id);
  if (!find.step()) return;
  throw Refusal(TANDEM_ALREADY_EXISTS, "draft_waits", "the guideline has a draft already",
                "change that draft, or withdraw it with guideline.withdraw")
      .about("guideline_version", find.id(0).text());
}

std::int64_t copy_clauses(Change& change, const Id& from, const Id& to) {
  const EntityInfo& clauses = change.entity(kClause);
  std::vector<Id> ids;
  {
    auto rows = change.database().prepare(
        "SELECT id FROM clause WHERE version_id = ? AND archived_at IS NULL ORDER BY kind, key");
    rows.bind(1, from);
    while (rows.step()) ids.push_back(rows.id(0));
  }
  for (const Id& id : ids) {
    const Row row = change.get(clauses, id);
    Draft copy(clauses);
    copy.id(kClause["version_id"], to);
    for (const std::size_t field :
         {kClause["kind"], kClause["key"], kClause["body"], kClause["justified_by"], kClause["review_on"]}) {
      copy.value(field, row[field]);
    }
    copy.create(change);
  }
  return static_cast<std::int64_t>(ids.size());
}

constexpr Argument kDraftArguments[] = {
    {.name = "guideline_id",
     .type = Type::ref,
     .required = true,
     .target = "guideline",
     .doc = "the guideline that gets a new version"},
    {.name = "change_note", .type = Type::text, .doc = "what is to change, and why"},
};

Json draft(Change& change, const VerbCall& call) {
  confirmed_person(change, call.verb.name);
  const Id guideline_id = id_of(call.args, "guideline_id");
  change.require(change.entity(kGuideline), guideline_id);
  const Id from = version_to_follow(change.database(), guideline_id);
  const DraftedVersion made = draft_version(change, guideline_id, from, text_of(call.args, "change_note"));
  const Json what = {{"from_version_id", from.empty() ? Json() : Json(from.text())},
                     {"clauses", made.clauses}};
  change.event("guideline.drafted", "guideline_version", made.version, what, from);
  Json result = answer(versions(change), made.version, 1, "draft");
  result.update(what);
  return result;
}

constexpr Verb kDraftingVerbs[] = {
    {.name = "guideline.draft",
     .entity = "guideline_version",
     .creates = true,
     .arguments = kDraftArguments,
     .doc = "opens the next version of a guideline, with copies of the clauses of the one in force to change",
     .run = draft},
};

}  // namespace

Id version_to_follow(store::Database& database, const Id& guideline) {
  auto find = database.prepare(
      "SELECT id FROM guideline_version WHERE guideline_id = ? AND archived_at IS NULL AND (effective_from "
      "IS "
      "NOT NULL OR (is_house_default = 1 AND state <> 'withdrawn')) ORDER BY effective_from DESC LIMIT 1");
  find.bind(1, guideline);
  return find.step() ? find.id(0) : Id{};
}

DraftedVersion draft_version(Change& change, const Id& guideline, const Id& from, std::string_view note) {
  refuse_second_draft(change, guideline);
  Draft fields(versions(change));
  fields.id(kGuidelineVersion["guideline_id"], guideline);
  if (!note.empty()) fields.text(kGuidelineVersion["change_note"], note);
  DraftedVersion made;
  made.version = fields.create(change);
  if (!from.empty()) made.clauses = copy_clauses(change, from, made.version);
  return made;
}

void add_drafting(Catalogue& catalogue) { catalogue.add(kDraftingVerbs); }

}  // namespace tandem::domain
