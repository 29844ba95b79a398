// SPDX-License-Identifier: Apache-2.0
// The shared language: what a word means, signed by both sides, in force from an instant.
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/agreements/acknowledgements.hpp"
#include "domain/agreements/signoffs.hpp"
#include "domain/agreements/versions.hpp"
#include "domain/arguments.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"
#include "model/document.hpp"
#include "model/signed_content.hpp"

namespace tandem::domain {
namespace {

constexpr Versioned kVersioned = {.entity = &kTermVersion,
                                  .parent = kTermVersion["term_id"],
                                  .number = kTermVersion["number"],
                                  .state = kTermVersion["state"],
                                  .effective_from = kTermVersion["effective_from"],
                                  .effective_to = kTermVersion["effective_to"],
                                  .activated = "term.changed",
                                  .superseded = {}};

const EntityInfo& term_versions(Change& change) { return change.entity(kTermVersion); }

constexpr Argument kDefineArguments[] = {
    {.name = "name", .type = Type::text, .required = true, .doc = "the one word to use, as it is written"},
    {.name = "text", .type = Type::text, .required = true, .doc = "what it means"},
    {.name = "aliases", .type = Type::set, .doc = "words not to use for it"},
    {.name = "key", .type = Type::text, .doc = "which term gets the meaning; absent: the name in lower case"},
};

std::string key_of(const Json& args) {
  const std::string wanted = given(args, "key") ? text_of(args, "key") : text_of(args, "name");
  std::string key = ascii_lower(trim(wanted));
  if (!key.empty()) return key;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_argument", "a term needs a word",
                "give name, or a key of its own");
}

Id term_of(Change& change, const std::string& key) {
  {
    auto find = change.database().prepare("SELECT id FROM term WHERE key = ?");
    find.bind(1, key);
    if (find.step()) return find.id(0);
  }
  return Draft(change.entity(kTerm)).text(kTerm["key"], key).create(change);
}

std::int64_t next_number(store::Database& database, const Id& term) {
  auto last = database.prepare("SELECT coalesce(max(number), 0) + 1 FROM term_version WHERE term_id = ?");
  last.bind(1, term);
  return last.step() ? last.integer(0) : 1;
}

Json define(Change& change, const VerbCall& call) {
  confirmed_person(change, call.verb.name);
  const std::string text = text_of(call.args, "text");
  if (trim(text).empty()) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_argument", "a term without a meaning defines nothing",
                  "give the text");
  }
  const std::string key = key_of(call.args);
  const Id term = term_of(change, key);
  const std::int64_t number = next_number(change.database(), term);
  const Json aliases = given(call.args, "aliases") ? call.args.at("aliases") : Json::array();
  Arena arena;
  Draft draft(term_versions(change));
  draft.id(kTermVersion["term_id"], term)
      .number(kTermVersion["number"], number)
      .text(kTermVersion["name"], trim(text_of(call.args, "name")))
      .text(kTermVersion["text"], text)
      .value(kTermVersion["aliases"],
             model::from_json(term_versions(change).field(kTermVersion["aliases"]), aliases, arena));
  const Id record = draft.create(change);
  change.event("term.defined", "term_version", record, {{"key", key}, {"number", number}}, record);
  Json result = answer(term_versions(change), record, 1, "draft");
  result["term_id"] = term.text();
  result["number"] = number;
  return result;
}

constexpr Argument kSignArguments[] = {
    {.name = "decision", .type = Type::choice, .choices = kDecisions, .doc = "yes or no; absent: yes"},
    {.name = "reason", .type = Type::text, .doc = "why not; needed for a no"},
};

/// The first answer puts a draft before both sides; a yes of both makes it signed.
Json sign(Change& change, const VerbCall& call) {
  const Row row = change.get(term_versions(change), call.record);
  const bool first = is(row, kTermVersion["state"]["draft"]);
  require_move(term_versions(change), row, first ? "proposed" : "signed", call.verb.name);
  const Who who = signer(change, call.verb.name);
  const std::string reason = text_of(call.args, "reason");
  const bool yes = text_of(call.args, "decision") != "no";
  if (!yes && reason.empty()) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_reason", "a no needs its reason",
                  "give the argument reason");
  }
  const std::string hash = model::content_hash(term_versions(change), row);
  give_signoff(change, who, {"term_version", call.record, hash, yes, reason, call.at});
  const bool both = both_sides_signed(change.database(), call.record, hash);
  Draft fields(term_versions(change));
  if (first) fields.set(kTermVersion["state"]["proposed"]);
  if (both) fields.set(kTermVersion["state"]["signed"]).text(kTermVersion["content_hash"], hash);
  const auto revision = fields.update(change, call.record);
  if (both) {
    change.event("term.signed", "term_version", call.record, {{"content_hash", hash}}, call.record);
  }
  Json result = answer(term_versions(change), call.record, revision, both ? "signed" : "proposed");
  result["content_hash"] = hash;
  return result;
}

constexpr Argument kActivateArguments[] = {
    {.name = "effective_from", .type = Type::instant, .doc = "when it comes into force; absent: now"},
};

Json activate(Change& change, const VerbCall& call) {
  turn_due(change, kVersioned, change.now());
  const Row row = change.get(term_versions(change), call.record);
  require_move(term_versions(change), row, "active", call.verb.name);
  confirmed_person(change, call.verb.name);
  const Instant from = number_of(call.args, "effective_from").value_or(change.now());
  const bool now = put_in_force(change, kVersioned, row, from);
  if (!now) {
    change.event("term.scheduled", "term_version", call.record, {{"effective_from", from}}, call.record);
  }
  const Row after = change.get(term_versions(change), call.record);
  Json result = answer(term_versions(change), call.record, number_of(after, kRevision),
                       text_of(after, kTermVersion["state"]));
  result["effective_from"] = from;
  return result;
}

Json acknowledge(Change& change, const VerbCall& call) {
  return acknowledge_version(change, call, change.get(term_versions(change), call.record),
                             {"term_version", call.verb.name, "term.acknowledged", kTermVersion["state"]});
}

Json begin_due(Change& change, Instant now, Portion& portion) {
  return Json{{"terms_activated", turn_due(change, kVersioned, now, portion)}};
}

constexpr Verb kLanguageVerbs[] = {
    {.name = "term.define",
     .entity = "term_version",
     .creates = true,
     .arguments = kDefineArguments,
     .doc = "writes down what a word means: a new term, or the next meaning of one there is",
     .run = define},
    {.name = "term.sign",
     .entity = "term_version",
     .arguments = kSignArguments,
     .doc = "a signer's answer as their side; with a yes of both sides the meaning is signed",
     .run = sign},
    {.name = "term.activate",
     .entity = "term_version",
     .arguments = kActivateArguments,
     .doc = "the signed meaning is in force from now or a later instant; the one before ends there",
     .run = activate},
    {.name = "term.acknowledge",
     .entity = "term_version",
     .arguments = kAcknowledgeArguments,
     .doc = "whoever acts has read the meaning",
     .run = acknowledge},
};
constexpr TimeRule kLanguageTimeRules[] = {
    {"term.begin", "puts meanings in force whose instant has come", begin_due},
};

}  // namespace

void add_terms(Catalogue& catalogue) {
  catalogue.add(kLanguageVerbs);
  catalogue.add(kLanguageTimeRules);
}

}  // namespace tandem::domain
