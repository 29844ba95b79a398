// SPDX-License-Identifier: Apache-2.0
// What people say on the way, and how a goal ends: an outcome in we form, with causes and actions of both
// sides.
#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/arguments.hpp"
#include "domain/goals/goal_rules.hpp"
#include "domain/goals/goals.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

[[noreturn]] void refuse_argument(RefusalCode code, std::string message, std::string advice) {
  throw Refusal(TANDEM_INVALID_ARGUMENT, code, std::move(message), std::move(advice));
}

// --- check-in --------------------------------------------------------------------------------------

constexpr Argument kCheckInArguments[] = {
    {.name = "value",
     .type = Type::integer,
     .required = true,
     .doc = "where it stands, in the metric's unit"},
    {.name = "confidence",
     .type = Type::integer,
     .required = true,
     .doc = "0: will be missed, 10: will be reached"},
    {.name = "what_worked", .type = Type::text, .doc = "what worked"},
    {.name = "what_did_not", .type = Type::text, .doc = "what did not"},
    {.name = "why", .type = Type::text, .doc = "what makes you say so"},
};

Json check_in(Change& change, const VerbCall& call) {
  const Row row = change.get(goals(change), call.record);
  const Who who = confirmed_person(change, call.verb.name);
  const std::string state(text_of(row, kGoal["state"]));
  if (state != "agreed" && state != "active") {
    throw Refusal(TANDEM_INVALID_STATE, "goal_not_running",
                  concat({"this goal is ", state, ", and check-ins belong to a running one"}),
                  "agree to it and activate it first")
        .about("goal", call.record.text());
  }
  const std::int64_t confidence = *number_of(call.args, "confidence");
  if (confidence < 0 || confidence > 10)
    refuse_argument("out_of_range", "confidence goes from 0 to 10", "give a whole number from 0 to 10");
  const EntityInfo& entity = change.entity(kCheckIn);
  Draft draft(entity);
  draft.id(kCheckIn["goal_id"], call.record)
      .id(kCheckIn["person_id"], who.id)
      .number(kCheckIn["at"], call.at)
      .number(kCheckIn["value"], *number_of(call.args, "value"))
      .number(kCheckIn["confidence"], confidence);
  for (const char* text : {"what_worked", "what_did_not", "why"}) {
    if (given(call.args, text)) draft.text(entity.position(text), text_of(call.args, text));
  }
  const Id made = draft.create(change);
  change.event("goal.checked_in", "goal", call.record,
               {{"check_in_id", made.text()}, {"confidence", confidence}});
  Json result = answer(goals(change), call.record, number_of(row, kRevision), state);
  result["check_in_id"] = made.text();
  return result;
}

// --- outcome ---------------------------------------------------------------------------------------

// First words of a we statement in the languages around us.
constexpr std::string_view kWe[] = {"we", "wir", "nous", "nosotros", "nosotras", "nós", "noi", "wij", "vi"};

void require_we_form(const std::string& statement) {
  const std::string first = ascii_lower(statement.substr(0, statement.find_first_of(" ,'")));
  if (std::find(std::begin(kWe), std::end(kWe), first) != std::end(kWe)) return;
  refuse_argument("not_in_we_form", "the statement is not in we form",
                  "begin it with \"We …\": what both sides did together");
}

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & '\x80') != 0;
}

using Words = std::vector<std::string>;

