// SPDX-License-Identifier: Apache-2.0
// Statements drawn from what customers and colleagues said, and where they are used.
#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/arguments.hpp"
#include "domain/asking/asking.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

const EntityInfo& insights(Change& change) { return change.entity(kInsight); }

/// {entity, id} of a record that is there, of a kind that counts as evidence.
void require_evidence(Change& change, const Json& link) {
  const bool shaped = link.is_object() && link.size() == 2 && link.contains("entity") &&
                      link.at("entity").is_string() && link.contains("id") && link.at("id").is_string();
  if (!shaped) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_evidence", "evidence is a list of {entity, id}",
                  "write [{\"entity\": \"customer_voice\", \"id\": \"…\"}]");
  }
  const std::string& entity = link.at("entity").get_ref<const std::string&>();
  if (std::find(std::begin(kEvidenceKinds), std::end(kEvidenceKinds), entity) == std::end(kEvidenceKinds)) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_evidence", "no evidence of the kind " + in_quotes(entity),
                  "name customer_voice, feedback or win_loss");
  }
  change.require(change.catalogue().entity(entity),
                 Id::require(link.at("id").get_ref<const std::string&>(), "evidence"));
}

const Json& checked_evidence(Change& change, const Json& args) {
  const Json& evidence = args.at("evidence");
  if (!evidence.is_array() || evidence.empty()) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_evidence", "an insight is drawn from at least one record",
                  "give evidence: [{\"entity\": \"customer_voice\", \"id\": \"…\"}]");
  }
  std::set<std::string> seen;
  for (const Json& link : evidence) {
    require_evidence(change, link);
    if (!seen.insert(link.at("id").get<std::string>()).second) {
      throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_evidence", "the same record stands twice in evidence",
                    "name it once");
    }
  }
  return evidence;
}

constexpr Argument kDrawArguments[] = {
    {.name = "statement", .type = Type::text, .required = true, .doc = "what the evidence shows"},
    {.name = "evidence",
     .type = Type::json,
     .required = true,
     .doc = "[{entity, id}]: customer_voice, feedback or win_loss"},
    {.name = "owner_person_id",
     .type = Type::ref,
     .target = "person",
     .doc = "who keeps it true; absent: who draws it"},
};

Json draw(Change& change, const VerbCall& call) {
  const Who who = named_person(change, call.verb.name);
  const Json& evidence = checked_evidence(change, call.args);
  Id owner = id_of(call.args, "owner_person_id");
  if (owner.empty()) owner = who.id;
  Draft draft(insights(change));
  draft.text(kInsight["statement"], required_text(call.args, "statement", "say what the evidence shows"))
      .id(kInsight["owner_person_id"], owner)
      .number(kInsight["drawn_at"], call.at)
      .text(kInsight["evidence"], evidence.dump());
  const Id record = draft.create(change);
  change.event("insight.drawn", "insight", record, {{"evidence", evidence.size()}});
  return Json{{"id", record.text()}, {"revision", 1}};
}

constexpr Argument kUseArguments[] = {
    {.name = "in_entity",
     .type = Type::choice,
     .required = true,
     .choices = kInsightUses,
     .doc = "campaign, segment or request"},
    {.name = "in_id", .type = Type::id, .required = true, .doc = "the record that is built on it"},
};

Json use(Change& change, const VerbCall& call) {
  named_person(change, call.verb.name);
  const std::string entity = text_of(call.args, "in_entity");
  const Id user = id_of(call.args, "in_id");
  change.require(change.catalogue().entity(entity), user);
  const Row row = change.get(insights(change), call.record);
  Json used_in = parse_json(text_of(row, kInsight["used_in"]), "where an insight is used");
  for (const Json& one : used_in) {
    if (one.at("id") != user.text()) continue;
    throw Refusal(TANDEM_ALREADY_EXISTS, "used_already", "the insight is used there already",
                  "name another record")
        .about(entity, user.text());
  }
  used_in.push_back({{"entity", entity}, {"id", user.text()}, {"at", call.at}});
  const auto revision =
      Draft(insights(change)).text(kInsight["used_in"], used_in.dump()).update(change, call.record);
  change.event("insight.used", "insight", call.record, {{"in_entity", entity}, {"in_id", user.text()}});
  return Json{{"id", call.record.text()}, {"revision", revision}};
}

constexpr Verb kInsightsVerbs[] = {
    {.name = "insight.draw",
     .entity = "insight",
     .creates = true,
     .arguments = kDrawArguments,
     .doc = "states what customer voices, feedback and win/loss reviews show",
     .run = draw},
    {.name = "insight.use",
     .entity = "insight",
     .arguments = kUseArguments,
     .doc = "a campaign, a segment or a request is built on the insight",
     .run = use},
};

}  // namespace

void add_insights(Catalogue& catalogue) { catalogue.add(kInsightsVerbs); }

}  // namespace tandem::domain
