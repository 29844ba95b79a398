// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "model/clause_body.hpp"

namespace tandem::model {
namespace {

std::string refusal(std::string_view kind, const Json& body) {
  static const Catalogue catalogue;
  try {
    check_clause_body(catalogue, kind, body);
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), TANDEM_INVALID_ARGUMENT);
    EXPECT_FALSE(e.advice().empty()) << e.message();
    return e.message();
  }
  return "";
}

Json policy(const Json& change = Json::object()) {
  Json body = {{"subject", "lead"},
               {"starts_on", "lead.captured"},
               {"stops_on", {"lead.first_touched"}},
               {"target_s", 3600}};
  body.update(change);
  return body;
}
Json plan(const Json& change = Json::object()) {
  Json body = {{"starts_on", "lead.captured"},
               {"steps", {{{"after_s", 60}, {"channel", "email"}}, {{"after_s", 90}, {"channel", "phone"}}}},
               {"tail_interval_s", 86'400}};
  body.update(change);
  return body;
}

TEST(ClockClauses, TakeGoodBodies) {
  EXPECT_EQ(refusal("sla_policy", policy()), "");
  EXPECT_EQ(
      refusal("sla_policy", policy({{"warn_at_ppm", {500'000, 900'000}},
                                    {"applies_when", {{"field", "origin"}, {"op", "="}, {"value", "web"}}},
                                    {"calendar", "owner"},
                                    {"pause_reasons", {"asked_to_wait"}},
                                    {"escalation",
                                     {{{"after_s", 900}, {"action", "warn"}},
                                      {{"after_s", 3600}, {"action", "reassign"}, {"to_role", "queue"}}}}})),
      "");
  EXPECT_EQ(refusal("sla_policy", policy({{"subject", "request"},  // what another practice area will bring
                                          {"starts_on", "request.opened"},
                                          {"stops_on", {"request.acknowledged", "request.declined"}}})),
            "");
  EXPECT_EQ(refusal("cadence_plan", plan()), "");
  EXPECT_EQ(refusal("cadence_plan", plan({{"ends_on", {"converted"}}})), "");
}

TEST(ClockClauses, NameWhatContradictsItself) {
  struct Bad {
    const char* kind;
    Json body;
    const char* says;
  };
  const Json reassign = {{"after_s", 60}, {"action", "reassign"}, {"to_role", "queue"}};
  const Bad table[] = {
      {"sla_policy", policy({{"subject", "weather"}}), "subject"},
      {"sla_policy", policy({{"starts_on", "lead.captred"}}), "lead.captred"},
      {"sla_policy", policy({{"starts_on", "handoff.offered"}}), "no event of a lead"},
      {"sla_policy", policy({{"stops_on", {"lead.touched"}}}), "lead.touched"},
      {"sla_policy", policy({{"stops_on", Json::array()}}), "stops_on"},
      {"sla_policy", policy({{"stops_on", {"lead.captured"}}}), "stop it"},
      {"sla_policy", policy({{"target_s", 0}}), "target_s"},
      {"sla_policy", policy({{"target_s", 1'000'000'000'000}}), "target_s"},
      {"sla_policy", policy({{"warn_at_ppm", {1'500'000}}}), "warn_at_ppm"},
      {"sla_policy", policy({{"warn_at_ppm", {900'000, 500'000}}}), "warn_at_ppm"},
      {"sla_policy", policy({{"warn_at_ppm", "half"}}), "warn_at_ppm"},
      {"sla_policy", policy({{"escalation", {{{"after_s", 60}, {"action", "shout"}}}}}), "action"},
      {"sla_policy", policy({{"escalation", {{{"action", "mail"}}}}}), "after_s"},
      {"sla_policy",
       policy(
           {{"escalation", {{{"after_s", 60}, {"action", "mail"}}, {{"after_s", 60}, {"action", "warn"}}}}}),
       "escalation[1]"},
      {"sla_policy", policy({{"escalation", {{{"after_s", 60}, {"action", "mail"}, {"to", "x"}}}}}), "'to'"},
      {"sla_policy", policy({{"escalation", {{{"after_s", 60}, {"action", "reassign"}}}}}), "to_role"},
      {"sla_policy",
       policy({{"subject", "handoff"},
               {"starts_on", "handoff.offered"},
               {"stops_on", {"handoff.accepted"}},
               {"escalation", {reassign}}}),
       "only a lead"},
      {"sla_policy", policy({{"calendar", "subject"}}), "calendar_id of its own"},
      {"sla_policy", policy({{"applies_when", {{"field", "orign"}, {"op", "="}, {"value", "x"}}}}), "orign"},
      {"cadence_plan", plan({{"steps", Json::array()}}), "steps"},
      {"cadence_plan", plan({{"steps", {{{"after_s", 60}}}}}), "channel"},
      {"cadence_plan",
       plan({{"steps", {{{"after_s", 60}, {"channel", "a"}}, {{"after_s", 30}, {"channel", "b"}}}}}),
       "steps[1]"},
      {"cadence_plan", plan({{"tail_interval_s", 0}}), "tail_interval_s"},
      {"cadence_plan", plan({{"ends_on", {"tired"}}}), "ends_on"},
      {"cadence_plan", plan({{"starts_on", "request.opened"}}), "no event of a lead"},
  };
  for (const Bad& bad : table) {
    const std::string message = refusal(bad.kind, bad.body);
    EXPECT_NE(message.find(bad.says), std::string::npos) << bad.body.dump() << "\n" << message;
  }
}

}  // namespace
}  // namespace tandem::model
