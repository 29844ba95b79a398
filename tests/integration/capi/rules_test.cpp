// SPDX-License-Identifier: Apache-2.0
// What a rule forbids is refused by status, says what can be done, and changes nothing.
#include "fixture.hpp"

namespace integration {
namespace {

class Rules : public StoreTest {
 protected:
  std::string offer(const std::string& lead) const {
    return member(mia->act("handoff.offer", "", R"({"lead_id":")" + lead + R"("})").value(), "id");
  }
  std::string state(const std::string& handoff) const {
    return member(mia->get("handoff", handoff).value(), "state");
  }
};

TEST_F(Rules, AHandoffGoesThroughAndCannotGoTwice) {
  const std::string handoff = offer(capture("a@a.example", "mql"));
  EXPECT_THAT(sam->act("handoff.accept", handoff), Succeeds());
  EXPECT_EQ(state(handoff), "accepted");
  EXPECT_THAT(sam->act("handoff.accept", handoff), Fails(TANDEM_INVALID_STATE, "handoff.return"));
}

TEST_F(Rules, TheWrongSideMayNotAnswerOrOffer) {
  const std::string lead = capture("a@a.example", "mql");
  const auto offered = sam->act("handoff.offer", "", R"({"lead_id":")" + lead + R"("})");
  EXPECT_THAT(offered, Fails(TANDEM_FORBIDDEN, "marketing"));
  const std::string handoff = offer(lead);
  EXPECT_THAT(mia->act("handoff.accept", handoff), Fails(TANDEM_FORBIDDEN, "sales"));
  EXPECT_EQ(state(handoff), "offered");
}

TEST_F(Rules, AReturnNeedsAListedReason) {
  const std::string handoff = offer(capture("a@a.example", "mql"));
  EXPECT_THAT(sam->act("handoff.return", handoff, R"({"reason":"because"})"),
              Fails(TANDEM_INVALID_ARGUMENT, "bad_data"));
  EXPECT_THAT(sam->act("handoff.return", handoff), Fails(TANDEM_INVALID_ARGUMENT, "reason"));
  EXPECT_THAT(sam->act("handoff.return", handoff, R"({"reason":"bad_data"})"), Succeeds());
}

TEST_F(Rules, TheUnconfirmedMayNotAct) {
  (void)admin->put("person", R"({"name":"New","email":"new@host.example","side":"marketing"})").value();
  const std::string lead = capture("a@a.example", "mql");
  EXPECT_THAT(session("new@host.example").act("handoff.offer", "", R"({"lead_id":")" + lead + R"("})"),
              Fails(TANDEM_FORBIDDEN, "confirm"));
}

TEST_F(Rules, OnlySignersOfTheSideSignAGoal) {
  (void)add_person("intern", "marketing", false);
  const std::string metric = column("SELECT id_text FROM v_metric WHERE key = 'revenue'").at(0);
  const std::string period = member(
      admin->put("period", R"({"name":"Q1","starts_on":"2026-01-01","ends_on":"2026-04-01"})").value(), "id");
  const auto goal =
      mia->put("goal", R"({"title":"Sell more","metric_id":")" + metric + R"(","period_id":")" + period +
                           R"(","baseline":0,"target":100000,"currency":"EUR","side":"shared"})");
  if (!goal.ok()) FAIL() << std::string(goal.error().message());
  const std::string id = member(*goal, "id");
  EXPECT_THAT(session("intern@host.example").act("goal.agree", id), Fails(TANDEM_FORBIDDEN, "signer"));
  EXPECT_THAT(mia->act("goal.activate", id), Fails(TANDEM_INVALID_STATE, "goal."));
  EXPECT_THAT(mia->act("goal.agree", id), Succeeds());
  EXPECT_THAT(sam->act("goal.agree", id), Succeeds());
  EXPECT_EQ(member(mia->get("goal", id).value(), "state"), "agreed");
}

TEST_F(Rules, OnlyAdminsManageConnections) {
  EXPECT_THAT(mia->connect(R"({"name":"crm","adapter":"org.tandem.files"})"), testing::Not(Succeeds()));
  EXPECT_THAT(mia->sync("crm"), testing::Not(Succeeds()));
}

TEST_F(Rules, SomebodyWhoLeftMayDoNothing) {
  (void)admin->put("person", R"({"id":")" + mia_id + R"(","active":false})").value();
  EXPECT_THAT(mia->put("account", R"({"name":"A"})"), Fails(TANDEM_FORBIDDEN, ""));
  EXPECT_THAT(mia->act("lead.capture", "", R"({"email":"x@a.example"})"), Fails(TANDEM_FORBIDDEN, ""));
  EXPECT_THAT(tandem::Session::open(*store, "mia@host.example"), Fails(TANDEM_FORBIDDEN, ""));
}

TEST_F(Rules, RightsAreHandedOutByAdmins) {
  EXPECT_THAT(mia->put("person", R"({"id":")" + mia_id + R"(","is_admin":true})"),
              Fails(TANDEM_FORBIDDEN, "admin"));
}

TEST_F(Rules, AnActCheckedAgainstAStaleRevisionIsAConflict) {
  const std::string handoff = offer(capture("a@a.example", "mql"));
  auto options = tandem::write_options();
  options.has_if_revision = 1;
  options.if_revision = 99;
  EXPECT_THAT(sam->act("handoff.accept", handoff, "{}", options), Fails(TANDEM_CONFLICT, ""));
  EXPECT_EQ(state(handoff), "offered");
}

TEST_F(Rules, TimeExpiresAnOfferOnce) {
  const std::string handoff = offer(capture("a@a.example", "mql"));
  const std::int64_t later = std::stoll(member(mia->get("handoff", handoff).value(), "due_at")) + 1;
  EXPECT_THAT(store->tick(later), Fails(TANDEM_INVALID_ARGUMENT, "in advance"));
  auto options = tandem::store_options();
  options.clock = [](void* now) { return *static_cast<std::int64_t*>(now); };
  std::int64_t now = later;
  options.clock_context = &now;
  const auto tomorrow = tandem::Store::open(path(), options).value();
  EXPECT_EQ(member(tomorrow.tick().value(), "expired"), "1");
  EXPECT_EQ(member(tomorrow.tick().value(), "expired"), "0");
  EXPECT_EQ(state(handoff), "expired");
}

TEST_F(Rules, WhatBindsTheSidesIsNotPutAway) {
  const std::string asked = member(
      sam->act("request.open", "", R"({"kind":"research","title":"Banks","why":"Three of them asked"})")
          .value(),
      "id");
  EXPECT_THAT(mia->archive("request", asked), Fails(TANDEM_INVALID_STATE, "verbs"));
  EXPECT_EQ(member(mia->get("request", asked).value(), "archived_at"), "null");
}

}  // namespace
}  // namespace integration
