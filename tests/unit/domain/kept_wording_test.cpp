// SPDX-License-Identifier: Apache-2.0
// A clause of the house default may be changed while it holds; what was promised by then keeps to it as it
// read.
#include "unit/domain/clock_workspace.hpp"

namespace tandem::domain {
namespace {

class KeptWordingTest : public ClockTest {
 protected:
  Id offer() {
    const Id lead = capture({{"stage", "mql"}});
    return id_in(act(mona_, "handoff.offer", {{"lead_id", lead.text()}, {"to_person_id", steve_.text()}}));
  }
  void pass(Instant time) { clock_.at += time; }
};

TEST_F(KeptWordingTest, AnOfferEndsAsItsPointReadWhenItWasMade) {
  const Id before = offer();
  pass(kHour);
  policy("mql_to_sal", {{"on_timeout", "auto_accept"}, {"accept_window_s", 3600}});
  const Id after = offer();
  pass(2 * kDay);
  const Json done = tick();
  EXPECT_EQ(done.at("expired"), 1);
  EXPECT_EQ(done.at("accepted"), 1);
  EXPECT_EQ(get("handoff", before).at("state"), "expired");
  EXPECT_EQ(get("handoff", after).at("state"), "accepted");
}

TEST_F(KeptWordingTest, ADisputeStaysOpenAsLongAsWasSaid) {
  const Id before = offer();
  act(steve_, "handoff.accept", before);
  pass(kHour);
  policy("mql_to_sal", {{"dispute_window_s", 60}});
  const Id after = offer();
  act(steve_, "handoff.accept", after);
  pass(kDay);
  expect_refused(TANDEM_FORBIDDEN, "dispute_window_passed", [&] {
    act(steve_, "handoff.return", after, {{"reason", "bad_data"}});
  });
  EXPECT_EQ(act(steve_, "handoff.return", before, {{"reason", "bad_data"}}).at("dispute"), true);
}

TEST_F(KeptWordingTest, AClockWarnsEscalatesAndStopsAsItsPolicyReadWhenItBegan) {
  const Id before = capture();
  pass(kMinute);
  policy("first_contact",
         {{"target_s", 7200}, {"warn_at_ppm", Json::array()}, {"pause_reasons", {"holiday"}}});
  const Id after = capture();
  expect_refused(TANDEM_INVALID_ARGUMENT, "reason_not_listed", [&] {
    act(steve_, "clock.pause", clock_id(before), {{"reason", "holiday"}});
  });
  act(steve_, "clock.pause", clock_id(after), {{"reason", "holiday"}});
  act(steve_, "clock.resume", clock_id(after));
  pass(kHour);
  const Json done = tick();
  EXPECT_EQ(done.at("warned"), 1);
  EXPECT_EQ(done.at("breached"), 1);
  EXPECT_EQ(state(before), "breached");
  EXPECT_EQ(clock(after).at("target_s"), 7200);
}

TEST_F(KeptWordingTest, AFollowUpKeepsItsSteps) {
  auto house = db_->prepare("SELECT id FROM guideline_version WHERE is_house_default = 1");
  ASSERT_TRUE(house.step());
  put("clause",
      {{"version_id", house.id(0).text()},
       {"kind", "cadence_plan"},
       {"key", "new_leads"},
       {"justified_by", "evidence"},
       {"body",
        {{"starts_on", "lead.captured"},
         {"steps", {{{"after_s", 3600}, {"channel", "email"}}, {{"after_s", 7200}, {"channel", "phone"}}}},
         {"tail_interval_s", 30 * 86'400}}}});
  house.reset();
  capture();
  pass(kMinute);
  policy("new_leads", {{"steps", {{{"after_s", 86'400}, {"channel", "visit"}}}}});
  pass(2 * kHour);
  EXPECT_EQ(tick().at("steps_due"), 2);
  EXPECT_EQ(count("SELECT count(*) FROM journal WHERE kind = 'cadence.step_due' AND "
                  "json_extract(payload, '$.channel') = 'phone'"),
            1);
}

TEST_F(KeptWordingTest, TheRulesOfAnEarlierInstantReadAsTheyDidThen) {
  const Instant before = clock_.at;
  for (const int window : {7200, 3600}) {
    pass(kHour);
    policy("mql_to_sal", {{"accept_window_s", window}});
  }
  const auto window_at = [&](Instant at) {
    return clause_in_force(*db_, "handoff_point", "mql_to_sal", at)->body.at("accept_window_s");
  };
  EXPECT_EQ(window_at(before), 2 * 86'400);
  EXPECT_EQ(window_at(before + kHour), 7200);
  EXPECT_EQ(window_at(clock_.at), 3600);
  EXPECT_EQ(count("SELECT count(*) FROM clause_wording"), 2);
  expect_refused(TANDEM_FORBIDDEN, "set_by_tandem", [&] {
    put("clause_wording", {{"body", Json::object()}, {"until", before}}, as(maria_));
  });
}

}  // namespace
}  // namespace tandem::domain
