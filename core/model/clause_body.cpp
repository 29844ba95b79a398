// SPDX-License-Identifier: Apache-2.0
#include "model/clause_body.hpp"

#include <array>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/canonical.hpp"
#include "model/clause_bodies/checks.hpp"
#include "model/clause_bodies/clocks.hpp"
#include "model/clause_bodies/credit_policy.hpp"
#include "model/clause_bodies/event_policy.hpp"
#include "model/clause_bodies/handoff_point.hpp"
#include "model/clause_bodies/judging_policy.hpp"
#include "model/clause_bodies/meeting_policy.hpp"
#include "model/clause_bodies/reject_reason_list.hpp"
#include "model/clause_bodies/request_policy.hpp"
#include "model/clause_bodies/scoring_model.hpp"
#include "model/clause_bodies/stage_definition.hpp"
#include "model/document.hpp"
#include "model/entities/agreements.hpp"
#include "model/entities/leads.hpp"

namespace tandem::model {
namespace {

// One field a line reads better than the formatter's columns.
// clang-format off
constexpr Field kLeadDefinitionBody[] = {
    {.name = "predicate", .type = Type::json, .flags = kRequired, .doc = "condition over leads; what fulfils it is a lead both sides mean"},
};
constexpr Field kResponsibilityBody[] = {
    {.name = "activity", .type = Type::text, .flags = kRequired, .doc = "name of the activity, as fields carry it: lead_data, deal …"},
    {.name = "doer", .type = Type::text, .flags = kRequired, .doc = "role that does it"},
    {.name = "accountable", .type = Type::choice, .flags = kRequired, .choices = kSides, .doc = "exactly one side answers for it"},
    {.name = "accountable_role", .type = Type::text, .flags = kRequired, .doc = "exactly one role of that side"},
    {.name = "consulted", .type = Type::set},
    {.name = "informed", .type = Type::set},
};
// clang-format on

const Field& find_field(const ClauseKind& kind, std::string_view name) {
  std::vector<std::string_view> names;
  for (const Field& field : kind.fields) {
    if (field.name == name) return field;
    names.push_back(field.name);
  }
  std::string all;
  for (const std::string_view one : names) all += (all.empty() ? "" : ", ") + std::string(one);
  const std::string near = nearest(cut(name, 100), names);
  refuse_body(kind.name, "no field " + in_quotes(name),
              near.empty() ? "its fields are " + all : "did you mean '" + near + "'?");
}

bool empty_text(const Field& field, const Json& value) {
  return field.type == Type::text && value.is_string() && trim(value.get_ref<const std::string&>()).empty();
}

void check_fields(const ClauseKind& kind, const Json& body) {
  for (const auto& [name, value] : body.items()) {
    const Field& field = find_field(kind, name);
    Arena arena;
    try {
      from_json(field, value, arena);
    } catch (const Error& e) {
      refuse_body(kind.name, e.message(), e.advice());
    }
  }
  for (const Field& field : kind.fields) {
    if (!field.is(kRequired)) continue;
    const auto found = body.find(std::string(field.name));
    if (found == body.end() || found->is_null() || empty_text(field, *found)) {
      refuse_body(
          kind.name, std::string(field.name) + " is missing",
          "it is needed: " +
              std::string(field.doc.empty() ? std::string_view("see `tandem catalogue`") : field.doc));
    }
  }
}

void check_definition(const Catalogue& catalogue, const Json& body) {
  check_lead_condition(catalogue, "lead_definition", "predicate", body.at("predicate"));
}

// clang-format off
constexpr std::array<ClauseKind, 13> kKinds = {{
    {"lead_definition", kLeadDefinitionBody, "what both sides call a lead", check_definition},
    {"stage_definition", kStageDefinitionBody, "what a lead must show to enter a stage", check_stage_definition},
    {"responsibility", kResponsibilityBody, "who does an activity and which side answers for it"},
    {"handoff_point", kHandoffPointBody, "where responsibility passes from one side to the other", check_handoff_point},
    {"sla_policy", kSlaPolicyBody, "how long one side may let the other or a buyer wait", check_sla_policy},
    {"cadence_plan", kCadencePlanBody, "how a lead is followed up until there is an outcome", check_cadence_plan},
    {"reject_reason_list", kRejectReasonBody, "the reasons for which a lead may be returned", check_reject_reason_list},
    {"scoring_model", kScoringModelBody, "how fit and fading engagement are counted, and when a lead is qualified", check_scoring_model},
    {"credit_policy", kCreditPolicyBody, "how a success is shared over touches, sides and roles", check_credit_policy},
    {"request_policy", kRequestPolicyBody, "what the sides may ask of each other, and how an ask is declined", check_request_policy},
    {"event_policy", kEventPolicyBody, "what both sides promise around an event", check_event_policy},
    {"meeting_policy", kMeetingPolicyBody, "how often the sides meet, and who must be there", check_meeting_policy},
    {"judging_policy", kJudgingPolicyBody, "when something may be judged, and when drifting apart is told", check_judging_policy},
}};
// clang-format on
static_assert(kKinds.size() == std::size(kClauseKinds));

constexpr bool in_the_order_of_the_choices() {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds[i].name != kClauseKinds[i]) return false;
  }
  return true;
}
static_assert(in_the_order_of_the_choices());

}  // namespace

std::span<const ClauseKind> clause_kinds() { return kKinds; }

const ClauseKind& clause_kind(std::string_view name) {
  std::vector<std::string_view> names;
  for (const ClauseKind& kind : kKinds) {
    if (kind.name == name) return kind;
    names.push_back(kind.name);
  }
  const std::string near = nearest(cut(name, 100), names);
  throw Error(TANDEM_INVALID_ARGUMENT, "no clause kind " + in_quotes(name),
              near.empty() ? "`tandem catalogue` lists the kinds" : "did you mean '" + near + "'?");
}

void check_clause_body(const Catalogue& catalogue, std::string_view name, const Json& body) {
  const ClauseKind& kind = clause_kind(name);
  if (!body.is_object()) refuse_body(kind.name, "is not a JSON object", "write {\"field\": value, …}");
  check_fields(kind, body);
  if (kind.check != nullptr) kind.check(catalogue, body);
  try {
    canonical_json(body);
  } catch (const Error& e) {
    refuse_body(kind.name, e.message(), e.advice());
  }
}

}  // namespace tandem::model
