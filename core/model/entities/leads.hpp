// SPDX-License-Identifier: Apache-2.0
// The buyer's record from first contact to advocate, what happened to it, and the hand-off.
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Names kStages[] = {"subscriber", "lead", "mql", "sal", "sql", "opportunity", "customer", "advocate"};
inline constexpr Names kDispositions[] = {"open", "working", "nurturing", "disqualified", "converted"};

inline constexpr Field kLeadFields[] = {
    {.name = "account_id", .type = Type::ref, .flags = kIndexed, .target = "account", .activity = "lead_work", .side = Side::sales},
    {.name = "given_name", .type = Type::text, .flags = kPersonal, .activity = "lead_data", .side = Side::marketing},
    {.name = "family_name", .type = Type::text, .flags = kPersonal, .activity = "lead_data", .side = Side::marketing},
    {.name = "email", .type = Type::email, .flags = kPersonal | kIndexed, .activity = "lead_data", .side = Side::marketing},
    {.name = "phone", .type = Type::phone, .flags = kPersonal, .activity = "lead_data", .side = Side::marketing},
    {.name = "company_name", .type = Type::text, .flags = kPersonal, .activity = "lead_data", .side = Side::marketing},
    {.name = "title", .type = Type::text, .flags = kPersonal, .activity = "lead_data", .side = Side::marketing},
    {.name = "country", .type = Type::country, .flags = kPersonal, .activity = "lead_data", .side = Side::marketing},
    {.name = "origin", .type = Type::text, .activity = "lead_source", .side = Side::marketing, .doc = "channel the lead came from"},
    {.name = "consent", .type = Type::json, .activity = "consent", .side = Side::marketing, .doc = "{channel: {purpose, given, proof, at}}"},
    {.name = "captured_at", .type = Type::instant, .flags = kRequired | kOnCreate, .set_by = SetBy::verb, .activity = "lead_source", .side = Side::marketing, .verb = "lead.capture"},
    {.name = "capture_point_id", .type = Type::ref, .target = "capture_point", .activity = "lead_source", .side = Side::marketing},
    {.name = "campaign_id", .type = Type::ref, .flags = kIndexed, .target = "campaign", .activity = "lead_source", .side = Side::marketing},
    {.name = "fit_score", .type = Type::integer, .activity = "scoring", .side = Side::marketing},
    {.name = "engagement_score", .type = Type::integer, .activity = "scoring", .side = Side::marketing},
    {.name = "stage", .type = Type::choice, .flags = kRequired | kIndexed | kOnCreate, .set_by = SetBy::verb, .choices = kStages, .activity = "lead_stage", .side = Side::shared, .verb = "lead.move", .fallback = "\"lead\""},
    {.name = "disposition", .type = Type::choice, .flags = kRequired, .choices = kDispositions, .activity = "lead_work", .side = Side::sales, .fallback = "\"open\""},
    {.name = "developer_person_id", .type = Type::ref, .target = "person", .activity = "lead_work", .side = Side::sales, .doc = "sales development representative"},
    {.name = "owner_person_id", .type = Type::ref, .flags = kIndexed, .target = "person", .activity = "lead_work", .side = Side::sales},
    {.name = "queue_team_id", .type = Type::ref, .target = "team", .activity = "lead_work", .side = Side::sales, .doc = "owns the lead while no person does"},
    {.name = "assigned_at", .type = Type::instant, .set_by = SetBy::derived},
    {.name = "first_assigned_at", .type = Type::instant, .set_by = SetBy::derived, .doc = "when a person first owned it; the system's part of speed to lead ends here"},
    {.name = "first_human_touch_at", .type = Type::instant, .set_by = SetBy::derived},
    {.name = "closed_at", .type = Type::instant, .set_by = SetBy::derived},
    {.name = "close_reason", .type = Type::text, .activity = "lead_work", .side = Side::sales},
    {.name = "is_history", .type = Type::boolean, .flags = kRequired, .set_by = SetBy::sync, .doc = "captured before the connection went live: no clock, no event", .fallback = "false"},
    {.name = "merged_into_id", .type = Type::ref, .set_by = SetBy::verb, .target = "lead", .verb = "lead.merge", .doc = "the lead that goes on for this one"},
    {.name = "field_event_id", .type = Type::ref, .flags = kIndexed, .target = "field_event", .activity = "lead_source", .side = Side::marketing, .doc = "the trade show, seminar or webinar where it was captured"},
    {.name = "follow_up_missed_at", .type = Type::instant, .set_by = SetBy::derived, .doc = "when its field event's follow-up window was found over without a contact by a person; stays"},
};
inline constexpr Index kLeadIndexes[] = {
    // The columns after the first let a funnel be counted without reading the leads.
    {"captured", "captured_at,archived_at,origin,developer_person_id"},
    {"origin", "origin,captured_at,archived_at"},
    {"untouched", "is_history,captured_at", false, "first_human_touch_at IS NULL AND disposition <> 'disqualified' AND disposition <> 'converted' AND archived_at IS NULL"},
    {"uncontacted", "field_event_id", false, "field_event_id IS NOT NULL AND first_human_touch_at IS NULL AND follow_up_missed_at IS NULL"},
};
inline constexpr Entity kLead = { .name = "lead", .number = 20, .kind = Kind::fact, .fields = kLeadFields, .label = "company_name", .indexes = kLeadIndexes, .checks = "owner_person_id IS NOT NULL OR queue_team_id IS NOT NULL", .doc = "a person or company with contact data that asked, visited or was captured"};

