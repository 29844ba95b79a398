// SPDX-License-Identifier: Apache-2.0
// Every promise has its clock: an event starts it, an event of a person keeps it, and what ends the matter
// ends the clock. One rule for every policy and every subject.
#include <algorithm>

#include "domain/agreements/clauses.hpp"
#include "domain/clocks/sla_clocks.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"
#include "model/clause_bodies/clocks.hpp"

namespace tandem::domain {
namespace {

/// After these nobody waits for the subject any more.
constexpr std::string_view kEndings[] = {"lead.closed",       "handoff.expired",  "handoff.returned",
                                         "request.cancelled", "request.declined", "feedback.merged"};
/// News of an earlier first touch than the one known.
constexpr std::string_view kTouchedEarlier = "lead.first_touch_corrected";
/// A touch that had counted does so no longer, or came later than was told.
constexpr std::string_view kTakenBack = "lead.touch_taken_back";

/// When it happened: an event that was told late names the instant in its payload.
Instant instant_of(const Happening& happening) {
  const auto at = happening.payload.find("at");
  return at != happening.payload.end() && at->is_number_integer() ? at->get<Instant>() : happening.at;
}

Id ref_in(const EntityInfo& entity, const Row& row, std::string_view field) {
  const auto position = entity.find(field);
  return position ? id_of(row, *position) : Id{};
}

/// Who promises, where the policy leaves it to the subject.
Side side_named_by(Change& change, const EntityInfo& entity, const Row& row) {
  if (const auto to_side = entity.find("to_side"); to_side && has(row, *to_side)) {
    return model::parse_side(text_of(row, *to_side));
  }
  if (entity.name() == kLead.name) return side_of_stage(text_of(row, kLead["stage"]));
  if (entity.name() == kHandoff.name) {
    return point_of(change.database(), row).to_side;
  }
  return Side::shared;
}

/// The person from whom an answer is expected.
Id owner_of(Change& change, const EntityInfo& entity, const Row& row, Side side) {
  for (const std::string_view field : {"owner_person_id", "to_person_id"}) {
    const Id person = ref_in(entity, row, field);
    if (!person.empty()) return person;
  }
  const Id queue = ref_in(entity, row, "queue_team_id");
  if (queue.empty()) return queue_of(change, side).lead;
  auto team = change.database().prepare("SELECT lead_person_id FROM team WHERE id = ?");
  team.bind(1, queue);
  return team.step() ? team.id(0) : Id{};
}

Id calendar_for(Change& change, const SlaPolicy& policy, const EntityInfo& entity, const Row& row,
                Side side) {
  if (policy.calendar_of == SlaPolicy::CalendarOf::subject) return ref_in(entity, row, "calendar_id");
  if (policy.calendar_of == SlaPolicy::CalendarOf::policy) return policy.calendar;
  const Id owner = owner_of(change, entity, row, side);
  const Id own = owner.empty() ? Id{} : PolicyBook::of(change).calendar_of_person(change, owner);
  return own.empty() ? policy.calendar : own;
}

bool is_history(const EntityInfo& entity, const Row& row) {
  const auto position = entity.find("is_history");
  return position && is_true(row, *position);
}

class Starter {
 public:
  Starter(Change& change, const Happening& happening)
      : change_(&change), happening_(&happening), at_(instant_of(happening)) {}

  void run() {
    const EntityInfo* entity = change_->catalogue().find_entity(happening_->entity);
    if (entity == nullptr) return;
    PolicyBook& book = PolicyBook::of(*change_);
    {
      Row row;
      const auto views = change_->database().read_views(*entity, happening_->record, row);
      if (!views || is_history(*entity, row) || has(row, kArchivedAt)) return;
      const PolicyBook::InForce& in_force = book.in_force(*change_, at_);
      for (const SlaPolicy* policy : in_force.agreed) consider(*entity, row, *policy);
      if (wanted_.empty()) {  // the house default stands in: silence stays measurable
        for (const SlaPolicy* policy : in_force.house_defaults) consider(*entity, row, *policy);
      }
    }
    if (!wanted_.empty()) end_those_before();
    for (const auto& [policy, promise] : wanted_) start_clock(*change_, *policy, promise, at_);
  }

 private:
  void consider(const EntityInfo& entity, const Row& row, const SlaPolicy& policy) {
    if (policy.starts_on != happening_->kind || policy.subject != entity.name()) return;
    const auto lookup = [this](std::string_view target, const Id& id) -> const Row* {
      looked_up_ = change_->find(change_->catalogue().entity(target), id);
      return looked_up_ ? &*looked_up_ : nullptr;
    };
    if (policy.applies_when && !policy.applies_when->matches(row, at_, lookup)) return;
    const Side side =
        policy.responsible != Side::none ? policy.responsible : side_named_by(*change_, entity, row);
    wanted_.emplace_back(&policy, PromiseOf{entity.name(), happening_->record, side,
                                            calendar_for(*change_, policy, entity, row, side)});
  }

  /// An offer that is made again has a new clock; the one before has run for nothing.
  void end_those_before() {
    for (const Id& id : clocks_of(change_->database(), happening_->record, true)) {
      SlaClock clock(*change_, id);
      if (clock.policy().starts_on == happening_->kind) clock.end("started_again", at_);
    }
  }

