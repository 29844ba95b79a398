// SPDX-License-Identifier: Apache-2.0
// Random goal trees from a seed: whatever people try, what stands breaks no invariant of the store.
#include <array>
#include <numeric>
#include <random>
#include <set>

#include "unit/domain/planning.hpp"

namespace tandem::domain {
namespace {

class GoalProperties : public PlanningTest, public ::testing::WithParamInterface<unsigned> {
 protected:
  void SetUp() override {
    PlanningTest::SetUp();
    random_.seed(GetParam());
    periods_ = {year_, period("2026-01-01", "2026-07-01"), period("2026-04-01", "2026-10-01"),
                period("2026-10-01", "2027-04-01")};
    metrics_ = {
        metric("revenue"), metric("deals_won"), metric("leads_captured"),
        put("metric", {{"key", "calls"}, {"name", "Calls"}, {"unit", "count"}, {"kind", "activity"}})};
    signed_model_ = signed_model(100, whole_funnel());
  }
  std::size_t pick(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  const Id& any_goal() { return goals_[pick(goals_.size())]; }
  static Json entries(bool marketing, bool sales) {
    Json out = Json::array();
    if (marketing) out.push_back({{"side", "marketing"}, {"text", "late"}});
    if (sales) out.push_back({{"side", "sales"}, {"text", "slow"}});
    return out;
  }
  Json random_link() {
    const char* kinds[] = {"sum", "weight", "funnel", "contributes"};
    return {{"parent_goal_id", any_goal().text()}, {"link_kind", kinds[pick(4)]}, {"weight", pick(3)}};
  }
  void add() {
    Json document = {{"title", "G"},
                     {"metric_id", metrics_[pick(metrics_.size())].text()},
                     {"period_id", periods_[pick(periods_.size())].text()},
                     {"target", 1 + pick(1'000)},
                     {"currency", "EUR"},
                     {"side", "shared"}};
    if (!goals_.empty() && pick(8) != 0) document.update(random_link());
    goals_.push_back(put("goal", document, as(mona_)));
  }
  void sign() {
    const Id goal = any_goal();
    act(maria_, "goal.agree", goal);
    act(sam_, "goal.agree", goal);
  }
  void amend() {
    Json change = pick(2) == 0 ? Json{{"target", 1 + pick(1'000)}} : random_link();
    goals_.push_back(id_in(act(mona_, "goal.amend", any_goal(), change)));
  }
  void close() {
    const char* results[] = {"won", "missed", "retired"};
    act(maria_, "goal.close", any_goal(),
        {{"result", results[pick(3)]},
         {"statement", pick(4) == 0 ? "They failed" : "We tried"},
         {"causes", entries(pick(4) != 0, pick(4) != 0)},
         {"actions", entries(pick(4) != 0, pick(4) != 0)}});
  }
  void deed(std::size_t which) {
    switch (which) {
      case 0:
      case 1:
        return add();
      case 2:
        return sign();
      case 3:
        return amend();
      case 4:
        return close();
      case 5:
        return edit("goal", any_goal(), random_link(), as(mona_));
      case 6:
        act(mona_, pick(4) != 0 ? "goal.activate" : "goal.withdraw", any_goal());
        return;
      default:
        act(mona_, "goal.plan_cascade", any_goal(), {{"funnel_model_id", signed_model_.text()}});
    }
  }
  /// One random deed; a refusal is an answer too.
  void try_something() {
    const std::size_t which = pick(kDeeds);
    try {
      deed(which);
      ++done_[which];
    } catch (const Error& e) {
      EXPECT_NE(e.status(), TANDEM_INTERNAL) << e.message();
      EXPECT_FALSE(e.message().empty());
    }
  }
  std::set<std::string> standing() {
    std::set<std::string> ids;
    auto rows = db_->prepare("SELECT id FROM goal WHERE state NOT IN ('withdrawn','retired')");
    while (rows.step()) ids.insert(rows.id(0).text());
    return ids;
  }

  static constexpr std::size_t kDeeds = 8;
  std::array<int, kDeeds> done_{};  // how often each was accepted

  std::mt19937 random_;
  std::vector<Id> goals_, periods_, metrics_;
  Id signed_model_;
};

TEST_P(GoalProperties, WhatStandsKeepsTheInvariants) {
  goals_.push_back(root(1'000));
  for (int i = 0; i < 400; ++i) {
    try_something();
    if (i % 20 != 19) continue;
    ASSERT_EQ(broken(), std::vector<std::string>{}) << "seed " << GetParam() << ", deed " << i;
    std::set<std::string> reached;
    for (const Json& row : ask("goal_tree")) {
      EXPECT_TRUE(reached.insert(row.at("goal_id").get<std::string>()).second);
    }
    ASSERT_EQ(reached, standing()) << "seed " << GetParam() << ", deed " << i;
  }
  // Trees in which nothing ever succeeds would prove nothing.
  EXPECT_GT(std::accumulate(done_.begin(), done_.end(), 0), 30);
}

INSTANTIATE_TEST_SUITE_P(Seeds, GoalProperties, ::testing::Range(1u, 9u));

}  // namespace
}  // namespace tandem::domain
