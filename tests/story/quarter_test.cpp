// SPDX-License-Identifier: Apache-2.0
// The third quarter of 2026 at Looms, who sell weaving machines. Mia leads marketing, Max works for her; Sam
// leads sales, Sue works for him; Lea leads both. Told in the order in which it happened, with every figure
// worked out by hand beside it.
#include "company.hpp"

namespace story {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kEuro = 100;  // minor units

class Quarter : public Company {
 protected:
  void SetUp() override {
    Company::SetUp();
    hire("Mia", "marketing", true);
    hire("Max", "marketing", false);
    hire("Sam", "sales", true);
    hire("Sue", "sales", false);
    hire("Lea", "leadership", true);
  }

  void they_agree_what_a_word_means();
  void they_sign_the_rules();
  void they_sign_one_goal();
  void leads_come_in();
  void leads_are_called();
  void leads_change_hands();
  void they_ask_and_answer();
  void half_time();
  void a_customer_is_heard();
  void the_quarter_ends();

  std::string clause(const std::string& version, const std::string& kind, const std::string& key,
                     const Json& body) {
    return put("clause", {{"version_id", version},
                          {"kind", kind},
                          {"key", key},
                          {"body", body},
                          {"justified_by", "past_success"},
                          {"review_on", "2026-12-31"}});
  }
  /// A deal of 20,000 euros, won on that day.
  void win(const std::string& lead, const std::string& local) {
    at(local);
    const std::string deal = put("opportunity", {{"name", "Looms"},
                                                 {"lead_id", lead},
                                                 {"owner_person_id", id_of("Sue")},
                                                 {"stage", "offer"},
                                                 {"amount_minor", 20'000 * kEuro},
                                                 {"currency", "EUR"}});
    act("Sue", "opportunity.win", deal);
    deals_.push_back(deal);
  }

  std::string goal_, campaign_;
  std::vector<std::string> leads_, deals_;
};

// --- June: before the quarter begins -------------------------------------------------------------------

/// "Warm lead" meant ten things. From now on there is one word with one meaning, signed by both sides.
void Quarter::they_agree_what_a_word_means() {
  at("2026-06-22 10:00");
  const std::string version = act("Max", "term.define", "",
                                  {{"name", "MQL"},
                                   {"text", "A lead that fits our customers and has asked for something"},
                                   {"aliases", {"warm lead"}}});
  act("Mia", "term.sign", version);
  act("Sam", "term.sign", version);
  act("Mia", "term.activate", version);
  const auto found = ask("check_text", {{"text", "Here is one more warm lead"}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].at("preferred"), "MQL");
}

/// The rules of the house: how fast a lead is called (within one hour of the office's working time), where it
/// changes hands, how long sales may think about it, and with which
/// reasons it may come back. Sales says no to the first wording; both sign the second, the very same text.
void Quarter::they_sign_the_rules() {
  at("2026-06-23 10:00");
  const std::string house = put("guideline", {{"key", "together"}, {"title", "How we work together"}});
  const std::string first = put("guideline_version", {{"guideline_id", house}});
  clause(first, "handoff_point", "to_sales",
         {{"from_stage", "mql"},
          {"to_stage", "sal"},
          {"from_side", "marketing"},
          {"to_side", "sales"},
          {"required_fields", {"email", "company_name"}},
          {"accept_window_s", 3'600},
          {"dispute_window_s", 14 * 86'400}});
  act("Mia", "guideline.propose", first);
  act("Mia", "guideline.sign", first);
  act("Sam", "guideline.sign", first, {{"decision", "no"}, {"reason", "One hour is too short on Fridays"}});
  EXPECT_EQ(get("guideline_version", first).at("state"), "proposed");
  act("Mia", "guideline.withdraw", first);

  const std::string second = put("guideline_version", {{"guideline_id", house}});
  Json week = Json::array();
  for (int day = 1; day <= 5; ++day)
    week.push_back({{"weekday", day}, {"start_min", 540}, {"end_min", 1'020}});
  const std::string office =
      put("calendar", {{"name", "Office, 9 to 5"}, {"time_zone", "Europe/Berlin"}, {"weekly", week}});
  clause(second, "sla_policy", "first_call",
         {{"subject", "lead"},
          {"starts_on", "lead.captured"},
          {"stops_on", {"lead.first_touched"}},
          {"target_s", 3'600},
          {"calendar", "policy"},
          {"calendar_id", office},
          {"warn_at_ppm", {500'000}},
          {"escalation", {{{"after_s", 3'600}, {"action", "notify"}, {"to_role", "team_lead"}}}},
          {"responsible_side", "marketing"}});
  clause(second, "handoff_point", "to_sales",
         {{"from_stage", "mql"},
          {"to_stage", "sal"},
          {"from_side", "marketing"},
          {"to_side", "sales"},
          {"required_fields", {"email", "company_name"}},
          {"accept_window_s", 2 * 86'400},
          {"dispute_window_s", 14 * 86'400}});
  clause(second, "reject_reason_list", "returns",
         {{"reasons",
           {{{"code", "bad_data"}, {"label", "Contact data is wrong"}},
            {{"code", "no_need"}, {"label", "Needs no looms"}}}}});
  act("Mia", "guideline.propose", second);
  act("Mia", "guideline.sign", second);
  act("Sam", "guideline.sign", second);
  EXPECT_EQ(get("guideline_version", second).at("state"), "signed");

  // They hold from the first of July, and not a minute earlier.
  act("Sam", "guideline.activate", second, {{"effective_from", instant("2026-07-01 00:00")}});
  EXPECT_EQ(get("guideline_version", second).at("state"), "signed");
  at("2026-07-01 00:00");
  time_passes();
  EXPECT_EQ(get("guideline_version", second).at("state"), "active");
}

/// One number that both signed: 120,000 euros in the quarter. What it takes follows from rates both signed
/// too, backwards: 120,000 / 20,000 = 6 deals; one opportunity in three is won: 18 opportunities; half of the
/// accepted leads become one: 36 accepted; three of four offered are accepted: 48 MQL; half of all leads get
/// that far: 96 leads.
void Quarter::they_sign_one_goal() {
  const std::string quarter = put("period", {{"name", "Q3 2026"},
                                             {"starts_on", "2026-07-01"},
                                             {"ends_on", "2026-10-01"},
                                             {"time_zone", "Europe/Berlin"}});
  goal_ = put("goal", {{"title", "Revenue of the quarter"},
                       {"metric_id", metric("revenue")},
                       {"period_id", quarter},
                       {"baseline", 0},
                       {"target", 120'000 * kEuro},
                       {"currency", "EUR"},
                       {"side", "shared"}});
  const auto step = [](const char* from, const char* to, const char* side, int num, int den, int lag) {
    return Json{{"from", from}, {"to", to}, {"side", side}, {"num", num}, {"den", den}, {"lag_days", lag}};
  };
  const std::string rates =
      put("funnel_model", {{"name", "What we saw last year"},
                           {"average_deal_minor", 20'000 * kEuro},
                           {"currency", "EUR"},
                           {"sample_size", 400},
                           {"as_of", "2026-06-01"},
                           {"steps",
                            {step("leads_captured", "marketing_qualified_leads", "marketing", 1, 2, 7),
                             step("marketing_qualified_leads", "handoffs_accepted", "marketing", 3, 4, 3),
                             step("handoffs_accepted", "opportunities_opened", "sales", 1, 2, 10),
                             step("opportunities_opened", "deals_won", "sales", 1, 3, 30)}}});
  act("Mia", "funnel_model.sign", rates);
  act("Sam", "funnel_model.sign", rates);
  act("Mia", "goal.plan_cascade", goal_, {{"funnel_model_id", rates}});
  const std::pair<const char*, int> needs[] = {{"deals_won", 6},
                                               {"opportunities_opened", 18},
                                               {"handoffs_accepted", 36},
                                               {"marketing_qualified_leads", 48},
                                               {"leads_captured", 96}};
  for (const auto& [stage, need] : needs) {
    EXPECT_EQ(row("cascade", "metric", stage, {{"goal_id", goal_}}).at("need"), need) << stage;
  }

  EXPECT_THAT(refused("Max", "goal.agree", goal_), HasSubstr("signer"));
  act("Mia", "goal.agree", goal_);
  EXPECT_EQ(get("goal", goal_).at("state"), "draft") << "one side alone has agreed to nothing";
  act("Sam", "goal.agree", goal_);
  EXPECT_EQ(get("goal", goal_).at("state"), "agreed");
  act("Sam", "goal.activate", goal_);
}

// --- July: leads ----------------------------------------------------------------------------------------

/// One buyer leaves his address on Sunday evening, five on Monday at nine. Nobody is left lying: each has an
/// owner and a running clock from the first moment. The office opens on Monday at nine, so the hour of all
/// six ends at ten.
void Quarter::leads_come_in() {
  campaign_ = put("campaign", {{"name", "Looms at the fair"}});
  const std::string form =
      put("capture_point", {{"name", "Fair form"}, {"kind", "web_form"}, {"campaign_id", campaign_}});
  for (int i = 1; i <= 6; ++i) {
    at(i == 1 ? "2026-07-05 20:00" : "2026-07-06 09:00");
    const std::string n = std::to_string(i);
    leads_.push_back(act("Max", "lead.capture", "",
                         {{"family_name", "Buyer " + n},
                          {"email", "buyer" + n + "@mill" + n + ".example"},
                          {"company_name", "Mill " + n},
                          {"origin", "fair"},
                          {"campaign_id", campaign_},
                          {"capture_point_id", form}}));
    EXPECT_FALSE(get("lead", leads_.back()).at("queue_team_id").is_null());
  }
  EXPECT_EQ(events("lead.captured"), 6);
  EXPECT_EQ(row("service_levels", "policy", "first_call").at("running"), 6);

  // 120 people saw the form: 6 / 120 = 5 %.
  put("capture_stat", {{"capture_point_id", form}, {"day_on", "2026-07-06"}, {"visits", 120}});
  EXPECT_EQ(row("capture_rates", "capture_point_id", form).at("capture_rate_ppm"), 50'000);
}

/// Max calls five of them at half past nine, after half an hour. At ten the sixth clock runs out: the breach
/// is written, and the lead of the queue hears of it, once. At half past ten Max notes that he had called at
/// a quarter to ten: the promise was kept after all, and the breach stays in the journal, marked as
/// corrected.
void Quarter::leads_are_called() {
  // A machine's mail is no contact.
  act("Max", "lead.touch", leads_[0], {{"channel", "email"}, {"is_automated", true}});
  EXPECT_EQ(ask("leads_never_touched").size(), 6u);
  at("2026-07-06 09:30");
  for (std::size_t i = 0; i < 5; ++i) act("Max", "lead.touch", leads_[i], {{"channel", "phone"}});
  EXPECT_EQ(ask("leads_never_touched").size(), 1u);

  at("2026-07-06 10:00");
  time_passes();
  time_passes();
  EXPECT_EQ(events("clock.breached"), 1);
  EXPECT_EQ(events("clock.escalated"), 1);
  EXPECT_EQ(row("service_levels", "policy", "first_call").at("on_time_ppm"), 833'333) << "5 of 6";

  at("2026-07-06 10:30");
  act_late("Max", "2026-07-06 09:45", "lead.touch", leads_[5], {{"channel", "phone"}});
  const Json kept = row("service_levels", "policy", "first_call");
  EXPECT_EQ(kept.at("met"), 6);
  EXPECT_EQ(kept.at("on_time_ppm"), 1'000'000);
  EXPECT_EQ(kept.at("median_s"), 1'800) << "half an hour of working time";
  EXPECT_EQ(events("clock.breached"), 1) << "what happened stays written";
}

/// Marketing offers five of the six. Sales takes four and gives one back, with a reason from the list; so
/// 4 / (4 + 1) = 80 % are accepted, and the returned one has an owner again.
void Quarter::leads_change_hands() {
  at("2026-07-07 10:00");
  std::vector<std::string> offers;
  for (std::size_t i = 0; i < 5; ++i) {
    act("Max", "lead.move", leads_[i], {{"to_stage", "mql"}});
    offers.push_back(act("Max", "handoff.offer", "", {{"lead_id", leads_[i]}}));
  }
  EXPECT_THAT(refused("Max", "handoff.offer", "", {{"lead_id", leads_[5]}}), HasSubstr("hand-off point"));

  at("2026-07-07 15:00");
  for (std::size_t i = 0; i < 4; ++i) {
    act("Sue", "handoff.accept", offers[i]);
    EXPECT_EQ(get("lead", leads_[i]).at("owner_person_id"), id_of("Sue"));
    EXPECT_EQ(get("lead", leads_[i]).at("stage"), "sal");
  }
  EXPECT_THAT(refused("Sue", "handoff.return", offers[4], {{"reason", "dunno"}}), HasSubstr("bad_data"));
  act("Sue", "handoff.return", offers[4], {{"reason", "bad_data"}, {"note", "The number is a fax"}});
  EXPECT_EQ(get("lead", leads_[4]).at("owner_person_id"), id_of("Max"));
  const Json all = ask("handoff_acceptance").at(0);
  EXPECT_EQ(all.at("offered"), 5);
  EXPECT_EQ(all.at("acceptance_ppm"), 800'000);
}

/// Sue asks marketing for a price sheet: it is declined with an alternative, she asks for a case study and
/// gets it. Max asks sales to repair an address. What is asked for is answered, in both directions.
void Quarter::they_ask_and_answer() {
  at("2026-07-08 09:00");
  const std::string sheet = act("Sue", "request.open", "",
                                {{"kind", "collateral"},
                                 {"title", "Price sheet for mills"},
                                 {"why", "Buyer 1 asked"},
                                 {"needed_by", instant("2026-07-10 17:00")}});
  act("Max", "request.acknowledge", sheet);
  EXPECT_THAT(refused("Max", "request.decline", sheet, {{"reason", "no_capacity"}}),
              HasSubstr("alternative"));
  act("Max", "request.decline", sheet,
      {{"reason", "no_capacity"}, {"alternative", "The calculator on our page shows every price"}});

  const auto fulfil = [&](const std::string& asker, const std::string& worker, const Json& args) {
    const std::string asked = act(asker, "request.open", "", args);
    for (const char* verb : {"request.acknowledge", "request.accept", "request.start"}) {
      act(worker, verb, asked);
    }
    act(worker, "request.deliver", asked, {{"delivery", "done, see the folder"}, {"effort_h", 2}});
    EXPECT_THAT(refused(worker, "request.confirm", asked), HasSubstr("is up to"))
        << "only who asked can say that it was what they asked for";
    act(asker, "request.confirm", asked, {{"rating", 5}});
  };
  const std::int64_t needed = instant("2026-07-10 17:00");
  fulfil("Sue", "Max",
         {{"kind", "collateral"},
          {"title", "Case study"},
          {"why", "Mills ask who uses it"},
          {"needed_by", needed}});
  fulfil(
      "Max", "Sue",
      {{"kind", "data_fix"}, {"title", "Address of mill 5"}, {"why", "It is a fax"}, {"needed_by", needed}});

  // Sales on the campaign, with a why; marketing owes a reply and gives it.
  const std::string verdict = act("Sue", "feedback.submit", "",
                                  {{"about_entity", "campaign"},
                                   {"about_id", campaign_},
                                   {"verdict", "worked"},
                                   {"why", "Four of five knew what they wanted"}});
  EXPECT_EQ(ask("open_feedback").size(), 1u);
  act("Max", "feedback.close", verdict, {{"reply", "Then we repeat it in September"}});
  EXPECT_EQ(ask("open_feedback").size(), 0u);
}

// --- August: half time ---------------------------------------------------------------------------------

/// After 46 of 92 days half of the money is due: 60,000. Two deals are won, 40,000: attainment is
/// 40 / 120 = 33.3 %, pace 40 / 60 = 66.7 %, which is red, below 75 %. Both are told, once.
void Quarter::half_time() {
  win(leads_[0], "2026-07-20 11:00");
  win(leads_[1], "2026-08-10 11:00");
  at("2026-08-16 00:00");
  const Json now = row("goal_attainment", "goal_id", goal_);
  EXPECT_EQ(now.at("actual"), 40'000 * kEuro);
  EXPECT_EQ(now.at("expected_to_date"), 60'000 * kEuro);
  EXPECT_EQ(now.at("attainment_ppm"), 333'333);
  EXPECT_EQ(now.at("pace_ppm"), 666'667);
  EXPECT_EQ(now.at("run_rate"), 80'000 * kEuro);
  EXPECT_EQ(now.at("status"), "red");
  time_passes();
  EXPECT_GE(events("goal.at_risk"), 1);
  const std::int64_t told = events("goal.at_risk");
  time_passes();
  EXPECT_EQ(events("goal.at_risk"), told) << "the same instant tells nothing new";
  act("Sam", "goal.check_in", goal_,
      {{"value", 40'000 * kEuro}, {"confidence", 4}, {"why", "Mills close in August"}});
}

/// A lost deal is asked about twice: the seller blames the price, the buyer the delivery time. What the
/// customer said becomes an insight, and the insight goes into the next campaign, with a trace both ways.
void Quarter::a_customer_is_heard() {
  at("2026-09-01 10:00");
  const std::string lost = put("opportunity", {{"name", "Looms"},
                                               {"lead_id", leads_[3]},
                                               {"stage", "offer"},
                                               {"amount_minor", 30'000 * kEuro},
                                               {"currency", "EUR"}});
  act("Sue", "opportunity.lose", lost, {{"loss_reason", "price"}});
  const auto review = [&](const char* who, const char* driver) {
    return act("Sue", "win_loss.record", "",
               {{"opportunity_id", lost},
                {"asked_of", who},
                {"drivers", {{{"driver", driver}, {"weight_ppm", 1'000'000}}}}});
  };
  review("seller", "price");
  const std::string buyers = review("buyer", "delivery_time");
  const std::string voice = act("Sue", "voice.capture", "",
                                {{"kind", "pain"},
                                 {"text", "Half a year of waiting costs more than the loom"},
                                 {"consent_to_publish", true}});
  const std::string insight =
      act("Max", "insight.draw", "",
          {{"statement", "Mills buy delivery dates"},
           {"evidence",
            {{{"entity", "customer_voice"}, {"id", voice}}, {{"entity", "win_loss"}, {"id", buyers}}}}});
  const std::string autumn = put("campaign", {{"name", "Weaving by Christmas"}});
  act("Max", "insight.use", insight, {{"in_entity", "campaign"}, {"in_id", autumn}});
  EXPECT_EQ(events("insight.used"), 1);
}

// --- October: the end ----------------------------------------------------------------------------------

/// Three more deals make 5 × 20,000 = 100,000: 100 / 120 = 83.3 %. The goal is missed, and they say so
/// together: in we form, with a cause and an action on each side, and nobody's name.
void Quarter::the_quarter_ends() {
  win(leads_[2], "2026-09-10 11:00");
  win(leads_[4], "2026-09-20 11:00");
  win(leads_[5], "2026-09-30 11:00");
  at("2026-10-01 00:00");
  const Json end = row("goal_attainment", "goal_id", goal_);
  EXPECT_EQ(end.at("actual"), 100'000 * kEuro);
  EXPECT_EQ(end.at("attainment_ppm"), 833'333);
  EXPECT_EQ(end.at("pace_ppm"), 833'333) << "all of it is due";
  EXPECT_EQ(end.at("status"), "amber");

  Json outcome = {{"result", "missed"},
                  {"statement", "We missed the sixth deal because we talked of price and not of dates"},
                  {"causes", {{{"side", "marketing"}, {"text", "The campaign said nothing of delivery"}}}},
                  {"actions",
                   {{{"side", "marketing"}, {"text", "Delivery dates in every piece"}},
                    {{"side", "sales"}, {"text", "Ask for the date in the first call"}}}}};
  EXPECT_THAT(refused("Mia", "goal.close", goal_, outcome), HasSubstr("sales"));
  outcome["causes"].push_back({{"side", "sales"}, {"text", "Sue asked too late"}});
  EXPECT_THAT(refused("Mia", "goal.close", goal_, outcome), HasSubstr("person"));
  outcome["causes"][1]["text"] = "The date was asked for in the last call only";
  Json blaming = outcome;
  blaming["statement"] = "They did not sell it";
  EXPECT_THAT(refused("Mia", "goal.close", goal_, blaming), HasSubstr("We"));
  act("Mia", "goal.close", goal_, outcome);
  EXPECT_EQ(get("goal", goal_).at("state"), "missed");
  EXPECT_EQ(events("goal.missed"), 1);
}

TEST_F(Quarter, FromOneSignedGoalToOneSharedOutcome) {
  they_agree_what_a_word_means();
  they_sign_the_rules();
  they_sign_one_goal();
  leads_come_in();
  leads_are_called();
  leads_change_hands();
  they_ask_and_answer();
  half_time();
  a_customer_is_heard();
  the_quarter_ends();
  EXPECT_EQ(scorecard_of("Mia"), scorecard_of("Sam")) << "both sides read one page";
  nothing_is_broken();
}

}  // namespace
}  // namespace story
