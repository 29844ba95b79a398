// SPDX-License-Identifier: Apache-2.0
#include "unit/domain/workspace.hpp"

namespace tandem::domain {
namespace {

class LeadTest : public WorkspaceTest {
 protected:
  Json capture(const Json& more = Json::object()) {
    Json args = {{"email", "Buyer@Example.COM"}, {"origin", "paid_search"}};
    args.update(more);
    return act(mona_, "lead.capture", args);
  }
  Id queue(const std::string& side) {
    auto find = db_->prepare("SELECT id FROM team WHERE is_queue = 1 AND side = ?");
    find.bind(1, side);
    EXPECT_TRUE(find.step());
    return find.id(0);
  }
};

TEST_F(LeadTest, ACapturedLeadHasAQueueWithAnOwnerATrailAndAnEvent) {
  const Json answer = capture();
  EXPECT_EQ(answer.at("state"), "lead");
  EXPECT_EQ(answer.at("revision"), 1);
  const Json lead = get("lead", answer);
  EXPECT_EQ(lead.at("email"), "buyer@example.com");
  EXPECT_EQ(lead.at("captured_at"), clock_.at);
  EXPECT_EQ(lead.at("owner_person_id"), nullptr);
  EXPECT_EQ(lead.at("queue_team_id"), queue("marketing").text());
  EXPECT_EQ(lead.at("is_history"), false);
  EXPECT_EQ(events("lead.captured"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM stage_entry WHERE stage = 'lead' AND left_at IS NULL"), 1);
}

TEST_F(LeadTest, ALeadThatHostsPutAlsoHasAnOwner) {
  const Id lead = put("lead", {{"company_name", "Acme"}, {"stage", "sql"}}, as(mona_));
  EXPECT_EQ(get("lead", lead).at("queue_team_id"), queue("sales").text());
  edit("lead", lead, {{"owner_person_id", steve_.text()}});
  EXPECT_EQ(get("lead", lead).at("queue_team_id"), nullptr);
  EXPECT_EQ(get("lead", lead).at("assigned_at"), clock_.at);
  edit("lead", lead, {{"owner_person_id", nullptr}});  // nobody owns it: back to the queue
  EXPECT_EQ(get("lead", lead).at("queue_team_id"), queue("sales").text());
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(LeadTest, IsNotClosedBeforeAPersonMadeContact) {
  const Id lead = put("lead", {{"company_name", "Acme"}}, as(mona_));
  const Error early = refusal([&] { edit("lead", lead, {{"disposition", "converted"}}); });
  EXPECT_EQ(early.status(), TANDEM_FORBIDDEN);
  EXPECT_NE(early.advice().find("lead.touch"), std::string::npos);
  refusal([&] { edit("lead", lead, {{"disposition", "disqualified"}, {"close_reason", "no_budget"}}); });
  EXPECT_EQ(get("lead", lead).at("disposition"), "open");
  put("touch", {{"lead_id", lead.text()}, {"at", clock_.at}, {"channel", "phone"}}, as(steve_));
  edit("lead", lead, {{"disposition", "disqualified"}, {"close_reason", "no_budget"}});
  EXPECT_EQ(get("lead", lead).at("closed_at"), clock_.at);
}

TEST_F(LeadTest, ClosedWithoutContactByARemoteIsAFactWithAnIrregularity) {
  put("lead", {{"company_name", "Acme"}, {"disposition", "converted"}}, remote(), model::SetBy::sync);
  EXPECT_EQ(
      count("SELECT count(*) FROM irregularity WHERE code = 'closed_without_contact' AND side = 'sales'"), 1);
}

TEST_F(LeadTest, WithoutAnyLedQueueALeadIsRefused) {
  for (const char* side : {"marketing", "sales", "leadership", "shared"}) {
    edit("team", queue(side), {{"lead_person_id", nullptr}});
  }
  const Error e = refusal([&] { capture(); });
  EXPECT_EQ(e.status(), TANDEM_INVALID_STATE);
  EXPECT_NE(e.advice().find("is_queue"), std::string::npos);
}

TEST_F(LeadTest, CaptureNeedsSomethingToKnowTheBuyerBy) {
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument", [&] {
    act(mona_, "lead.capture", {{"origin", "social"}});
  });
}

TEST_F(LeadTest, HistoryHasNoEvents) {
  store::Change change(*db_, remote());
  change.live_from = clock_.at;
  Draft draft(change.entity(model::kLead));
  draft.set(kLead["stage"]["mql"]).number(kLead["captured_at"], clock_.at - kDay);
  const Id id = draft.create(change, model::SetBy::sync);
  change.commit();
  EXPECT_EQ(get("lead", id).at("is_history"), true);
  EXPECT_EQ(events("lead.captured"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM stage_entry WHERE stage = 'mql' AND cause = 'history'"), 1);
}

TEST_F(LeadTest, TheFirstHumanTouchIsTheEarliestThatNoMachineMade) {
  const Id lead = id_in(capture());
  domain::act(*db_, as(steve_), "lead.touch", lead, {{"channel", "email"}, {"is_automated", true}});
  EXPECT_EQ(get("lead", lead).at("first_human_touch_at"), nullptr);
  EXPECT_EQ(events("lead.first_touched"), 0);
  clock_.at += kHour;
  domain::act(*db_, as(steve_), "lead.touch", lead, {{"channel", "phone"}});
  EXPECT_EQ(get("lead", lead).at("first_human_touch_at"), clock_.at);
  EXPECT_EQ(count("SELECT count(*) FROM touch WHERE side = 'sales' AND channel = 'phone'"), 1);
  domain::act(*db_, as(steve_), "lead.touch", lead, {{"channel", "phone"}},
              clock_.at - 30 * kMinute);  // told late
  EXPECT_EQ(get("lead", lead).at("first_human_touch_at"), clock_.at - 30 * kMinute);
  EXPECT_EQ(events("lead.first_touched"), 1);
}

TEST_F(LeadTest, ATouchOfTheOpportunityCountsForItsLead) {
  const Id lead = id_in(capture());
  const Id deal = put("opportunity", {{"lead_id", lead.text()}, {"name", "Deal"}});
  put("touch", {{"opportunity_id", deal.text()}, {"at", clock_.at}, {"channel", "meeting"}});
  EXPECT_EQ(get("lead", lead).at("first_human_touch_at"), clock_.at);
}

TEST_F(LeadTest, ForwardSkipsAreNamedAndTheTrailIsWhole) {
  const Id lead = id_in(capture());
  clock_.at += kDay;
  const Json answer = act(mona_, "lead.move", lead, {{"to_stage", "sql"}});
  EXPECT_EQ(answer.at("state"), "sql");
  EXPECT_EQ(answer.at("skipped"), Json({"mql", "sal"}));
  EXPECT_EQ(count("SELECT count(*) FROM stage_entry WHERE left_at IS NULL"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM stage_entry WHERE left_at = " + std::to_string(clock_.at)), 1);
  EXPECT_EQ(events("lead.stage_changed"), 1);
}

TEST_F(LeadTest, BackOnlyAsARecycle) {
  const Id lead = id_in(capture({{"stage", "sql"}}));
  const Error e = refusal([&] { act(mona_, "lead.move", lead, {{"to_stage", "lead"}}); });
  EXPECT_EQ(e.status(), TANDEM_INVALID_STATE);
  EXPECT_NE(e.advice().find("recycle"), std::string::npos);
  act(mona_, "lead.move", lead, {{"to_stage", "lead"}, {"reason", "recycle"}});
  EXPECT_EQ(get("lead", lead).at("stage"), "lead");
  EXPECT_EQ(events("lead.recycled"), 1);
}

TEST_F(LeadTest, AStageThatARemoteChangedLeavesATrailToo) {
  const Id lead = id_in(capture());
  edit("lead", lead, {{"stage", "mql"}}, remote(steve_), model::SetBy::sync);
  EXPECT_EQ(
      count("SELECT count(*) FROM stage_entry WHERE stage = 'mql' AND left_at IS NULL AND cause = 'fact'"),
      1);
  EXPECT_EQ(count("SELECT count(*) FROM stage_entry WHERE left_at IS NULL"), 1);
  EXPECT_EQ(events("lead.stage_changed"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM irregularity"), 0);  // no signed hand-off stands in between
}

TEST_F(LeadTest, AssignNamesOnePersonOrOneQueue) {
  const Id lead = id_in(capture());
  expect_refused(TANDEM_INVALID_ARGUMENT, "bad_argument", [&] { act(sam_, "lead.assign", lead); });
  act(sam_, "lead.assign", lead, {{"owner_person_id", steve_.text()}});
  EXPECT_EQ(get("lead", lead).at("owner_person_id"), steve_.text());
  EXPECT_EQ(events("lead.assigned"), 1);
  act(sam_, "lead.assign", lead, {{"queue_team_id", queue("sales").text()}});
  EXPECT_EQ(get("lead", lead).at("owner_person_id"), nullptr);
  edit("person", steve_, {{"active", false}});
  expect_refused(TANDEM_INVALID_STATE, "person_inactive", [&] {
    act(sam_, "lead.assign", lead, {{"owner_person_id", steve_.text()}});
  });
}

TEST_F(LeadTest, ClosingIsDatedAndReopeningClearsIt) {
  const Id lead = id_in(capture());
  edit("lead", lead, {{"disposition", "disqualified"}, {"close_reason", "spam"}});
  EXPECT_EQ(get("lead", lead).at("closed_at"), clock_.at);
  EXPECT_EQ(events("lead.closed"), 1);
  edit("lead", lead, {{"disposition", "open"}});
  EXPECT_EQ(get("lead", lead).at("closed_at"), nullptr);
}

TEST_F(LeadTest, ArgumentsAreCheckedByTheirDescriptors) {
  const Id lead = id_in(capture());
  const Error unknown = refusal([&] { act(mona_, "lead.move", lead, {{"to_stagee", "mql"}}); });
  EXPECT_EQ(unknown.status(), TANDEM_INVALID_ARGUMENT);
  EXPECT_NE(unknown.advice().find("to_stage"), std::string::npos);
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument", [&] { act(mona_, "lead.move", lead); });
  expect_refused(TANDEM_INVALID_ARGUMENT, "", [&] {
    act(mona_, "lead.move", lead, {{"to_stage", "maybe"}});
  });
  expect_refused(TANDEM_INVALID_ARGUMENT, "", [&] {
    act(mona_, "lead.assign", lead, {{"owner_person_id", "steve"}});
  });
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_record", [&] {
    act(mona_, "lead.move", Json{{"to_stage", "mql"}});
  });
  expect_refused(TANDEM_NOT_FOUND, "unknown_name", [&] { act(mona_, "lead.fly", lead); });
}

TEST_F(LeadTest, NothingHappensInTheFutureAndARepeatedKeyHappensOnce) {
  const Id lead = id_in(capture());
  expect_refused(TANDEM_INVALID_ARGUMENT, "in_the_future", [&] {
    domain::act(*db_, as(mona_), "lead.touch", lead, {{"channel", "phone"}}, clock_.at + kSecond);
  });
  const Json first =
      domain::act(*db_, as(mona_), "lead.touch", lead, {{"channel", "phone"}}, {}, {}, "key-1");
  const Json again =
      domain::act(*db_, as(mona_), "lead.touch", lead, {{"channel", "phone"}}, {}, {}, "key-1");
  EXPECT_EQ(first, again);
  EXPECT_EQ(count("SELECT count(*) FROM touch"), 1);
  expect_refused(TANDEM_CONFLICT, "changed_meanwhile", [&] {
    domain::act(*db_, as(mona_), "lead.move", lead, {{"to_stage", "mql"}}, {}, 999);
  });
}

}  // namespace
}  // namespace tandem::domain
