// SPDX-License-Identifier: Apache-2.0
#include "model/clause_bodies/clocks.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/clause_bodies/checks.hpp"
#include "model/event_kinds.hpp"
#include "model/predicate.hpp"

namespace tandem::model {
namespace {

bool has_member(const Json& body, const char* field) {
  const auto found = body.find(field);
  return found != body.end() && !found->is_null();
}

template <typename Names>
std::string listed(const Names& names) {
  std::string out;
  for (const std::string_view name : names) {
    if (!out.empty()) out += ", ";
    out += name;
  }
  return out;
}

template <typename Names>
bool is_one_of(const Json& value, const Names& names) {
  return value.is_string() &&
         std::find(std::begin(names), std::end(names),
                   std::string_view(value.get_ref<const std::string&>())) != std::end(names);
}

void check_duration(std::string_view kind, const Json& body, const char* field) {
  const auto seconds = body.at(field).get<std::int64_t>();
  if (seconds > 0 && seconds <= kTenYears) return;
  refuse_body(kind, concat({field, " is not a duration of up to ten years"}),
              "give seconds: one hour is 3600");
}

void check_event(std::string_view kind, std::string_view subject, const char* field,
                 const std::string& event) {
  const auto known = std::find(std::begin(kPromiseEvents), std::end(kPromiseEvents), event);
  if (known == std::end(kPromiseEvents)) {
    const std::string near = nearest(cut(event, 100), kPromiseEvents);
    refuse_body(kind, concat({field, ": no event ", in_quotes(event)}),
                near.empty() ? "a promise begins and ends by: " + listed(kPromiseEvents)
                             : concat({"did you mean '", near, "'?"}));
  }
  if (subject_of_event(event) == subject) return;
  refuse_body(kind, concat({field, ": ", event, " is no event of a ", subject}),
              "name events of the subject itself: they tell which record is meant");
}

/// `[{after_s, …}]` with one more field of each entry checked by `check_entry`.
template <typename Check>
void check_steps(std::string_view kind, const char* field, const Json& steps, Check check_entry) {
  if (!steps.is_array())
    refuse_body(kind, concat({field, " is not a list"}), "write [{\"after_s\": 3600, …}]");
  std::int64_t last = -1;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string where = concat({field, "[", std::to_string(i), "]"});
    const Json& step = steps[i];
    if (!step.is_object() || !step.contains("after_s") || !step.at("after_s").is_number_integer()) {
      refuse_body(kind, where + " has no after_s", "give each step its seconds from the start");
    }
    const auto after = step.at("after_s").get<std::int64_t>();
    if (after < 0 || after > kTenYears) {
      refuse_body(kind, where + ".after_s is not a duration of up to ten years",
                  "give seconds from the start");
    }
    if (after <= last) {
      refuse_body(kind, where + ".after_s is not later than the step before", "order the steps by after_s");
    }
    last = after;
    check_entry(where, step);
  }
}

void refuse_unknown_keys(std::string_view kind, const std::string& where, const Json& step,
                         std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : step.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    refuse_body(kind, concat({where, " has no field ", in_quotes(name)}), "its fields are " + listed(known));
  }
}

void check_warnings(std::string_view kind, const Json& warnings) {
  std::int64_t last = 0;
  bool rising = warnings.is_array();
  for (std::size_t i = 0; rising && i < warnings.size(); ++i) {
    const std::int64_t ppm = warnings[i].is_number_integer() ? warnings[i].get<std::int64_t>() : 0;
    rising = ppm > last && ppm < 1'000'000;
    last = ppm;
  }
  if (rising) return;
  refuse_body(kind, "warn_at_ppm is not a rising list of parts of the target",
              "write [500000]: half of the target; 1000000 is the breach itself");
}

void check_escalation(std::string_view kind, std::string_view subject, const Json& escalation) {
  check_steps(kind, "escalation", escalation, [&](const std::string& where, const Json& step) {
    refuse_unknown_keys(kind, where, step, {"after_s", "action", "to_role"});
    if (!step.contains("action") || !is_one_of(step.at("action"), kEscalationActions)) {
      refuse_body(kind, where + ".action is not known", "use one of: " + listed(kEscalationActions));
    }
    if (step.contains("to_role") && !is_one_of(step.at("to_role"), kEscalationRoles)) {
      refuse_body(kind, where + ".to_role is not known", "use one of: " + listed(kEscalationRoles));
    }
    if (step.at("action") != "reassign") return;
    if (subject != "lead") refuse_body(kind, where + ": only a lead can be reassigned", "use notify");
    constexpr std::string_view kReceivers[] = {"team_lead", "queue"};
    if (!step.contains("to_role") || !is_one_of(step.at("to_role"), kReceivers)) {
      refuse_body(kind, where + ".to_role does not say who gets the lead", "use team_lead or queue");
    }
  });
}

