// SPDX-License-Identifier: Apache-2.0
// What follows a hand-off: disputes inside their window, silence that is escalated, and reasons that
// put the lead definition in question. And whatever happens, a lead has an owner.
#include <random>

#include "unit/domain/workspace.hpp"

namespace tandem::domain {
namespace {

class DisputeTest : public WorkspaceTest {
 protected:
  Id offered() {
    const Json lead = act(mona_, "lead.capture", {{"email", "b@example.com"}, {"stage", "mql"}});
    return id_in(act(mona_, "handoff.offer", {{"lead_id", lead.at("id")}}));
  }
  Id returned(const char* reason) {
    const Id handoff = offered();
    act(steve_, "handoff.return", handoff, {{"reason", reason}});
    return handoff;
  }
  Json propose() { return act(sam_, "handoff.propose_definition_change"); }
};

TEST_F(DisputeTest, AReturnAfterAcceptanceIsOpenForTheWindowOnly) {
  const Id in_time = offered(), too_late = offered();
  act(steve_, "handoff.accept", in_time);
  act(steve_, "handoff.accept", too_late);
  clock_.at += 14 * kDay;
  EXPECT_EQ(act(steve_, "handoff.return", in_time, {{"reason", "bad_data"}}).at("dispute"), true);
  clock_.at += 1;
  const Error e = refusal([&] { act(steve_, "handoff.return", too_late, {{"reason", "bad_data"}}); });
  EXPECT_EQ(e.status(), TANDEM_FORBIDDEN);
  EXPECT_EQ(e.code(), "dispute_window_passed");
  EXPECT_NE(e.advice().find("lead.move"), std::string::npos);
  EXPECT_EQ(get("handoff", too_late).at("state"), "accepted");
  const Json because = {{"reason", "bad_data"}};
  expect_refused(TANDEM_INVALID_ARGUMENT, "too_early", [&] {  // nor before it was accepted
    domain::act(*db_, as(steve_), "handoff.return", too_late, because, clock_.at - 15 * kDay);
  });
  const Row whole = query(*db_, "handoff_acceptance", Json::object()).rows[0];
  EXPECT_EQ(number_of(whole, 6), 1);
  EXPECT_EQ(number_of(whole, 7), 500'000);
}

TEST_F(DisputeTest, APointMayAllowNoDispute) {
  Id point;
  Json body;
  {
    auto find = db_->prepare("SELECT id, body FROM clause WHERE key = 'mql_to_sal'");
    ASSERT_TRUE(find.step());
    point = find.id(0);
    body = parse_json(find.text(1), "body");
  }
  body["dispute_window_s"] = 0;
  edit("clause", point, {{"body", body}});
  const Id handoff = offered();
  act(steve_, "handoff.accept", handoff);
  clock_.at += 1;
  expect_refused(TANDEM_FORBIDDEN, "dispute_window_passed", [&] {
    act(steve_, "handoff.return", handoff, {{"reason", "bad_data"}});
  });
}

TEST_F(DisputeTest, SilenceIsEscalatedOnceToWhoLeadsTheReceivingQueue) {
  const Id handoff = offered();
  clock_.at += 2 * kDay;
  tick(*db_, system(), clock_.at);
  tick(*db_, system(), clock_.at);
  EXPECT_EQ(events("handoff.escalated"), 1);
  auto told = db_->prepare(
      "SELECT payload ->> '$.to_person_id', payload ->> '$.responsible_side' FROM journal WHERE kind = "
      "'handoff.escalated' AND record_id = ?");
  told.bind(1, handoff);
  ASSERT_TRUE(told.step());
  EXPECT_EQ(told.text(0), founding_.admin.text());
  EXPECT_EQ(told.text(1), "sales");
}

TEST_F(DisputeTest, F11_AReasonThatMakesUpEnoughOpensAChangeOfTheDefinition) {
  for (int i = 0; i < 9; ++i) returned(i < 3 ? "not_icp" : i < 6 ? "no_need" : "duplicate");
  expect_refused(TANDEM_INVALID_STATE, "too_few_returns", [&] { propose(); });  // nine prove nothing
  returned("not_icp");
  const Json drafted = propose();
  EXPECT_EQ(drafted.at("reason"), "not_icp");
  EXPECT_EQ(drafted.at("share_ppm"), 400'000);
  const Id version = id_in(drafted);
  const Json draft = get("guideline_version", version);
  EXPECT_EQ(draft.at("guideline_id"), founding_.guideline.text());
  EXPECT_EQ(draft.at("number"), 2);
  EXPECT_EQ(draft.at("is_house_default"), false);
  const std::string note = draft.at("change_note");
  EXPECT_NE(note.find("not_icp: 4, 40.0 %, 40.0 %\nduplicate: 3, 30.0 %, 70.0 %"), std::string::npos) << note;
  EXPECT_EQ(count("SELECT count(*) FROM clause c JOIN guideline_version v ON v.id = c.version_id WHERE "
                  "v.number = 2"),
            count("SELECT count(*) FROM clause c JOIN guideline_version v ON v.id = c.version_id WHERE "
                  "v.number = 1"));
  EXPECT_EQ(events("guideline.drafted"), 1);
  expect_refused(TANDEM_ALREADY_EXISTS, "draft_waits", [&] { propose(); });

  act(sam_, "guideline.propose", version);  // both sides sign, as ever
  act(sam_, "guideline.sign", version);
  expect_refused(TANDEM_INVALID_STATE, "forbidden_move", [&] { act(sam_, "guideline.activate", version); });
  act(maria_, "guideline.sign", version);
  EXPECT_EQ(act(sam_, "guideline.activate", version).at("state"), "active");
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(DisputeTest, F11_NoLeadingReasonOpensNothing) {
  const char* reasons[] = {"not_icp", "no_need", "duplicate", "no_budget"};
  for (int i = 0; i < 12; ++i) returned(reasons[i % 4]);  // 25 % each, the threshold is 30 %
  const Error e = refusal([&] { propose(); });
  EXPECT_EQ(e.status(), TANDEM_INVALID_STATE);
  EXPECT_NE(e.advice().find("handoff_acceptance"), std::string::npos);
  EXPECT_EQ(events("guideline.drafted"), 0);
}

/// One step of a random history; what the rules refuse does not happen.
class RandomHistory : public DisputeTest, public ::testing::WithParamInterface<unsigned> {
 protected:
  std::size_t pick(std::size_t below) { return static_cast<std::size_t>(random_() % below); }
  void step() {
    const char* const verbs[] = {"handoff.accept", "handoff.return", "handoff.complete", "handoff.expire"};
    const Id people[] = {mona_, steve_, maria_, sam_};
    clock_.at += static_cast<Instant>(pick(20)) * kHour;
    switch (pick(6)) {
      case 0:
        leads_.push_back(id_in(act(mona_, "lead.capture", {{"email", "b@example.com"}, {"stage", "mql"}})));
        break;
      case 1:
        if (!leads_.empty()) {
          const Json made =
              act(people[pick(4)], "handoff.offer", {{"lead_id", leads_[pick(leads_.size())].text()}});
          handoffs_.push_back(id_in(made));
        }
        break;
      case 2:
        edit("person", people[pick(2)], {{"active", pick(3) != 0}});
        break;
      case 3:
        tick(*db_, system(), clock_.at);
        break;
      default:
        if (!handoffs_.empty()) {
          const std::string_view verb = verbs[pick(4)];
          const Json args = verb == "handoff.return" ? Json{{"reason", "no_need"}} : Json::object();
          act(people[pick(4)], verb, handoffs_[pick(handoffs_.size())], args);
        }
    }
  }
  std::mt19937 random_{GetParam()};
  std::vector<Id> leads_, handoffs_;
};

TEST_P(RandomHistory, Invariant12_AReturnedLeadHasANamedOwnerAndNoneIsEverWithoutOne) {
  int done = 0;
  for (int i = 0; i < 150; ++i) {
    try {
      step();
      ++done;
    } catch (const Error&) {
    }
    ASSERT_EQ(count("SELECT count(*) FROM lead l LEFT JOIN team t ON t.id = l.queue_team_id LEFT JOIN person "
                    "p ON p.id = l.owner_person_id WHERE p.id IS NULL AND (t.lead_person_id IS NULL OR "
                    "t.is_queue = 0)"),
              0)
        << "step " << i;
    ASSERT_EQ(count("SELECT count(*) FROM journal j WHERE j.kind = 'handoff.returned' AND NOT EXISTS (SELECT "
                    "1 FROM person p WHERE lower(hex(p.id)) = replace(j.payload ->> '$.owner_person_id', "
                    "'-', ''))"),
              0)
        << "step " << i;
  }
  EXPECT_GT(done, 50);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomHistory, ::testing::Values(1U, 7U, 42U, 1234U, 99991U));

}  // namespace
}  // namespace tandem::domain