inline constexpr Field kStageEntryFields[] = {
    {.name = "lead_id", .type = Type::ref, .flags = kIndexed, .set_by = SetBy::verb, .target = "lead", .verb = "lead.move or lead.merge"},
    {.name = "opportunity_id", .type = Type::ref, .flags = kImmutable | kIndexed, .set_by = SetBy::derived, .target = "opportunity", .doc = "set as the deal's stage changes"},
    {.name = "stage", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "lead.move"},
    {.name = "entered_at", .type = Type::instant, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "lead.move"},
    {.name = "left_at", .type = Type::instant, .set_by = SetBy::verb, .verb = "lead.move"},
    {.name = "cause", .type = Type::text, .flags = kImmutable, .set_by = SetBy::verb, .verb = "lead.move"},
    {.name = "person_id", .type = Type::ref, .flags = kImmutable, .set_by = SetBy::verb, .target = "person", .verb = "lead.move"},
};
inline constexpr Index kStageEntryIndexes[] = {{"entered", "stage,entered_at"}};
inline constexpr Entity kStageEntry = {.name = "stage_entry", .number = 21, .fields = kStageEntryFields, .label = "stage", .indexes = kStageEntryIndexes, .checks = "(lead_id IS NULL) <> (opportunity_id IS NULL)", .doc = "one stay of a lead or an opportunity in a stage", .journaled = false};

inline constexpr Names kDirections[] = {"inbound", "outbound"};
inline constexpr Field kTouchFields[] = {
    {.name = "lead_id", .type = Type::ref, .flags = kIndexed, .target = "lead"},
    {.name = "opportunity_id", .type = Type::ref, .flags = kIndexed, .target = "opportunity"},
    {.name = "at", .type = Type::instant, .flags = kRequired},
    {.name = "channel", .type = Type::text, .flags = kRequired, .doc = "email, phone, meeting, web, event …"},
    {.name = "direction", .type = Type::choice, .flags = kRequired, .choices = kDirections, .fallback = "\"outbound\""},
    {.name = "person_id", .type = Type::ref, .flags = kIndexed, .target = "person"},
    {.name = "side", .type = Type::choice, .choices = kSides},
    {.name = "is_automated", .type = Type::boolean, .flags = kRequired, .doc = "a machine did it; never counts as a first human touch", .fallback = "false"},
    {.name = "campaign_id", .type = Type::ref, .target = "campaign"},
    {.name = "note", .type = Type::text, .flags = kPersonal},
};
inline constexpr Entity kTouch = {.name = "touch", .number = 22, .kind = Kind::fact, .fields = kTouchFields, .label = "channel", .checks = "lead_id IS NOT NULL OR opportunity_id IS NOT NULL", .doc = "one contact between company and buyer"};