void check_calendar(const Catalogue& catalogue, std::string_view kind, const std::string& subject,
                    const Json& body) {
  const std::string source = has_member(body, "calendar") ? body.at("calendar").get<std::string>() : "policy";
  if (source != "subject") return;
  if (has_member(body, "calendar_id")) {
    refuse_body(kind, "calendar is the subject's, and a calendar_id is given too", "leave one of them out");
  }
  const EntityInfo* entity = catalogue.find_entity(subject);
  if (entity != nullptr && entity->find("calendar_id")) return;
  refuse_body(kind, concat({"a ", subject, " has no calendar_id of its own"}),
              "use owner, or policy with a calendar_id");
}

void check_condition(const Catalogue& catalogue, std::string_view kind, const std::string& subject,
                     const Json& condition) {
  const EntityInfo* entity = catalogue.find_entity(subject);
  if (entity == nullptr) {
    refuse_body(kind, concat({"applies_when: a ", subject, " has no fields here"}), "leave applies_when out");
  }
  try {
    Predicate::parse(catalogue, *entity, condition);
  } catch (const Error& e) {
    refuse_body(kind, "applies_when: " + e.message(), e.advice());
  }
}

}  // namespace

void check_sla_policy(const Catalogue& catalogue, const Json& body) {
  constexpr std::string_view kind = "sla_policy";
  const std::string subject = body.at("subject").get<std::string>();
  const std::string starts_on = body.at("starts_on").get<std::string>();
  check_event(kind, subject, "starts_on", starts_on);
  if (body.at("stops_on").empty()) {
    refuse_body(kind, "stops_on names no event", "a promise that nothing can keep is none");
  }
  for (const Json& event : body.at("stops_on")) {
    check_event(kind, subject, "stops_on", event.get<std::string>());
    if (event == starts_on) {
      refuse_body(kind, "the event that starts the clock would stop it", "name another event in stops_on");
    }
  }
  check_duration(kind, body, "target_s");
  if (has_member(body, "applies_when")) check_condition(catalogue, kind, subject, body.at("applies_when"));
  check_calendar(catalogue, kind, subject, body);
  if (has_member(body, "warn_at_ppm")) check_warnings(kind, body.at("warn_at_ppm"));
  if (has_member(body, "escalation")) check_escalation(kind, subject, body.at("escalation"));
}

void check_cadence_plan(const Catalogue&, const Json& body) {
  constexpr std::string_view kind = "cadence_plan";
  check_event(kind, "lead", "starts_on", body.at("starts_on").get<std::string>());
  check_duration(kind, body, "tail_interval_s");
  if (body.at("tail_interval_s").get<std::int64_t>() < 3600) {
    refuse_body(kind, "tail_interval_s is shorter than an hour", "the tail is patient: give 3600 or more");
  }
  const Json& steps = body.at("steps");
  check_steps(kind, "steps", steps, [&](const std::string& where, const Json& step) {
    refuse_unknown_keys(kind, where, step, {"after_s", "channel", "note"});
    const bool named = step.contains("channel") && step.at("channel").is_string() &&
                       !trim(step.at("channel").get_ref<const std::string&>()).empty();
    if (!named)
      refuse_body(kind, where + ".channel is missing", "say how to reach out: email, phone, meeting …");
    if (step.contains("note") && !step.at("note").is_string()) {
      refuse_body(kind, where + ".note is not a text", "leave it out, or say what to talk about");
    }
  });
  if (steps.empty()) refuse_body(kind, "steps is empty", "name at least one step");
  if (!has_member(body, "ends_on")) return;
  constexpr std::string_view kEnds[] = {"converted", "disqualified", "opted_out"};
  if (body.at("ends_on").empty()) refuse_body(kind, "ends_on is empty", "use some of: " + listed(kEnds));
  for (const Json& outcome : body.at("ends_on")) {
    if (!is_one_of(outcome, kEnds))
      refuse_body(kind, "ends_on: no such outcome", "use some of: " + listed(kEnds));
  }
}

}  // namespace tandem::model
