// SPDX-License-Identifier: Apache-2.0
#include "unit/domain/clock_workspace.hpp"

namespace tandem::domain {
namespace {

class CadenceTest : public ClockTest {
 protected:
  void SetUp() override {
    ClockTest::SetUp();
    plan(Json::object());
  }
  Id plan(const Json& change, const std::string& key = "new_leads") {
    Json body = {{"starts_on", "lead.captured"},
                 {"steps",
                  {{{"after_s", 3600}, {"channel", "email"}},
                   {{"after_s", 86'400}, {"channel", "phone"}, {"note", "ask for the budget"}}}},
                 {"tail_interval_s", 30 * 86'400}};
    body.update(change);
    auto house = db_->prepare("SELECT id FROM guideline_version WHERE is_house_default = 1");
    EXPECT_TRUE(house.step());
    return put("clause", {{"version_id", house.id(0).text()},
                          {"kind", "cadence_plan"},
                          {"key", key},
                          {"justified_by", "evidence"},
                          {"body", body}});
  }
  Id run_id(const Id& lead) {
    auto find = db_->prepare("SELECT id FROM cadence_run WHERE lead_id = ?");
    find.bind(1, lead);
    EXPECT_TRUE(find.step());
    return find.id(0);
  }
  Json run(const Id& lead) { return get("cadence_run", run_id(lead)); }
};

TEST_F(CadenceTest, StepsFallDueThenComeAtLongIntervalsForEver) {
  const Id lead = capture();
  const Instant start = clock_.at;
  EXPECT_EQ(run(lead).at("state"), "active");
  clock_.at = start + kHour;
  EXPECT_EQ(tick().at("steps_due"), 1);
  EXPECT_EQ(tick().at("steps_due"), 0);
  clock_.at = start + kDay;
  EXPECT_EQ(tick().at("steps_missed"), 1);  // nobody wrote
  EXPECT_EQ(run(lead).at("state"), "tail");
  touch(lead, start + kDay + kHour > clock_.at ? clock_.at : start);
  clock_.at = start + 61 * kDay;
  const Json later = tick();
  EXPECT_EQ(later.at("steps_due"), 1);     // one stands for all that passed without a look
  EXPECT_EQ(later.at("steps_missed"), 1);  // the call was made, the first letter of the tail was not
  EXPECT_EQ(run(lead).at("state"), "tail");
  EXPECT_EQ(run(lead).at("missed"), 2);
  EXPECT_EQ(run(lead).at("next_due_at"), start + 91 * kDay);
  EXPECT_EQ(events("cadence.step_due"), 3);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(CadenceTest, OnlyAnOutcomeEndsIt) {
  const Id closed = capture(), opted_out = capture(), by_hand = capture(), gone = capture();
  touch(closed);
  edit("lead", closed, {{"disposition", "converted"}});
  EXPECT_EQ(run(closed).at("outcome"), "converted");
  edit("lead", opted_out, {{"disposition", "disqualified"}, {"close_reason", "opted_out"}});
  EXPECT_EQ(run(opted_out).at("outcome"), "opted_out");
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument",
                 [&] { act(steve_, "cadence.end", run_id(by_hand)); });
  act(steve_, "cadence.end", run_id(by_hand), {{"outcome", "disqualified"}});
  EXPECT_EQ(run(by_hand).at("state"), "ended");
  expect_refused(TANDEM_INVALID_STATE, "forbidden_move", [&] {
    act(steve_, "cadence.end", run_id(by_hand), {{"outcome", "converted"}});
  });
  {
    store::Change change(*db_, system());
    change.archive(change.entity(model::kLead), gone);
    change.commit();
  }
  EXPECT_EQ(run(gone).at("outcome"), "archived");
  clock_.at += 365 * kDay;
  EXPECT_EQ(tick().at("steps_due"), 0);
  EXPECT_EQ(events("cadence.ended"), 4);
}

TEST_F(CadenceTest, APlanNamesTheOutcomesThatEndIt) {
  plan({{"starts_on", "lead.recycled"}, {"ends_on", {"converted"}}}, "recycled");
  const Id lead = capture({{"stage", "mql"}});
  act(mona_, "lead.move", lead, {{"to_stage", "lead"}, {"reason", "recycle"}});
  EXPECT_EQ(count("SELECT count(*) FROM cadence_run"), 2);
  edit("lead", lead, {{"disposition", "disqualified"}, {"close_reason", "spam"}});
  EXPECT_EQ(count("SELECT count(*) FROM cadence_run WHERE state = 'active'"), 1);
}

TEST_F(CadenceTest, AYearWithoutALookIsOneStep) {
  const Id lead = capture();
  const Instant start = clock_.at;
  clock_.at = start + kDay;
  tick();
  clock_.at = start + (1 + 30 * 12) * kDay;
  touch(lead, start + 100 * kDay);
  tick();
  EXPECT_EQ(run(lead).at("step"), 14);
  EXPECT_EQ(run(lead).at("missed"), 12);  // of 13 that are over, one was done
  EXPECT_EQ(run(lead).at("next_due_at"), start + (1 + 30 * 13) * kDay);
  EXPECT_EQ(events("cadence.step_due"), 3);
  EXPECT_EQ(tick().at("steps_due"), 0);
  expect_refused(TANDEM_INVALID_ARGUMENT, "", [&] { plan({{"tail_interval_s", 3599}}, "hasty"); });
}

TEST_F(CadenceTest, ANewVersionOfAPlanTakesTheRunOver) {
  plan({{"starts_on", "lead.recycled"}}, "recycled");
  const Id lead = capture({{"stage", "mql"}});
  act(mona_, "lead.move", lead, {{"to_stage", "lead"}, {"reason", "recycle"}});
  const Id guideline = put("guideline", {{"key", "follow_up"}, {"title", "Follow-up"}});
  const Id version = put("guideline_version", {{"guideline_id", guideline.text()}});
  put("clause", {{"version_id", version.text()},
                 {"kind", "cadence_plan"},
                 {"key", "recycled"},
                 {"justified_by", "evidence"},
                 {"body",
                  {{"starts_on", "lead.recycled"},
                   {"steps", {{{"after_s", 60}, {"channel", "phone"}}}},
                   {"tail_interval_s", 86'400}}}});
  act(mona_, "guideline.propose", version);
  act(maria_, "guideline.sign", version);
  act(sam_, "guideline.sign", version);
  act(maria_, "guideline.activate", version);
  act(mona_, "lead.move", lead, {{"to_stage", "mql"}});
  act(mona_, "lead.move", lead, {{"to_stage", "lead"}, {"reason", "recycle"}});
  EXPECT_EQ(count("SELECT count(*) FROM cadence_run WHERE outcome = 'superseded'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM cadence_run WHERE state = 'active'"),
            2);  // and the one of the capture
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(CadenceTest, AnArchivedLeadIsNotFollowedUp) {
  plan({{"starts_on", "lead.assigned"}}, "assigned");
  const Id lead = capture();
  {
    store::Change change(*db_, system());
    change.archive(change.entity(model::kLead), lead);
    change.commit();
  }
  edit("lead", lead, {{"owner_person_id", steve_.text()}});
  EXPECT_EQ(count("SELECT count(*) FROM cadence_run WHERE state <> 'ended'"), 0);
}

TEST_F(CadenceTest, BeginsAnewOutOfItsTail) {
  plan({{"starts_on", "lead.recycled"}}, "recycled");
  const Id lead = capture({{"stage", "mql"}});
  act(mona_, "lead.move", lead, {{"to_stage", "lead"}, {"reason", "recycle"}});
  clock_.at += 2 * kDay;
  tick();
  EXPECT_EQ(count("SELECT count(*) FROM cadence_run WHERE state = 'tail'"), 2);
  act(mona_, "lead.move", lead, {{"to_stage", "mql"}});
  act(mona_, "lead.move", lead, {{"to_stage", "lead"}, {"reason", "recycle"}});
  EXPECT_EQ(count("SELECT count(*) FROM cadence_run WHERE state = 'active' AND step = 0"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM cadence_run"), 2);
}

}  // namespace
}  // namespace tandem::domain
