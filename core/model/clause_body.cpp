// SPDX-License-Identifier: Apache-2.0
#include "model/clause_body.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/canonical.hpp"
#include "model/clause_bodies/clocks.hpp"
#include "model/document.hpp"
#include "model/entities/agreements.hpp"
#include "model/entities/leads.hpp"
#include "model/predicate.hpp"

namespace tandem::model {
namespace {

// One field a line reads better than the formatter's columns.
// clang-format off
constexpr Names kOnTimeout[] = {"escalate", "auto_accept", "auto_return"};

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
constexpr Field kHandoffPointBody[] = {
    {.name = "from_stage", .type = Type::choice, .flags = kRequired, .choices = kStages},
    {.name = "to_stage", .type = Type::choice, .flags = kRequired, .choices = kStages},
    {.name = "from_side", .type = Type::choice, .flags = kRequired, .choices = kSides},
    {.name = "to_side", .type = Type::choice, .flags = kRequired, .choices = kSides},
    {.name = "required_fields", .type = Type::set, .doc = "fields of the lead that must be filled before it is offered", .fallback = "[]"},
    {.name = "accept_window_s", .type = Type::duration, .flags = kRequired, .doc = "time to accept or return"},
    {.name = "on_timeout", .type = Type::choice, .choices = kOnTimeout, .fallback = "\"escalate\""},
};
constexpr Field kRejectReasonBody[] = {
    {.name = "reasons", .type = Type::json, .flags = kRequired, .doc = "[{code, label}]; a return names one of the codes"},
};

// clang-format on

[[noreturn]] void fail(std::string_view kind, const std::string& what, const std::string& advice) {
  throw Error(TANDEM_INVALID_ARGUMENT, "the body of a " + std::string(kind) + " clause: " + what, advice);
}

const Field& find_field(const ClauseKind& kind, std::string_view name) {
  std::vector<std::string_view> names;
  for (const Field& field : kind.fields) {
    if (field.name == name) return field;
    names.push_back(field.name);
  }
  std::string all;
  for (const std::string_view one : names) all += (all.empty() ? "" : ", ") + std::string(one);
  const std::string near = nearest(cut(name, 100), names);
  fail(kind.name, "no field " + in_quotes(name),
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
      fail(kind.name, e.message(), e.advice());
    }
  }
  for (const Field& field : kind.fields) {
    if (!field.is(kRequired)) continue;
    const auto found = body.find(std::string(field.name));
    if (found == body.end() || found->is_null() || empty_text(field, *found)) {
      fail(kind.name, std::string(field.name) + " is missing",
           "it is needed: " +
               std::string(field.doc.empty() ? std::string_view("see `tandem catalogue`") : field.doc));
    }
  }
}

void check_handoff_point(const Catalogue& catalogue, const Json& body) {
  constexpr std::string_view kind = "handoff_point";
  if (body.at("from_side") == body.at("to_side")) {
    fail(kind, "from_side and to_side are the same", "a hand-off passes to the other side");
  }
  if (body.at("accept_window_s").get<std::int64_t>() <= 0) {
    fail(kind, "accept_window_s is not positive", "give the time to accept in seconds: one day is 86400");
  }
  if (!body.contains("required_fields") || body.at("required_fields").is_null()) return;
  const EntityInfo& lead = catalogue.entity(kLead);
  for (const Json& name : body.at("required_fields")) {
    try {
      lead.position(name.get_ref<const std::string&>());
    } catch (const Error& e) {
      fail(kind, "required_fields: " + e.message(), e.advice());
    }
  }
}

bool valid_code(const Json& code) {
  if (!code.is_string()) return false;
  const std::string& text = code.get_ref<const std::string&>();
  return !text.empty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void check_reasons(const Catalogue&, const Json& body) {
  constexpr std::string_view kind = "reject_reason_list";
  const Json& reasons = body.at("reasons");
  if (!reasons.is_array() || reasons.empty()) {
    fail(kind, "reasons is not a list with at least one reason",
         "write [{\"code\": \"duplicate\", \"label\": \"…\"}]");
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    const std::string where = "reasons[" + std::to_string(i) + "]";
    const Json& one = reasons[i];
    if (!one.is_object() || one.size() != 2 || !one.contains("code") || !one.contains("label")) {
      fail(kind, where + " is not {code, label}", "give each reason a code and a label, nothing else");
    }
    if (!valid_code(one.at("code"))) {
      fail(kind, where + ".code is not a code", "use a-z, 0-9 and _, at most 60 characters");
    }
    const Json& label = one.at("label");
    if (!label.is_string() || trim(label.get_ref<const std::string&>()).empty()) {
      fail(kind, where + ".label is not a text", "say the reason in words that both sides read alike");
    }
    if (!seen.insert(one.at("code").get<std::string>()).second) {
      fail(kind, where + ".code stands twice", "give each reason its own code");
    }
  }
}

void check_definition(const Catalogue& catalogue, const Json& body) {
  try {
    Predicate::parse(catalogue, catalogue.entity(kLead), body.at("predicate"));
  } catch (const Error& e) {
    fail("lead_definition", "predicate: " + e.message(), e.advice());
  }
}

// clang-format off
constexpr std::string_view kOpenDoc = "no fixed form yet: any JSON object is accepted";
constexpr std::array<ClauseKind, 13> kKinds = {{
    {"lead_definition", kLeadDefinitionBody, "what both sides call a lead", false, check_definition},
    {"stage_definition", {}, kOpenDoc, true},
    {"responsibility", kResponsibilityBody, "who does an activity and which side answers for it"},
    {"handoff_point", kHandoffPointBody, "where responsibility passes from one side to the other", false, check_handoff_point},
    {"sla_policy", kSlaPolicyBody, "how long one side may let the other or a buyer wait", false, check_sla_policy},
    {"cadence_plan", kCadencePlanBody, "how a lead is followed up until there is an outcome", false, check_cadence_plan},
    {"reject_reason_list", kRejectReasonBody, "the reasons for which a lead may be returned", false, check_reasons},
    {"scoring_model", {}, kOpenDoc, true},
    {"credit_policy", {}, kOpenDoc, true},
    {"request_policy", {}, kOpenDoc, true},
    {"event_policy", {}, kOpenDoc, true},
    {"meeting_policy", {}, kOpenDoc, true},
    {"judging_policy", {}, kOpenDoc, true},
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
  if (!body.is_object()) fail(kind.name, "is not a JSON object", "write {\"field\": value, …}");
  if (!kind.open) check_fields(kind, body);
  if (kind.check != nullptr) kind.check(catalogue, body);
  try {
    canonical_json(body);
  } catch (const Error& e) {
    fail(kind.name, e.message(), e.advice());
  }
}

}  // namespace tandem::model