inline constexpr Names kResults[] = {"open", "won", "lost"};
inline constexpr Field kOpportunityFields[] = {
    {.name = "lead_id", .type = Type::ref, .flags = kIndexed, .target = "lead"},
    {.name = "account_id", .type = Type::ref, .flags = kIndexed, .target = "account"},
    {.name = "name", .type = Type::text, .activity = "deal", .side = Side::sales},
    {.name = "amount_minor", .type = Type::minor, .activity = "deal", .side = Side::sales},
    {.name = "currency", .type = Type::currency, .activity = "deal", .side = Side::sales},
    {.name = "stage", .type = Type::text, .activity = "deal", .side = Side::sales, .doc = "pipeline stage as sales names it"},
    {.name = "probability_ppm", .type = Type::ppm, .activity = "deal", .side = Side::sales},
    {.name = "expected_close_on", .type = Type::date, .activity = "deal", .side = Side::sales},
    {.name = "result", .type = Type::choice, .flags = kRequired | kIndexed | kOnCreate, .set_by = SetBy::verb, .choices = kResults, .activity = "deal", .side = Side::sales, .verb = "opportunity.win or opportunity.lose", .fallback = "\"open\""},
    {.name = "closed_at", .type = Type::instant, .flags = kIndexed | kOnCreate, .set_by = SetBy::verb, .activity = "deal", .side = Side::sales, .verb = "opportunity.win or opportunity.lose"},
    {.name = "loss_reason", .type = Type::text, .flags = kOnCreate, .set_by = SetBy::verb, .activity = "deal", .side = Side::sales, .verb = "opportunity.lose"},
    {.name = "owner_person_id", .type = Type::ref, .flags = kIndexed, .target = "person", .activity = "deal", .side = Side::sales},
    {.name = "is_history", .type = Type::boolean, .flags = kRequired, .set_by = SetBy::sync, .fallback = "false"},
};
inline constexpr Move kOpportunityMoves[] = {
    {"open", "won", "opportunity.win"},
    {"open", "lost", "opportunity.lose"},
    {"won", "open", "opportunity.reopen"},
    {"lost", "open", "opportunity.reopen"},
};
inline constexpr Entity kOpportunity = {.name = "opportunity", .number = 23, .kind = Kind::fact, .fields = kOpportunityFields, .label = "name", .state_field = "result", .moves = kOpportunityMoves, .checks = "(result = 'open') = (closed_at IS NULL)", .doc = "a possible deal with amount and expected date"};

inline constexpr Names kHandoffStates[] = {"offered", "accepted", "returned", "expired", "completed"};
inline constexpr Field kHandoffFields[] = {
    {.name = "lead_id", .type = Type::ref, .flags = kRequired | kIndexed, .set_by = SetBy::verb, .target = "lead", .verb = "handoff.offer or lead.merge"},
    {.name = "point_id", .type = Type::ref, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .target = "clause", .verb = "handoff.offer", .doc = "the hand-off point clause"},
    {.name = "version_id", .type = Type::ref, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .target = "guideline_version", .verb = "handoff.offer", .doc = "the guideline version in force when it was offered"},
    {.name = "offered_at", .type = Type::instant, .flags = kRequired, .set_by = SetBy::verb, .verb = "handoff.offer"},
    {.name = "offered_by", .type = Type::ref, .set_by = SetBy::verb, .target = "person", .verb = "handoff.offer"},
    {.name = "to_person_id", .type = Type::ref, .flags = kIndexed, .set_by = SetBy::verb, .target = "person", .verb = "handoff.offer"},
    {.name = "state", .type = Type::choice, .flags = kRequired | kIndexed, .set_by = SetBy::verb, .choices = kHandoffStates, .verb = "handoff.accept or handoff.return", .fallback = "\"offered\""},
    {.name = "due_at", .type = Type::instant, .set_by = SetBy::verb, .verb = "handoff.offer", .doc = "end of the accept window"},
    {.name = "decided_at", .type = Type::instant, .set_by = SetBy::verb, .verb = "handoff.accept or handoff.return"},
    {.name = "decided_by", .type = Type::ref, .set_by = SetBy::verb, .target = "person", .verb = "handoff.accept or handoff.return"},
    {.name = "reason", .type = Type::text, .set_by = SetBy::verb, .verb = "handoff.return", .doc = "code from the guideline's list of reasons"},
    {.name = "note", .type = Type::text, .flags = kPersonal, .set_by = SetBy::verb, .verb = "handoff.return"},
    {.name = "was_accepted", .type = Type::boolean, .flags = kRequired, .set_by = SetBy::verb, .verb = "handoff.accept", .doc = "accepted at some time; a later return is a dispute", .fallback = "false"},
};
inline constexpr Move kHandoffMoves[] = {
    {"offered", "accepted", "handoff.accept"},     {"offered", "returned", "handoff.return"},
    {"offered", "expired", "handoff.expire"},      {"expired", "offered", "handoff.offer"},
    {"accepted", "completed", "handoff.complete"}, {"accepted", "returned", "handoff.return"},
};
inline constexpr Index kHandoffIndexes[] = {
    {"one_offered", "lead_id", true, "state = 'offered'"},
    {"decided", "decided_at", false, "decided_at IS NOT NULL"},
    {"offered", "offered_at,state,was_accepted,reason,archived_at"},
};
inline constexpr Entity kHandoff = { .name = "handoff", .number = 24, .fields = kHandoffFields, .label = "state", .state_field = "state", .moves = kHandoffMoves, .indexes = kHandoffIndexes, .checks = "state <> 'returned' OR reason IS NOT NULL", .doc = "responsibility passes from one side to the other, with a yes or a no"};

}  // namespace tandem::model
// clang-format on
