// SPDX-License-Identifier: Apache-2.0
#include "model/clause_body.hpp"
#include "unit/model/samples.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace tandem::model {
namespace {

std::string body_refusal(const char* kind, const Json& body) {
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

Json stage_definition() {
  return {{"stage", "mql"}, {"predicate", {{"field", "fit_score"}, {"op", ">="}, {"value", 50}}}};
}

Json scoring_model() {
  return {
      {"fit",
       {{{"label", "good"},
         {"predicate", {{"field", "fit_score"}, {"op", "is_null"}, {"value", false}}},
         {"points", 20}}}},
      {"engagement", {{{"label", "visit"}, {"channel", "web"}, {"direction", "inbound"}, {"points", 10}}}},
      {"half_life_days", 30},
      {"f_min", 10},
      {"e_min", 10},
      {"high_intent_channels", {"demo"}}};
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
  EXPECT_EQ(body_refusal("handoff_point", handoff_point()), "");
  EXPECT_EQ(body_refusal("handoff_point", without(without(handoff_point(), "required_fields"), "on_timeout")),
            "");
  EXPECT_EQ(body_refusal("responsibility", responsibility()), "");
  EXPECT_EQ(
      body_refusal("reject_reason_list", {{"reasons", {{{"code", "duplicate"}, {"label", "We know it"}}}}}),
      "");
  EXPECT_EQ(
      body_refusal("lead_definition", {{"predicate", {{"field", "fit_score"}, {"op", ">="}, {"value", 50}}}}),
      "");
  EXPECT_EQ(body_refusal("stage_definition", stage_definition()), "");
  EXPECT_EQ(body_refusal("scoring_model", scoring_model()), "");
  EXPECT_EQ(body_refusal("credit_policy", {{"side_shares", {{"marketing", 400000}, {"sales", 600000}}}}), "");
  EXPECT_EQ(body_refusal("event_policy", {{"sales_staff_min_ppm", 500000}, {"followup_window_s", 172800}}),
            "");
  EXPECT_EQ(body_refusal("meeting_policy", {{"kind", "retro"}, {"every_days", 30}}), "");
  EXPECT_EQ(body_refusal("judging_policy", {{"warn_weekday", 1}, {"acceptance_min_ppm", 600000}}), "");
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
      {"stage_definition", with(stage_definition(), "stage", "warm"), "stage"},
      {"stage_definition", with(stage_definition(), "predicate", {{"field", "fit_scor"}}), "predicate"},
      {"scoring_model", without(scoring_model(), "f_min"), "f_min"},
      {"scoring_model", with(scoring_model(), "e_min", 101), "e_min"},
      {"scoring_model", with(scoring_model(), "half_life_days", 0), "half_life_days"},
      {"scoring_model", with(scoring_model(), "fit", {{{"points", 1}}}), "fit[0].label"},
      {"scoring_model", with(scoring_model(), "fit", {{{"label", "x"}, {"points", 1}}}), "fit[0].predicate"},
      {"scoring_model", with(scoring_model(), "engagement", {{{"label", "x"}, {"points", "1"}}}),
       "engagement[0].points"},
      {"scoring_model",
       with(scoring_model(), "engagement", {{{"label", "x"}, {"points", 1}, {"direction", "up"}}}),
       "engagement[0].direction"},
      {"scoring_model",
       with(scoring_model(), "engagement", {{{"label", "x"}, {"points", 1}, {"chanel", "web"}}}), "chanel"},
      {"credit_policy", {{"side_shares", {{"marketing", 500000}, {"sales", 400000}}}}, "900000"},
      {"credit_policy", {{"side_shares", {{"marketers", 1000000}}}}, "marketers"},
      {"credit_policy", {{"side_shares", {{"sales", 1000000}}}, {"role_weights", {{"seller", 0}}}}, "weight"},
      {"event_policy", {{"sales_staff_min_ppm", 500000}, {"followup_window_s", 0}}, "followup_window_s"},
      {"meeting_policy", {{"kind", "party"}, {"every_days", 30}}, "kind"},
      {"meeting_policy", {{"kind", "retro"}, {"every_days", 0}}, "every_days"},
      {"judging_policy", {{"warn_weekday", 8}}, "warn_weekday"},
      {"sla_polcy", Json::object(), "sla_polcy"},
  };
  for (const Bad& bad : table) {
    const std::string message = body_refusal(bad.kind, bad.body);
    EXPECT_NE(message.find(bad.says), std::string::npos) << bad.body.dump() << "\n" << message;
  }
}

TEST(ClauseBody, OpenKindsSaySo) {
  for (const ClauseKind& kind : clause_kinds()) {
    EXPECT_FALSE(kind.fields.empty()) << kind.name;
    EXPECT_FALSE(kind.doc.empty()) << kind.name;
  }
}

Json request_policy() {
  return {{"marketing_may_ask", {"field_input", "reference"}},
          {"sales_may_ask", {"collateral", "data_fix"}},
          {"acknowledge_within_s", 86400},
          {"decline_reasons", Json::array({Json{{"code", "no_capacity"}, {"label", "Nobody is free"}}})}};
}

TEST(ClauseBody, ARequestPolicyListsKindsThatExist) {
  EXPECT_EQ(body_refusal("request_policy", request_policy()), "");
  EXPECT_EQ(body_refusal("request_policy", with(request_policy(), "sales_may_ask", Json::array())), "");
  EXPECT_NE(
      body_refusal("request_policy", with(request_policy(), "sales_may_ask", Json::array({"colateral"})))
          .find("sales_may_ask"),
      std::string::npos);
  EXPECT_NE(body_refusal("request_policy", without(request_policy(), "marketing_may_ask")), "");
  EXPECT_NE(body_refusal("request_policy", with(request_policy(), "acknowledge_within_s", 0)), "");
  EXPECT_NE(body_refusal("request_policy", with(request_policy(), "signal_within_s", -1)), "");
  EXPECT_NE(body_refusal("request_policy", with(request_policy(), "decline_reasons", Json::array())), "");
}

TEST(ClauseBody, AHandoffPointsDisputeWindowMayBeNone) {
  EXPECT_EQ(body_refusal("handoff_point", with(handoff_point(), "dispute_window_s", 0)), "");
  EXPECT_NE(body_refusal("handoff_point", with(handoff_point(), "dispute_window_s", -1)), "");
}

TEST(ClauseBody, NoWindowIsLongerThanTenYears) {
  constexpr std::int64_t kTenYears = 10LL * 366 * 86'400;
  const Json request = {{"marketing_may_ask", Json::array()},
                        {"sales_may_ask", Json::array()},
                        {"acknowledge_within_s", 3600},
                        {"signal_within_s", 3600},
                        {"decline_reasons", {{{"code", "no"}, {"label", "No"}}}}};
  const auto refused = [](const char* kind, Json body, const char* field, std::int64_t value) {
    body[field] = value;
    return body_refusal(kind, body).find(field) != std::string::npos;
  };
  for (const char* field : {"accept_window_s", "dispute_window_s"}) {
    EXPECT_TRUE(refused("handoff_point", handoff_point(), field, kTenYears + 1)) << field;
    EXPECT_TRUE(refused("handoff_point", handoff_point(), field, -1)) << field;
    EXPECT_FALSE(refused("handoff_point", handoff_point(), field, kTenYears)) << field;
  }
  for (const char* field : {"acknowledge_within_s", "signal_within_s"}) {
    EXPECT_TRUE(refused("request_policy", request, field, kTenYears + 1)) << field;
    EXPECT_TRUE(refused("request_policy", request, field, 0)) << field;
    EXPECT_FALSE(refused("request_policy", request, field, kTenYears)) << field;
  }
}

TEST(ClauseBody, NullIsNotGiven) {
  EXPECT_EQ(body_refusal("judging_policy", {{"green_ppm", nullptr}, {"amber_ppm", 800'000}}), "");
}

TEST(ClauseBody, TheShareThatOpensADefinitionIsAShare) {
  const Json body = {{"reasons", Json::array({Json{{"code", "duplicate"}, {"label", "We know it"}}})}};
  EXPECT_EQ(body_refusal("reject_reason_list", with(body, "review_share_ppm", 250000)), "");
  EXPECT_NE(body_refusal("reject_reason_list", with(body, "review_share_ppm", 0)), "");
  EXPECT_NE(body_refusal("reject_reason_list", with(body, "review_share_ppm", 1000001)), "");
}

}  // namespace
}  // namespace tandem::model
