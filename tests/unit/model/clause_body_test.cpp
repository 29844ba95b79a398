// SPDX-License-Identifier: Apache-2.0
#include "model/clause_body.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace tandem::model {
namespace {

const Catalogue& catalogue() {
  static const Catalogue one;
  return one;
}

std::string refusal(const char* kind, const Json& body) {
  try {
    check_clause_body(catalogue(), kind, body);
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), TANDEM_INVALID_ARGUMENT);
    EXPECT_FALSE(e.advice().empty()) << e.message();
    return e.message();
  }
  return "";
}

Json handoff_point() {
  return {{"from_stage", "mql"},
          {"to_stage", "sal"},
          {"from_side", "marketing"},
          {"to_side", "sales"},
          {"required_fields", {"email", "company_name"}},
          {"accept_window_s", 86400},
          {"on_timeout", "escalate"}};
}

Json responsibility() {
  return {{"activity", "lead_data"},
          {"doer", "marketing operations"},
          {"accountable", "marketing"},
          {"accountable_role", "head of marketing"},
          {"consulted", {"sales"}}};
}

Json with(Json body, const char* field, const Json& value) {
  body[field] = value;
  return body;
}

Json without(Json body, const char* field) {
  body.erase(field);
  return body;
}

TEST(ClauseBody, TakesGoodBodies) {
  EXPECT_EQ(refusal("handoff_point", handoff_point()), "");
  EXPECT_EQ(refusal("handoff_point", without(without(handoff_point(), "required_fields"), "on_timeout")), "");
  EXPECT_EQ(refusal("responsibility", responsibility()), "");
  EXPECT_EQ(refusal("reject_reason_list", {{"reasons", {{{"code", "duplicate"}, {"label", "We know it"}}}}}),
            "");
  EXPECT_EQ(
      refusal("lead_definition", {{"predicate", {{"field", "fit_score"}, {"op", ">="}, {"value", 50}}}}), "");
  EXPECT_EQ(refusal("meeting_policy", {{"anything", {1, 2}}}), "");
}

TEST(ClauseBody, NamesWhatIsWrong) {
  struct Bad {
    const char* kind;
    Json body;
    const char* says;
  };
  const Bad table[] = {
      {"handoff_point", Json::array(), "JSON object"},
      {"handoff_point", without(handoff_point(), "to_stage"), "to_stage"},
      {"handoff_point", with(handoff_point(), "to_side", nullptr), "to_side"},
      {"handoff_point", with(handoff_point(), "to_side", "marketing"), "the same"},
      {"handoff_point", with(handoff_point(), "from_stage", "prospect"), "from_stage"},
      {"handoff_point", with(handoff_point(), "required_fields", {"emial"}), "emial"},
      {"handoff_point", with(handoff_point(), "accept_window_s", 0), "accept_window_s"},
      {"handoff_point", with(handoff_point(), "accept_window_s", "1 day"), "accept_window_s"},
      {"handoff_point", with(handoff_point(), "on_timeout", "shrug"), "on_timeout"},
      {"handoff_point", with(handoff_point(), "accept_windw_s", 5), "accept_windw_s"},
      {"responsibility", without(responsibility(), "accountable"), "accountable"},
      {"responsibility", with(responsibility(), "accountable", {"marketing", "sales"}), "accountable"},
      {"responsibility", with(responsibility(), "doer", "  "), "doer"},
      {"reject_reason_list", {{"reasons", Json::array()}}, "at least one"},
      {"reject_reason_list", {{"reasons", {{{"code", "a"}}}}}, "reasons[0]"},
      {"reject_reason_list", {{"reasons", {{{"code", "Not Good"}, {"label", "x"}}}}}, "reasons[0].code"},
      {"reject_reason_list", {{"reasons", {{{"code", "a"}, {"label", ""}}}}}, "reasons[0].label"},
      {"reject_reason_list",
       {{"reasons", {{{"code", "a"}, {"label", "x"}}, {{"code", "a"}, {"label", "y"}}}}},
       "twice"},
      {"lead_definition", Json::object(), "predicate"},
      {"lead_definition", {{"predicate", {{"field", "fit_scor"}, {"op", ">="}, {"value", 50}}}}, "fit_scor"},
      {"meeting_policy", {{"share", 0.5}}, "fraction"},
      {"sla_polcy", Json::object(), "sla_polcy"},
  };
  for (const Bad& bad : table) {
    const std::string message = refusal(bad.kind, bad.body);
    EXPECT_NE(message.find(bad.says), std::string::npos) << bad.body.dump() << "\n" << message;
  }
}

TEST(ClauseBody, OpenKindsSaySo) {
  for (const ClauseKind& kind : clause_kinds()) {
    EXPECT_EQ(kind.open, kind.fields.empty()) << kind.name;
    EXPECT_FALSE(kind.doc.empty()) << kind.name;
  }
}

}  // namespace
}  // namespace tandem::model
