// SPDX-License-Identifier: Apache-2.0
// What holds for every lead and touch, whoever writes it: an owner or a led queue, a
// trail of stages, derived instants.
#include "domain/leads/lead_rules.hpp"

#include <algorithm>
#include <iterator>

#include "base/error.hpp"
#include "domain/agreements/clauses.hpp"
#include "domain/guards.hpp"
#include "domain/leads/leads.hpp"
#include "domain/leads/stage_definitions.hpp"

namespace tandem::domain {

void require_handed_over(Change& change, const Id& record, std::string_view from, std::string_view to,
                         Instant at) {
  const auto point = signed_point_between(change.database(), from, to, at);
  if (!point) return;
  change.forbid("lead", record, "stage_without_handoff",
                "moved from " + std::string(from) + " to " + std::string(to) + " without the signed hand-off",
                Side::sales, "offer it with handoff.offer", point->clause);
}

Id survivor_of(store::Database& database, Id record) {
  constexpr int kLongestChain = 100;  // merges never go in circles; a damaged store must not hang
  for (int i = 0; i < kLongestChain; ++i) {
    auto merged = database.prepare("SELECT merged_into_id FROM lead WHERE id = ?");
    merged.bind_id_or_null(1, record);
    if (!merged.step() || merged.is_null(0)) break;
    record = merged.id(0);
  }
  return record;
}

std::optional<Instant> first_human_touch(store::Database& database, const Id& lead, Instant since) {
  auto earliest = database.prepare(
      "SELECT min(at) FROM (SELECT at FROM touch WHERE lead_id = ?1 AND is_automated = 0 AND archived_at IS "
      "NULL UNION ALL SELECT t.at FROM touch t JOIN opportunity o ON o.id = t.opportunity_id WHERE o.lead_id "
      "= ?1 AND t.is_automated = 0 AND t.archived_at IS NULL) WHERE at >= ?2");
  earliest.bind(1, lead).bind(2, since);
  if (!earliest.step() || earliest.is_null(0)) return std::nullopt;
  return earliest.integer(0);
}

Id touched_lead(Change& change, const Row& touched) {
  if (has(touched, kTouch["lead_id"]))
    return survivor_of(change.database(), id_of(touched, kTouch["lead_id"]));
  const auto row = change.find(change.entity(kOpportunity), id_of(touched, kTouch["opportunity_id"]));
  return row ? survivor_of(change.database(), id_of(*row, kOpportunity["lead_id"])) : Id{};
}

namespace {

/// A person owns the lead, or else a queue that somebody leads.
void fill_owner(Change& change, const Row* before, Row& after) {
  const bool back_to_queue =
      before != nullptr && has(*before, kLead["owner_person_id"]) && has(after, kLead["queue_team_id"]) &&
      changed(before, after, kLead["queue_team_id"]) && !changed(before, after, kLead["owner_person_id"]);
  if (back_to_queue) clear(after, kLead["owner_person_id"]);
  if (has(after, kLead["owner_person_id"])) {
    if (has(after, kLead["queue_team_id"])) clear(after, kLead["queue_team_id"]);
    return;
  }
  if (has(after, kLead["queue_team_id"]) && is_led_queue(change, id_of(after, kLead["queue_team_id"])))
    return;
  const Side side = side_of_stage(has(after, kLead["stage"]) ? text_of(after, kLead["stage"]) : "lead");
  const Queue queue = queue_of(change, side);
  if (queue.team.empty()) {
    throw Refusal(TANDEM_INVALID_STATE, "no_queue",
                  "a lead needs an owner, and no queue with a lead person takes it",
                  "make a team with is_queue and lead_person_id for " + std::string(side_name(side)));
  }
  set_id(after, kLead["queue_team_id"], queue.team);
}

/// Reasons for which a lead may be closed though nobody spoke to the buyer.
constexpr std::string_view kNoContactReasons[] = {"duplicate", "spam", "already_customer", "opted_out"};

bool is_closed(const Row& row) {
  const std::string_view disposition = text_of(row, kLead["disposition"]);
  return disposition == "disqualified" || disposition == "converted";
}

/// A lead is closed after a person spoke to the buyer, or for a reason that needs no contact.
void guard_closing(Change& change, const Row* before, const Row& after) {
  if (!is_closed(after) || (before != nullptr && is_closed(*before)) || is_true(after, kLead["is_history"]))
    return;
  if (has(after, kLead["first_human_touch_at"])) return;
  const std::string_view reason =
      has(after, kLead["close_reason"]) ? text_of(after, kLead["close_reason"]) : "";
  if (std::find(std::begin(kNoContactReasons), std::end(kNoContactReasons), reason) !=
      std::end(kNoContactReasons)) {
    return;
  }
  change.forbid(
      "lead", id_of(after, kId), "closed_without_contact",
      "closed as " + std::string(text_of(after, kLead["disposition"])) + " before any person made contact",
      Side::sales,
      "record the contact with lead.touch, or give close_reason duplicate, spam, already_customer or "
      "opted_out");
}

void derive_instants(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  const bool new_owner =
      has(after, kLead["owner_person_id"]) && changed(before, after, kLead["owner_person_id"]);
  if (new_owner && !changed(before, after, kLead["assigned_at"]) && !is_true(after, kLead["is_history"])) {
    set_number(entity, after, kLead["assigned_at"], change.now());
  }
  if (has(after, kLead["assigned_at"]) && !has(after, kLead["first_assigned_at"])) {
    after.set(kLead["first_assigned_at"], after[kLead["assigned_at"]]);
  }
  const bool closed = is_closed(after);
  if (closed && !has(after, kLead["closed_at"])) set_number(entity, after, kLead["closed_at"], change.now());
  if (!closed && has(after, kLead["closed_at"])) clear(after, kLead["closed_at"]);
}

void before_lead(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  if (before == nullptr) {
    if (!has(after, kLead["captured_at"])) set_number(entity, after, kLead["captured_at"], change.now());
    if (!has(after, kLead["stage"])) set_text(entity, after, kLead["stage"]["lead"]);
    if (number_of(after, kLead["captured_at"]) < change.live_from) set_flag(after, kLead["is_history"], true);
  }
  fill_owner(change, before, after);
  guard_closing(change, before, after);
  derive_instants(change, entity, before, after);
}

/// The trail of a stage change that did not come from a verb: the verb would have written it already.
void trail_of_fact(Change& change, const Row& before, const Row& after) {
  const Id record = id_of(after, kId);
  const std::string from(text_of(before, kLead["stage"])), to(text_of(after, kLead["stage"]));
  {
    auto open = change.database().prepare(
        "SELECT stage FROM stage_entry WHERE lead_id = ? AND left_at IS NULL ORDER BY id DESC LIMIT 1");
    open.bind(1, record);
    if (open.step() && open.text(0) == to) return;
  }
  const Id person = change.actor().person();
  enter_lead_stage(change, record, {from, to, "fact", change.now(), person});
  if (is_true(after, kLead["is_history"])) return;
  Id version;
  if (stage_index(to) > stage_index(from)) version = require_fulfilled(change, after, to, change.now());
  change.event("lead.stage_changed", "lead", record, {{"from", from}, {"to", to}, {"cause", "fact"}},
               version);
  require_handed_over(change, record, from, to, change.now());
}

/// Whoever asks is taken in as a lead; a later stage has to be earned.
void captured(Change& change, const Row& row) {
  const std::string_view stage = text_of(row, kLead["stage"]);
  Id version;
  if (stage_index(stage) > stage_index("lead")) {
    version = require_fulfilled(change, row, stage, number_of(row, kLead["captured_at"]));
  }
  change.event("lead.captured", "lead", id_of(row, kId),
               {{"stage", stage}, {"at", number_of(row, kLead["captured_at"])}}, version);
}

void after_lead(Change& change, const EntityInfo&, const Row* before, Row& after) {
  const Id record = id_of(after, kId);
  const bool history = is_true(after, kLead["is_history"]);
  if (before == nullptr) {
    enter_lead_stage(change, record,
                     {{},
                      text_of(after, kLead["stage"]),
                      history ? "history" : "captured",
                      number_of(after, kLead["captured_at"]),
                      change.actor().person()});
    if (!history) captured(change, after);
  } else if (changed(before, after, kLead["stage"])) {
    trail_of_fact(change, *before, after);
  }
  if (history) return;
  if (has(after, kLead["owner_person_id"]) && changed(before, after, kLead["owner_person_id"])) {
    change.event("lead.assigned", "lead", record,
                 {{"owner_person_id", id_of(after, kLead["owner_person_id"]).text()}});
  }
  if ((before == nullptr || !has(*before, kLead["closed_at"])) && has(after, kLead["closed_at"])) {
    change.event("lead.closed", "lead", record, {{"disposition", text_of(after, kLead["disposition"])}});
  }
}

void before_touch(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  if (changed(before, after, kTouch["lead_id"]) && has(after, kTouch["lead_id"])) {
    set_id(after, kTouch["lead_id"], survivor_of(change.database(), id_of(after, kTouch["lead_id"])));
  }
  if (has(after, kTouch["side"]) || !has(after, kTouch["person_id"])) return;
  const auto row = change.find(change.entity(kPerson), id_of(after, kTouch["person_id"]));
  if (row) set_text(entity, after, kTouch["side"], text_of(*row, kPerson["side"]));
}

/// Machines do not count, nor does what was put away.
bool counts(const Row& row) { return !is_true(row, kTouch["is_automated"]) && !has(row, kArchivedAt); }

/// News that a person had made contact before the lead was closed: nothing was wrong with closing it.
void settle_closing(Change& change, const Id& record) {
  std::vector<Id> open;
  {
    auto rows = change.database().prepare(
        "SELECT id FROM irregularity WHERE record_id = ? AND code = 'closed_without_contact' AND state = "
        "'open'");
    rows.bind(1, record);
    while (rows.step()) open.push_back(rows.id(0));
  }
  for (const Id& id : open) {
    Draft(change.entity(kIrregularity))
        .set(kIrregularity["state"]["accepted"])
        .text(kIrregularity["explanation"], "the contact was told later than the closing")
        .update(change, id);
    change.event("irregularity.accepted", "irregularity", id);
  }
}

/// Works out the lead's first touch again; one that arrives late may turn out to be the first.
void derive_first_touch(Change& change, const Id& record, const Row& row) {
  const std::optional<Instant> first = first_human_touch(change.database(), record, INT64_MIN);
  const bool was = has(row, kLead["first_human_touch_at"]);
  if (was == first.has_value() && (!first || *first == number_of(row, kLead["first_human_touch_at"]))) return;
  Draft fields(change.entity(kLead));
  if (first) {
    fields.number(kLead["first_human_touch_at"], *first);
  } else {
    fields.null(kLead["first_human_touch_at"]);
  }
  fields.update(change, record, SetBy::derived);
  if (first && has(row, kLead["closed_at"]) && *first <= number_of(row, kLead["closed_at"])) {
    settle_closing(change, record);
  }
  if (is_true(row, kLead["is_history"]) || !first) return;
  if (!was) {
    change.event("lead.first_touched", "lead", record, {{"at", *first}});
  } else if (*first < number_of(row, kLead["first_human_touch_at"])) {
    change.event("lead.first_touch_corrected", "lead", record, {{"at", *first}});
  }
}

/// A touch that had counted for this lead does so no longer, or came later than was told.
void take_back(Change& change, const Id& record) {
  const auto row = record.empty() ? std::nullopt : change.find(change.entity(kLead), record);
  if (!row) return;
  derive_first_touch(change, record, *row);
  if (!is_true(*row, kLead["is_history"])) change.event("lead.touch_taken_back", "lead", record);
}

void after_touch(Change& change, const EntityInfo&, const Row* before, Row& after) {
  const bool counted = before != nullptr && counts(*before);
  if (!counted && !counts(after)) return;
  const Id record = touched_lead(change, after), was = counted ? touched_lead(change, *before) : Id{};
  const Instant at = number_of(after, kTouch["at"]);
  const bool taken_back =
      counted && (was != record || !counts(after) || at > number_of(*before, kTouch["at"]));
  if (taken_back) take_back(change, was);
  if (!counts(after) || record.empty()) return;
  const auto row = change.find(change.entity(kLead), record);
  if (!row) return;
  derive_first_touch(change, record, *row);
  const bool is_news = !counted || was != record;
  if (is_news && at >= change.live_from) change.event("lead.contacted", "lead", record, {{"at", at}});
}

}  // namespace

void add_lead_rules(Catalogue& catalogue) {
  EntityInfo& leads = catalogue.edit("lead");
  leads.before_write.push_back(before_lead);
  leads.after_write.push_back(after_lead);
  EntityInfo& touches = catalogue.edit("touch");
  touches.before_write.push_back(before_touch);
  touches.after_write.push_back(after_touch);
}

}  // namespace tandem::domain