/// The words of a text in their order; bytes beyond ASCII belong to their word.
Words words_of(std::string_view text) {
  Words words;
  std::string word;
  for (const char c : text) {
    if (is_word_byte(c)) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

bool names_a_side(const std::string& word) {
  const std::string lower = ascii_lower(word);
  return std::find(std::begin(kSides), std::end(kSides), lower) != std::end(kSides);
}

/// The names of who works here, word by word. A side in a name says no person, and what no admin or signer
/// has confirmed may be a machine. A name of one short word is too like any other word.
std::vector<Words> names_of_staff(store::Database& database) {
  std::vector<Words> names;
  auto rows = database.prepare(
      "SELECT name FROM person WHERE archived_at IS NULL AND active = 1 AND confirmed = 1 AND name IS NOT "
      "NULL");
  while (rows.step()) {
    Words name = words_of(rows.text(0));
    name.erase(std::remove_if(name.begin(), name.end(), names_a_side), name.end());
    if (name.size() > 1 || (name.size() == 1 && name.front().size() >= 3)) names.push_back(std::move(name));
  }
  return names;
}

/// A whole name stands there: a first name alone is a word like others where a person has two.
bool names_somebody(const std::string& text, const std::vector<Words>& names) {
  const Words words = words_of(text);
  return std::any_of(names.begin(), names.end(), [&words](const Words& name) {
    return std::search(words.begin(), words.end(), name.begin(), name.end()) != words.end();
  });
}

void check_entry(std::string_view list, const Json& entry, std::initializer_list<std::string_view> keys) {
  if (!entry.is_object())
    refuse_argument("bad_outcome", concat({list, " has an entry that is no object"}),
                    "write [{\"side\": …, \"text\": …}]");
  for (const auto& [name, value] : entry.items()) {
    if (std::find(keys.begin(), keys.end(), name) != keys.end() && value.is_string()) continue;
    refuse_argument("bad_outcome", concat({list, " has an entry with an unknown part"}),
                    list == "causes" ? "a cause has a side and a text, and never a person"
                                     : "an action has a side, a text and may have an owner_person_id");
  }
  const std::string side = text_of(entry, "side"), text = text_of(entry, "text");
  if ((side != "marketing" && side != "sales") || trim(text).empty()) {
    refuse_argument("bad_outcome", concat({list, " has an entry without side or text"}),
                    "name marketing or sales, and say what");
  }
}

void require_both_sides(std::string_view list, const Json& entries) {
  for (const std::string_view side : {"marketing", "sales"}) {
    const bool named = std::any_of(entries.begin(), entries.end(),
                                   [&](const Json& entry) { return text_of(entry, "side") == side; });
    if (named) continue;
    refuse_argument(
        "one_sided_outcome",
        concat({"the outcome names no ", list == "causes" ? "cause" : "action", " on the side of ", side}),
        concat({"give ", list, " with at least one entry of marketing and one of sales"}));
  }
}

Json list_of(const Json& args, const char* name) {
  const Json* list = json_of(args, name);
  if (list == nullptr) return Json::array();
  if (!list->is_array())
    refuse_argument("bad_outcome", concat({name, " is no list"}), "write [{\"side\": …, \"text\": …}]");
  return *list;
}

void check_causes(store::Database& database, const Json& causes) {
  const std::vector<Words> names = causes.empty() ? std::vector<Words>{} : names_of_staff(database);
  for (const Json& cause : causes) {
    check_entry("causes", cause, {"side", "text"});
    if (names_somebody(text_of(cause, "text"), names)) {
      refuse_argument("names_a_person", "a cause names a person",
                      "say what happened between the sides, not who");
    }
  }
}

void check_actions(Change& change, const Json& actions) {
  for (const Json& action : actions) {
    check_entry("actions", action, {"side", "text", "owner_person_id"});
    const Id owner = id_of(action, "owner_person_id");
    if (!owner.empty()) change.require(change.entity(kPerson), owner);
  }
}

constexpr Argument kCloseArguments[] = {
    {.name = "result",
     .type = Type::choice,
     .required = true,
     .choices = kGoalResults,
     .doc = "won, missed or retired"},
    {.name = "statement", .type = Type::text, .required = true, .doc = "what happened, in we form: \"We …\""},
    {.name = "causes",
     .type = Type::json,
     .doc = "[{side, text}]: what each side did to it; won and missed need one of each side"},
    {.name = "actions",
     .type = Type::json,
     .doc = "[{side, text, owner_person_id}]: what each side does next; missed needs one of each side"},
    {.name = "learned", .type = Type::text, .doc = "what both sides take from it"},
};

Json close(Change& change, const VerbCall& call) {
  const Row row = change.get(goals(change), call.record);
  const std::string result = text_of(call.args, "result"), statement = text_of(call.args, "statement");
  require_move(goals(change), row, result, call.verb.name);
  const Who who = signer(change, call.verb.name);
  require_we_form(statement);
  const Json causes = list_of(call.args, "causes"), actions = list_of(call.args, "actions");
  check_causes(change.database(), causes);
  check_actions(change, actions);
  if (result == "retired") require_nothing_below(change, call.record);
  if (result != "retired") require_both_sides("causes", causes);
  if (result == "missed") require_both_sides("actions", actions);
  Draft draft(change.entity(kOutcome));
  draft.id(kOutcome["goal_id"], call.record)
      .text(kOutcome["result"], result)
      .text(kOutcome["statement"], statement)
      .text(kOutcome["causes"], causes.dump())
      .text(kOutcome["actions"], actions.dump())
      .number(kOutcome["closed_at"], call.at)
      .id(kOutcome["closed_by"], who.id);
  if (given(call.args, "learned")) draft.text(kOutcome["learned"], text_of(call.args, "learned"));
  const Id made = draft.create(change);
  const auto revision = Draft(goals(change)).text(kGoal["state"], result).update(change, call.record);
  change.event(concat({"goal.", result}), "goal", call.record, {{"outcome_id", made.text()}});
  Json reply = answer(goals(change), call.record, revision, result);
  reply["outcome_id"] = made.text();
  return reply;
}

constexpr Verb kGoalEndingsVerbs[] = {
    {.name = "goal.check_in",
     .entity = "goal",
     .arguments = kCheckInArguments,
     .doc = "says where a running goal stands, how sure you are, and why",
     .run = check_in},
    {.name = "goal.close",
     .entity = "goal",
     .arguments = kCloseArguments,
     .doc = "a signer ends the goal with an outcome: causes and actions of both sides, never of a person",
     .run = close},
};

}  // namespace

void add_goal_endings(Catalogue& catalogue) { catalogue.add(kGoalEndingsVerbs); }

}  // namespace tandem::domain
