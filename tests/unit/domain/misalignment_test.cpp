// SPDX-License-Identifier: Apache-2.0
#include "domain/agreements/misalignment.hpp"

#include "unit/domain/guideline_fixture.hpp"

namespace tandem::domain {
namespace {

TEST(WarningDay, IsTheLastOneOfItsWeekdayThatHasCome) {
  const Instant thursday = 20'601 * kDay;  // 2026-05-28
  EXPECT_EQ(last_warning_day({{"warn_weekday", 4}}, thursday), thursday);
  EXPECT_EQ(last_warning_day({{"warn_weekday", 4}}, thursday + kDay - 1), thursday);
  EXPECT_EQ(last_warning_day({{"warn_weekday", 3}}, thursday + kHour), thursday - kDay);
  EXPECT_EQ(last_warning_day({{"warn_weekday", 5}}, thursday), thursday - 6 * kDay);
  EXPECT_EQ(last_warning_day(Json::object(), thursday), std::nullopt);
}

class MisalignmentTest : public GuidelineTest {
 protected:
  Id agree() {
    return in_force("judging", {{"judging_policy",
                                 "default",
                                 {{"warn_weekday", 1},
                                  {"window_days", 28},
                                  {"acceptance_min_ppm", 600'000},
                                  {"on_time_min_ppm", 900'000},
                                  {"untouched_max_ppm", 100'000},
                                  {"unsigned_terms_max", 0}}}});
  }
  Instant next_monday() const { return *last_warning_day({{"warn_weekday", 1}}, clock_.at) + 7 * kDay; }
};

TEST_F(MisalignmentTest, IsToldOnceAWeekWithTheMeasuresThatFailAndNoNames) {
  const Id version = agree();
  tick();  // the week before the policy: nothing happened yet
  EXPECT_EQ(events("misalignment.warned"), 0);
  const Id lead = id_in(act(mona_, "lead.capture", {{"email", "a@example.com"}, {"stage", "mql"}}));
  const Id handoff = id_in(act(mona_, "handoff.offer", {{"lead_id", lead.text()}}));
  act(steve_, "handoff.return", handoff, {{"reason", "no_need"}});
  act(mona_, "term.define", {{"name", "lead"}, {"text", "somebody"}});
  clock_.at = next_monday() + kHour;
  EXPECT_EQ(tick().at("misalignments_warned"), 1);
  EXPECT_EQ(tick().at("misalignments_warned"), 0);
  clock_.at += 6 * kDay;
  EXPECT_EQ(tick().at("misalignments_warned"), 0);
  auto told = db_->prepare("SELECT version_id, payload FROM journal WHERE kind = 'misalignment.warned'");
  ASSERT_TRUE(told.step());
  EXPECT_EQ(told.id(0), version);
  const Json payload = Json::parse(told.text(1));
  ASSERT_EQ(payload.at("failed").size(), 4u);
  EXPECT_EQ(payload.at("failed")[0].at("measure"), "acceptance");
  EXPECT_EQ(payload.at("failed")[0].at("value"), 0);
  EXPECT_EQ(payload.at("failed")[1].at("measure"), "untouched_leads");
  EXPECT_EQ(payload.at("failed")[1].at("value"), 1'000'000);
  // The hand-off was answered in time, the lead's first contact is overdue: one of two promises.
  EXPECT_EQ(payload.at("failed")[2].at("measure"), "on_time");
  EXPECT_EQ(payload.at("failed")[2].at("value"), 500'000);
  EXPECT_EQ(payload.at("failed")[3].at("measure"), "unsigned_terms");
  EXPECT_FALSE(payload.contains("person_id"));
  clock_.at += kDay;
  EXPECT_EQ(tick().at("misalignments_warned"), 1);  // the next week
}

TEST_F(MisalignmentTest, APolicyIsNotHeldAgainstADayBeforeItBegan) {
  act(mona_, "term.define", {{"name", "lead"}, {"text", "somebody"}});
  agree();  // on a Thursday
  EXPECT_EQ(tick().at("misalignments_warned"), 0);
  clock_.at = next_monday();
  EXPECT_EQ(tick().at("misalignments_warned"), 1);
}

TEST_F(MisalignmentTest, WhatIsWellOrUnsignedIsNotTold) {
  act(mona_, "term.define", {{"name", "lead"}, {"text", "somebody"}});
  clock_.at = next_monday();
  EXPECT_EQ(tick().at("misalignments_warned"), 0);  // no policy is signed
  agree();
  clock_.at += kDay;
  const model::Table now = query(*db_, "misalignment", {});
  ASSERT_EQ(now.rows.size(), 1u);
  EXPECT_TRUE(is_true(now.rows[0], 3));
}

}  // namespace
}  // namespace tandem::domain
