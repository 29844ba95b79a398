// SPDX-License-Identifier: Apache-2.0
#include "domain/clocks/percentile.hpp"
#include "unit/domain/clock_workspace.hpp"

namespace tandem::domain {
namespace {

TEST(Percentile, Nist_GaugeData) {
  const std::vector<std::int64_t> gauge = {9517720, 9515670, 9519370, 9519590, 9514420, 9506100,
                                           9515910, 9511950, 9510650, 9509250, 9519900, 9516820};
  EXPECT_EQ(percentile(gauge, 0, 9, 10), 9519568);
  EXPECT_EQ(percentile(gauge, 0, 1, 2), 9515790);
}

TEST(Percentile, WhatNeverEndedCountsAsInfinite) {
  EXPECT_EQ(percentile({1, 2, 3}, 0, 1, 2), 2);
  EXPECT_EQ(percentile({1, 2, 3}, 2, 1, 2), 3);
  EXPECT_EQ(percentile({1, 2, 3}, 3, 1, 2), std::nullopt);  // between 3 and never
  EXPECT_EQ(percentile({1}, 9, 0, 1), 1);
  EXPECT_EQ(percentile({}, 0, 1, 2), std::nullopt);
  EXPECT_EQ(percentile({5}, 0, 9, 10), 5);
}

class ServiceLevelTest : public ClockTest {
 protected:
  /// A lead of which nobody heard for so long; nothing: for ever.
  void lead_answered_after(std::optional<std::int64_t> wait) {
    const Id lead = put("lead", {{"email", "b@example.com"}, {"captured_at", start_}});
    if (!wait) return;
    put("touch", {{"lead_id", lead.text()}, {"at", start_ + *wait}, {"channel", "phone"}});
  }
  std::map<std::string, Json> rows(const std::string& query, const Json& args, const std::string& key) {
    const model::Table table = domain::query(*db_, query, args);
    std::map<std::string, Json> found;
    for (const Row& row : table.rows) {
      Json one;
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        one[table.columns[i].name] =
            model::has(row[i]) ? (model::is_bytes(row[i]) ? Json(model::view(row[i])) : Json(row[i].as.i))
                               : Json();
      }
      found[one.at(key)] = one;
    }
    return found;
  }
  Instant start_ = clock_.at;
};

TEST_F(ServiceLevelTest, Oldroyd_ResponseToWebLeads) {
  for (int i = 0; i < 100; ++i) {
    if (i < 37) {
      lead_answered_after((i + 1) * kMinute);
    } else if (i < 53) {
      lead_answered_after((i - 35) * kHour);
    } else if (i < 77) {
      lead_answered_after((i - 50) * kDay);
    } else {
      lead_answered_after({});
    }
  }
  const Json total = rows("speed_to_lead", {}, "part").at("total");
  EXPECT_EQ(total.at("leads"), 100);
  EXPECT_EQ(total.at("coverage_ppm"), 770'000);
  EXPECT_EQ(total.at("within_1h_ppm"), 370'000);
  EXPECT_EQ(total.at("within_24h_ppm"), 530'000);
  EXPECT_EQ(total.at("median_s"), (14 + 15) * 3600 / 2);  // between the 50th and the 51st
  EXPECT_EQ(total.at("p90_s"), nullptr);                  // not reached
}

TEST_F(ServiceLevelTest, RevenueHero_CoverageOfDemoRequests) {
  for (int i = 0; i < 1000; ++i) lead_answered_after(i < 365 ? std::optional(kHour) : std::nullopt);
  const Json total = rows("speed_to_lead", {}, "part").at("total");
  EXPECT_EQ(total.at("coverage_ppm"), 365'000);
  EXPECT_EQ(total.at("median_s"), nullptr);
}

TEST_F(ServiceLevelTest, TheSystemsPartAndTheHumanPartMakeTheWhole) {
  const Id lead = capture(), untouched = capture({{"owner_person_id", mona_.text()}}), spam = capture();
  edit("lead", spam, {{"disposition", "disqualified"}, {"close_reason", "spam"}});  // excluded
  clock_.at += 10 * kMinute;
  act(mona_, "lead.assign", lead, {{"owner_person_id", steve_.text()}});
  clock_.at += 30 * kMinute;
  touch(lead);
  clock_.at += kHour;
  act(mona_, "lead.assign", lead, {{"owner_person_id", sam_.text()}});  // a later owner changes nothing
  const auto parts = rows("speed_to_lead", {}, "part");
  EXPECT_EQ(parts.at("total").at("leads"), 2);
  EXPECT_EQ(parts.at("total").at("coverage_ppm"), 500'000);
  EXPECT_EQ(parts.at("system").at("ended"), 2);
  EXPECT_EQ(parts.at("system").at("median_s"), 300);  // 0 and 600
  EXPECT_EQ(parts.at("human").at("ended"), 1);
  EXPECT_EQ(parts.at("human").at("median_s"), nullptr);
  const auto window = rows("speed_to_lead", {{"from", clock_.at}}, "part");
  EXPECT_EQ(window.at("total").at("leads"), 0);
  EXPECT_EQ(window.at("total").at("coverage_ppm"), nullptr);
  EXPECT_EQ(get("lead", untouched).at("first_assigned_at"), start_);
}

TEST_F(ServiceLevelTest, BothSidesStandOnOnePage) {
  const Id quick = capture(), slow = capture(), waiting = capture(), given_up = capture();
  const Json about = {
      {"about_entity", "lead"}, {"about_id", quick.text()}, {"verdict", "worked"}, {"why", "fit"}};
  const Id praise = id_in(act(steve_, "feedback.submit", about));
  EXPECT_EQ(clock(praise).at("responsible_side"), "marketing");
  clock_.at += 10 * kMinute;
  touch(quick);
  clock_.at += 2 * kHour;
  tick();
  touch(slow);
  edit("lead", given_up, {{"disposition", "disqualified"}, {"close_reason", "duplicate"}});
  const Id offer = id_in(act(mona_, "handoff.offer", {{"lead_id", capture({{"stage", "mql"}}).text()}}));
  act(steve_, "handoff.return", offer, {{"reason", "no_need"}});
  act(mona_, "feedback.close", praise, {{"reply", "thanks"}});
  const auto levels = rows("service_levels", {}, "policy");
  const Json contact = levels.at("first_contact");
  EXPECT_EQ(contact.at("responsible_side"), "marketing");
  EXPECT_EQ(contact.at("met"), 1);
  EXPECT_EQ(contact.at("met_late"), 1);
  EXPECT_EQ(contact.at("breached"), 1);
  EXPECT_EQ(contact.at("abandoned"), 1);
  EXPECT_EQ(contact.at("running"), 1);
  EXPECT_EQ(contact.at("on_time_ppm"), 250'000);
  EXPECT_EQ(contact.at("p90_s"), nullptr);
  EXPECT_EQ(levels.at("handoff_answer").at("responsible_side"), "sales");
  EXPECT_EQ(levels.at("handoff_answer").at("met"), 1);
  EXPECT_EQ(levels.at("feedback_reply").at("on_time_ppm"), 1'000'000);
  EXPECT_EQ(levels.at("feedback_reply").at("median_s"), 7800);
  EXPECT_EQ(rows("service_levels", {{"from", clock_.at + 1}}, "policy").size(), 0U);
  const auto overdue = rows("overdue_clocks", {}, "policy");
  ASSERT_EQ(overdue.size(), 1U);
  EXPECT_EQ(overdue.at("first_contact").at("overdue_s"), 4200);
  EXPECT_EQ(Id::from_view(overdue.at("first_contact").at("subject_id").get<std::string>()), waiting);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ServiceLevelTest, WhatNoTickHasSeenIsOverdueAllTheSame) {
  capture();
  clock_.at += 61 * kMinute;
  EXPECT_EQ(rows("overdue_clocks", {}, "policy").at("first_contact").at("overdue_s"), 60);
}

}  // namespace
}  // namespace tandem::domain