  Change* change_;
  const Happening* happening_;
  Instant at_;
  std::optional<Row> looked_up_;
  std::vector<std::pair<const SlaPolicy*, PromiseOf>> wanted_;
};

/// A rule ended the wait because nobody answered; an offer that went with a merged lead had no chance to.
bool is_silence(const Happening& happening) {
  if (happening.kind == "handoff.expired") return !happening.payload.contains("cause");
  return happening.payload.value("by_silence", false);
}

std::string_view ending_of(std::string_view kind) { return kind.substr(kind.find('.') + 1); }

void stop_clocks(Change& change, const Happening& happening, std::string_view event) {
  const bool silence = is_silence(happening);
  for (const Id& id : clocks_of(change.database(), happening.record, silence)) {
    SlaClock clock(change, id);
    if (!clock.policy().stops(event)) continue;
    if (silence) {
      clock.end_in_silence(ending_of(event), instant_of(happening));
    } else {
      clock.stop(event, instant_of(happening));
    }
  }
}

void end_clocks(Change& change, const Id& subject, std::string_view reason, Instant at) {
  for (const Id& id : clocks_of(change.database(), subject, true)) SlaClock(change, id).end(reason, at);
}

void end_by(Change& change, const Happening& happening) {
  const std::string_view reason = ending_of(happening.kind);
  if (!is_silence(happening)) return end_clocks(change, happening.record, reason, instant_of(happening));
  for (const Id& id : clocks_of(change.database(), happening.record, true)) {
    SlaClock(change, id).end_in_silence(reason, instant_of(happening));
  }
}

void judge_again(Change& change, const Id& lead_id) {
  for (const Id& id : clocks_of(change.database(), lead_id, false)) SlaClock(change, id).judge_again();
}

void follow_event(Change& change, const Happening& happening) {
  PolicyBook& book = PolicyBook::of(change);
  const std::string_view kind = happening.kind == kTouchedEarlier ? "lead.first_touched" : happening.kind;
  if (book.stops(kind)) stop_clocks(change, happening, kind);
  if (kind == kTakenBack) judge_again(change, happening.record);
  if (std::find(std::begin(kEndings), std::end(kEndings), kind) != std::end(kEndings)) {
    end_by(change, happening);
  }
  if (book.starts(happening.kind)) Starter(change, happening).run();
}

/// A lead that comes back still waits for its first contact.
void promise_again(Change& change, const Row& row) {
  const bool waits = !has(row, kLead["closed_at"]) && !has(row, kLead["first_human_touch_at"]) &&
                     !has(row, kLead["merged_into_id"]);
  if (!waits) return;
  const Json nothing = Json::object();
  Starter(change, {"lead.captured", "lead", id_of(row, kId), change.now(), nothing}).run();
}

void after_subject(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  if (before == nullptr || has(*before, kArchivedAt) == has(after, kArchivedAt)) return;
  if (has(after, kArchivedAt)) {
    end_clocks(change, id_of(after, kId), "archived", number_of(after, kArchivedAt));
  } else if (entity.name() == kLead.name) {
    promise_again(change, after);
  }
}

void after_rule(Change& change, const EntityInfo&, const Row*, Row&) { PolicyBook::changed(change); }

void after_person(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  if (before != nullptr && changed(before, after, entity.position("calendar_id")))
    PolicyBook::changed(change);
}

/// Promises that still run count by the new calendar; what is decided stays.
void after_calendar(Change& change, const EntityInfo&, const Row* before, Row& after) {
  PolicyBook::changed(change);
  if (before == nullptr) return;
  std::vector<Id> running;
  {
    auto rows = change.database().prepare(
        "SELECT id FROM sla_clock WHERE calendar_id = ? AND state IN ('running','paused')");
    rows.bind(1, id_of(after, kId));
    while (rows.step()) running.push_back(rows.id(0));
  }
  for (const Id& id : running) SlaClock(change, id).reckon();
}

constexpr DefaultClause kDefaults[] = {
    {"sla_policy", "first_contact",
     R"({"subject":"lead","starts_on":"lead.captured","stops_on":["lead.first_touched"],"target_s":3600,)"
     R"("calendar":"owner","warn_at_ppm":[500000],"escalation":[{"after_s":3600,"action":"notify",)"
     R"("to_role":"team_lead"}],"pause_reasons":["asked_to_wait","wrong_contact_data"]})"},
    {"sla_policy", "handoff_answer",
     R"({"subject":"handoff","starts_on":"handoff.offered","stops_on":["handoff.accepted","handoff.returned"],)"
     R"("target_s":172800,"warn_at_ppm":[500000]})"},  // the accept window of the house's hand-off point
    {"sla_policy", "request_acknowledgement",
     R"({"subject":"request","starts_on":"request.opened","stops_on":["request.acknowledged",)"
     R"("request.declined"],"target_s":172800})"},
    {"sla_policy", "feedback_reply",
     R"({"subject":"feedback","starts_on":"feedback.submitted","stops_on":["feedback.closed"],)"
     R"("target_s":432000,"calendar":"owner"})"},
    {"sla_policy", "signal_acknowledgement",
     R"({"subject":"signal","starts_on":"signal.raised","stops_on":["signal.acknowledged"],)"
     R"("target_s":172800,"responsible_side":"leadership"})"},
};

}  // namespace

void add_promises(Catalogue& catalogue) {
  catalogue.add(kDefaults);
  catalogue.on_event(follow_event);
  catalogue.edit("clause").after_write.push_back(after_rule);
  catalogue.edit("guideline_version").after_write.push_back(after_rule);
  catalogue.edit("calendar").after_write.push_back(after_calendar);
  catalogue.edit("person").after_write.push_back(after_person);
  for (const std::string_view subject : kClockSubjects) {
    if (catalogue.find_entity(subject) != nullptr) {
      catalogue.edit(subject).after_write.push_back(after_subject);
    }
  }
}

}  // namespace tandem::domain
