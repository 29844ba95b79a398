// SPDX-License-Identifier: Apache-2.0
// Which forms there are, and their lines.
#include "forms.hpp"

namespace tandem::tryton {

const std::vector<Form>& forms() {
  static const std::vector<std::string_view> kSides = {"marketing", "sales", "leadership", "shared",
                                                       "external"};
  static const std::vector<Form> kForms = {
      {"handoff",
       "Tandem hand-off",
       false,
       "add a note here: first line as above, below it State: accepted, or State: returned and a line "
       "Reason: with one of the agreed reasons, if you like a line Note:",
       {{"accepted"}, {"returned", {"reason", "note"}}, {"completed"}},
       {{"to_person", "To"},
        {"state", "State", FormKind::choice, {"offered", "accepted", "returned", "expired", "completed"}},
        {"due_at", "Answer by", FormKind::moment},
        {"offered_at", "Offered", FormKind::moment},
        {"decided_by", "Decided by"},
        {"reason", "Reason"},
        {"note", "Note", FormKind::text}}},
      {"feedback",
       "Tandem feedback",
       true,
       "the side it is for adds a note here: first line as above, below it State: acknowledged, reviewing, "
       "acted, no_action or closed, and with the last three a line Reply:",
       {{"acknowledged"},
        {"reviewing"},
        {"acted", {"reply"}},
        {"no_action", {"reply"}},
        {"closed", {"reply"}}},
       {{"verdict", "Verdict", FormKind::choice, {"worked", "did_not", "mixed"}, true},
        {"why", "Why", FormKind::text, {}, true},
        {"from_person", "From"},
        {"to_side", "For", FormKind::choice, kSides},
        {"state",
         "State",
         FormKind::choice,
         {"submitted", "acknowledged", "reviewing", "acted", "no_action", "closed", "merged"}},
        {"reply", "Reply", FormKind::text},
        {"replied_by", "Replied by"}}},
      {"request",
       "Tandem request",
       true,
       "add a note here: first line as above, below it State: with the next state and what belongs to it "
       "(Delivery:, Decline reason: and Alternative:, Rating:, What is missing:)",
       {{"acknowledged"},
        {"accepted"},
        {"declined", {"decline_reason", "alternative"}},
        {"in_progress"},
        {"delivered", {"delivery"}},
        {"confirmed", {"rating"}},
        {"reopened", {"reopen_reason"}},
        {"cancelled"}},
       {{"title", "Title", FormKind::line, {}, true},
        {"kind",
         "Kind",
         FormKind::choice,
         {"value_proposition", "collateral", "nurture_campaign", "research", "creative", "microsite",
          "lead_program", "data_fix", "field_input", "reference", "deal_help", "other"},
         true},
        {"why", "Why", FormKind::text, {}, true},
        {"use_case", "Use case", FormKind::text},
        {"priority", "Priority", FormKind::choice, {"low", "normal", "high"}},
        {"needed_by", "Needed by", FormKind::moment},
        {"from_person", "From"},
        {"to_side", "For", FormKind::choice, kSides},
        {"state",
         "State",
         FormKind::choice,
         {"open", "acknowledged", "accepted", "in_progress", "delivered", "confirmed", "reopened", "declined",
          "cancelled"}},
        {"worker", "Worked on by"},
        {"decline_reason", "Decline reason"},
        {"alternative", "Alternative", FormKind::text},
        {"delivery", "Delivery", FormKind::text},
        {"reopen_reason", "What is missing", FormKind::text},
        {"rating", "Rating", FormKind::number}}},
      {"goal",
       "Tandem goal",
       false,
       "who may sign for sales adds a note here: first line as above, below it Agree: yes",
       {{"", {"agree"}}},
       {{"title", "Title"},
        {"target", "Target"},
        {"currency", "Currency"},
        {"side", "Owned by", FormKind::choice, kSides},
        {"state",
         "State",
         FormKind::choice,
         {"draft", "agreed", "active", "won", "missed", "retired", "withdrawn"}},
        {"agree", "Agree", FormKind::choice, {"yes"}, false, true}}},
  };
  return kForms;
}

const std::vector<FormField>& common_fields() {
  static const std::vector<FormField> kCommon = {
      {"refused", "Not taken over", FormKind::text},
      {"answers_read", "Answers read"},
      {"hint", "How to answer"},
      {"remarks", "Remarks", FormKind::text},
  };
  return kCommon;
}

}  // namespace tandem::tryton
