// SPDX-License-Identifier: Apache-2.0
// Random histories, one a seed: whatever happens in whatever order, the invariants of clocks hold.
#include <random>

#include "unit/domain/clock_workspace.hpp"

namespace tandem::domain {
namespace {

class ClockHistory : public ClockTest, public ::testing::WithParamInterface<unsigned> {
 protected:
  std::int64_t upto(std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(0, most)(random_);
  }
  Id any_lead() {
    return leads_[static_cast<std::size_t>(upto(static_cast<std::int64_t>(leads_.size()) - 1))];
  }

  /// What a rule refuses is no matter here.
  template <typename Call>
  void attempt(Call call) {
    try {
      call();
    } catch (const Error& e) {
      EXPECT_NE(e.status(), TANDEM_CORRUPT) << e.message();
      EXPECT_NE(e.status(), TANDEM_INTERNAL) << e.message();
    }
  }

  void step() {
    clock_.at += upto(3 * kHour);
    if (leads_.empty() || upto(4) == 0) {
      leads_.push_back(capture(upto(1) == 0 ? Json{{"owner_person_id", mona_.text()}} : Json::object()));
      return;
    }
    const Id lead = any_lead();
    switch (upto(7)) {
      case 0:
        return attempt([&] { touch(lead, clock_.at - upto(4 * kHour)); });
      case 1:
        return attempt([&] { touch(lead, {}, true); });
      case 2:
        return attempt([&] { act(mona_, "clock.pause", clock_id(lead), {{"reason", "asked_to_wait"}}); });
      case 3:
        return attempt([&] { act(mona_, "clock.resume", clock_id(lead)); });
      case 4:
        return attempt([&] {
          edit("lead", lead, {{"disposition", "disqualified"}, {"close_reason", "spam"}});
        });
      case 5:
        return attempt([&] { act(mona_, "lead.assign", lead, {{"owner_person_id", steve_.text()}}); });
      case 6:
        return attempt([&] { edit("lead", lead, {{"disposition", "open"}}); });
      default:
        tick();
    }
  }

  /// Worked out anew from start, target, calendar and pauses, it is the same instant.
  void expect_same_due() {
    std::vector<Id> clocks;
    auto rows = db_->prepare("SELECT id FROM sla_clock");
    while (rows.step()) clocks.push_back(rows.id(0));
    store::Change change(*db_, system());
    for (const Id& id : clocks) {
      SlaClock clock(change, id);
      EXPECT_EQ(clock.time().after(number_of(clock.row(), kSlaClock["target_s"])),
                number_of(clock.row(), kSlaClock["due_at"]));
    }
  }

  std::mt19937 random_{GetParam()};
  std::vector<Id> leads_;
};

TEST_P(ClockHistory, KeepsTheInvariants) {
  edit("person", mona_, {{"calendar_id", calendar().text()}});
  for (int i = 0; i < 60; ++i) {
    step();
    ASSERT_EQ(broken(), std::vector<std::string>{}) << "step " << i;
  }
  expect_same_due();
  tick();
  const auto before = count("SELECT max(seq) FROM journal");
  tick();
  EXPECT_EQ(count("SELECT max(seq) FROM journal"), before);
  // No clock of a lead that only machines contacted was stopped by contact.
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock c JOIN lead l ON l.id = c.subject_id WHERE "
                  "l.first_human_touch_at IS NULL AND c.state IN ('met','met_late')"),
            0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ClockHistory, ::testing::Range(1U, 13U));

}  // namespace
}  // namespace tandem::domain
