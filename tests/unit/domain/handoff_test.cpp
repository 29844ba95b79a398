// SPDX-License-Identifier: Apache-2.0
#include "unit/domain/workspace.hpp"

namespace tandem::domain {
namespace {

class HandoffTest : public WorkspaceTest {
 protected:
  Id mql(const Json& more = Json::object()) {
    Json args = {{"email", "buyer@example.com"}, {"stage", "mql"}};
    args.update(more);
    return id_in(act(mona_, "lead.capture", args));
  }
  Json offer(const Id& lead, const Json& more = Json::object()) {
    Json args = {{"lead_id", lead.text()}};
    args.update(more);
    return act(mona_, "handoff.offer", args);
  }
  /// Changes the house default's hand-off point.
  void point(const Json& change) {
    auto find = db_->prepare("SELECT id, body FROM clause WHERE key = 'mql_to_sal'");
    ASSERT_TRUE(find.step());
    const Id id = find.id(0);
    Json body = parse_json(find.text(1), "body");
    find.reset();
    body.update(change);
    edit("clause", id, {{"body", body}});
  }
};

TEST_F(HandoffTest, AcceptanceSetsTheSingleOwnerAndTheStage) {
  const Id lead = mql();
  const Json offered = offer(lead);
  EXPECT_EQ(offered.at("state"), "offered");
  EXPECT_EQ(offered.at("due_at"), clock_.at + 2 * kDay);
  EXPECT_EQ(get("handoff", offered).at("offered_by"), mona_.text());
  EXPECT_EQ(get("handoff", offered).at("to_person_id"), founding_.admin.text());  // leads the sales queue
  clock_.at += kHour;
  const Json accepted = act(steve_, "handoff.accept", id_in(offered));
  EXPECT_EQ(accepted.at("state"), "accepted");
  const Json owned = get("lead", lead);
  EXPECT_EQ(owned.at("owner_person_id"), steve_.text());
  EXPECT_EQ(owned.at("queue_team_id"), nullptr);
  EXPECT_EQ(owned.at("stage"), "sal");
  EXPECT_EQ(events("handoff.offered"), 1);
  EXPECT_EQ(events("handoff.accepted"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM stage_entry WHERE stage = 'sal' AND cause = 'handoff.accepted'"), 1);
  EXPECT_EQ(act(steve_, "handoff.complete", id_in(offered)).at("state"), "completed");
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(HandoffTest, OnlyTheReceivingSideAndOnlyConfirmedPeopleAnswer) {
  const Id handoff = id_in(offer(mql()));
  expect_refused(TANDEM_FORBIDDEN, "wrong_side", [&] { act(mona_, "handoff.accept", handoff); });
  expect_refused(TANDEM_FORBIDDEN, "wrong_side", [&] {
    act(mona_, "handoff.return", handoff, {{"reason", "no_need"}});
  });
  const Id fresh = person("Finn", "sales", false, false);
  const Error e = refusal([&] { act(fresh, "handoff.accept", handoff); });
  EXPECT_EQ(e.status(), TANDEM_FORBIDDEN);
  EXPECT_NE(e.advice().find("person.confirm"), std::string::npos);
  expect_refused(TANDEM_FORBIDDEN, "no_person",
                 [&] { domain::act(*db_, remote(), "handoff.accept", handoff, {}); });
  domain::act(*db_, remote(steve_), "handoff.accept", handoff, {});  // the remote's user is known
  EXPECT_EQ(get("handoff", handoff).at("decided_by"), steve_.text());
}

TEST_F(HandoffTest, OfferingIsUpToTheGivingSideAtThePointsStage) {
  const Id lead = mql();
  expect_refused(TANDEM_FORBIDDEN, "wrong_side", [&] {
    act(steve_, "handoff.offer", {{"lead_id", lead.text()}});
  });
  const Id early = mql({{"stage", "lead"}});
  expect_refused(TANDEM_INVALID_STATE, "no_rule_in_force", [&] { offer(early); });
  offer(lead, {{"to_person_id", steve_.text()}});
  expect_refused(TANDEM_INVALID_STATE, "offered_already", [&] { offer(lead); });  // offered already
  expect_refused(TANDEM_INVALID_STATE, "unsuitable_person", [&] {
    offer(mql(), {{"to_person_id", maria_.text()}});
  });
}

TEST_F(HandoffTest, MissingFieldsAreNamed) {
  point({{"required_fields", {"company_name", "phone"}}});
  const Error e = refusal([&] { offer(mql({{"phone", "+49 30 1234"}})); });
  EXPECT_EQ(e.status(), TANDEM_INVALID_STATE);
  EXPECT_EQ(e.code(), "missing_fields");
  ASSERT_EQ(e.details.size(), 2u);
  EXPECT_EQ(e.details[1].first, "missing_fields");
  EXPECT_EQ(e.details[1].second, "company_name");
  offer(mql({{"phone", "+49 30 1234"}, {"company_name", "Acme"}}));
}

TEST_F(HandoffTest, AReturnNeedsAListedReasonAndGoesBackToANamedOwner) {
  const Id lead = mql();
  const Id handoff = id_in(offer(lead));
  const Error e = refusal([&] { act(steve_, "handoff.return", handoff, {{"reason", "bad_mood"}}); });
  EXPECT_EQ(e.status(), TANDEM_INVALID_ARGUMENT);
  EXPECT_NE(e.advice().find("no_budget"), std::string::npos);
  const Json returned =
      act(steve_, "handoff.return", handoff, {{"reason", "no_budget"}, {"note", "next year"}});
  EXPECT_EQ(returned.at("state"), "returned");
  EXPECT_EQ(returned.at("dispute"), false);
  EXPECT_EQ(get("lead", lead).at("owner_person_id"), mona_.text());
  EXPECT_EQ(get("lead", lead).at("stage"), "mql");
  expect_refused(TANDEM_INVALID_STATE, "forbidden_move", [&] { act(steve_, "handoff.accept", handoff); });
}

TEST_F(HandoffTest, AReturnAfterAcceptanceIsADisputeAndGoesToTheQueueWhenTheGiverLeft) {
  const Id lead = mql();
  const Id handoff = id_in(offer(lead));
  act(steve_, "handoff.accept", handoff);
  edit("person", mona_, {{"active", false}});
  const Json returned = act(steve_, "handoff.return", handoff, {{"reason", "not_icp"}});
  EXPECT_EQ(returned.at("dispute"), true);
  EXPECT_EQ(get("lead", lead).at("owner_person_id"), founding_.admin.text());
  EXPECT_EQ(get("lead", lead).at("stage"), "mql");
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(HandoffTest, TimeExpiresAnOfferOnceAndItCanBeRenewed) {
  const Id lead = mql();
  const Id handoff = id_in(offer(lead));
  expect_refused(TANDEM_INVALID_STATE, "accept_window_open", [&] { act(steve_, "handoff.expire", handoff); });
  EXPECT_EQ(tick(*db_, system(), clock_.at + 2 * kDay - 1).at("expired"), 0);
  clock_.at += 2 * kDay;
  EXPECT_EQ(tick(*db_, system(), clock_.at).at("expired"), 1);
  EXPECT_EQ(tick(*db_, system(), clock_.at).at("expired"), 0);
  EXPECT_EQ(events("handoff.expired"), 1);
  EXPECT_EQ(get("handoff", handoff).at("state"), "expired");
  EXPECT_EQ(id_in(offer(lead)), handoff);
  EXPECT_EQ(get("handoff", handoff).at("state"), "offered");
}

TEST_F(HandoffTest, SilenceMayAcceptOrReturnAsThePointSays) {
  point({{"on_timeout", "auto_accept"}});
  const Id lead = mql();
  offer(lead, {{"to_person_id", steve_.text()}});
  clock_.at += 3 * kDay;
  EXPECT_EQ(tick(*db_, system(), clock_.at).at("accepted"), 1);
  EXPECT_EQ(get("lead", lead).at("owner_person_id"), steve_.text());
  point({{"on_timeout", "auto_return"}});
  const Id other = mql();
  offer(other);
  clock_.at += 3 * kDay;
  EXPECT_EQ(tick(*db_, system(), clock_.at).at("returned"), 1);
  EXPECT_EQ(get("lead", other).at("owner_person_id"), mona_.text());
}

TEST_F(HandoffTest, AcceptanceByQueryF11) {
  for (int i = 0; i < 4; ++i) act(steve_, "handoff.accept", id_in(offer(mql())));
  const Id disputed = id_in(offer(mql()));
  act(steve_, "handoff.accept", disputed);
  act(steve_, "handoff.return", disputed, {{"reason", "duplicate"}});
  for (const char* reason : {"no_need", "duplicate", "duplicate"}) {
    act(steve_, "handoff.return", id_in(offer(mql())), {{"reason", reason}});
  }
  const model::Table table = query(*db_, "handoff_acceptance", Json::object());
  ASSERT_EQ(table.rows.size(), 3u);
  const Row& whole = table.rows[0];
  EXPECT_EQ(number_of(whole, 1), 8);
  EXPECT_EQ(number_of(whole, 2), 5);
  EXPECT_EQ(number_of(whole, 3), 3);
  EXPECT_EQ(number_of(whole, 5), 625'000);
  EXPECT_EQ(number_of(whole, 6), 1);
  EXPECT_EQ(number_of(whole, 7), 200'000);
  EXPECT_EQ(text_of(table.rows[1], 0), "duplicate");
  EXPECT_EQ(number_of(table.rows[1], 8), 750'000);
  EXPECT_EQ(text_of(table.rows[2], 0), "no_need");
  EXPECT_EQ(number_of(table.rows[2], 9), 1'000'000);
}

}  // namespace
}  // namespace tandem::domain
