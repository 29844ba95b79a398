// SPDX-License-Identifier: Apache-2.0
#include "domain/agreements/clause_subjects.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "domain/arguments.hpp"

namespace tandem::domain {
namespace {

/// Of these kinds one clause holds at a time, whatever its key.
struct OneOfAKind {
  std::string_view kind, says;
};
constexpr OneOfAKind kOnly[] = {
    {"reject_reason_list", "for which reasons a hand-off is returned"},
    {"scoring_model", "how leads are scored"},
    {"request_policy", "what the sides may ask of each other"},
    {"credit_policy", "how credit is shared"},
    {"event_policy", "how events are staffed and followed up"},
};

std::vector<std::string> thresholds_in(const Json& policy) {
  std::vector<std::string> subjects;
  for (const auto& [name, value] : policy.items()) {
    if (!value.is_null()) subjects.push_back(concat({"what ", name, " is"}));
  }
  return subjects;
}

/// Made to every record by this event.
bool promises_the_same(const Json& agreed, const Json& fallback) {
  return !given(agreed, "applies_when") && text_of(agreed, "subject") == text_of(fallback, "subject") &&
         text_of(agreed, "starts_on") == text_of(fallback, "starts_on");
}

}  // namespace

std::vector<std::string> clause_subjects(std::string_view kind, std::string_view key, const Json& body) {
  if (kind == "lead_definition") return {"what the stage lead means"};
  if (kind == "stage_definition") return {concat({"what the stage ", text_of(body, "stage"), " means"})};
  if (kind == "responsibility") {
    return {concat({"who answers for the activity ", text_of(body, "activity")})};
  }
  if (kind == "handoff_point") {
    return {concat({"how leads pass from ", text_of(body, "from_stage"), " to ", text_of(body, "to_stage")})};
  }
  if (kind == "sla_policy") return {concat({"what is promised as ", key})};
  if (kind == "cadence_plan") return {concat({"how leads are followed up by ", key})};
  if (kind == "meeting_policy") return {concat({"how both meet for a ", text_of(body, "kind")})};
  if (kind == "judging_policy") return thresholds_in(body);
  for (const OneOfAKind& only : kOnly) {
    if (only.kind == kind) return {std::string(only.says)};
  }
  return {};
}

bool displaces(std::string_view kind, const Wording& agreed, const Wording& fallback) {
  if (kind == "sla_policy") return promises_the_same(agreed.body, fallback.body);
  const auto mine = clause_subjects(kind, agreed.key, agreed.body);
  const auto theirs = clause_subjects(kind, fallback.key, fallback.body);
  return std::any_of(mine.begin(), mine.end(), [&](const std::string& subject) {
    return std::find(theirs.begin(), theirs.end(), subject) != theirs.end();
  });
}

}  // namespace tandem::domain
